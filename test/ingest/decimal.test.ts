import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDecimal } from '../../src/ingest/decimal.ts';

test('decimal: decimal and exponent notation', () => {
  const read: [string, number][] = [
    ['0', 0],
    ['-12', -12],
    ['769.5', 769.5],
    ['1e3', 1000],
    ['-2.5E-2', -0.025],
    ['1.0', 1],
    ['1e+2', 100],
  ];
  for (const [text, value] of read) assert.equal(parseDecimal(text), value);
});

test('decimal: anything else is no number', () => {
  const texts =
    '|+1|.5|5.|007|0x10|0b1|1_000|1,000|1 000|NaN|Infinity|-Infinity|1e|e5|--1|1.2.3| 1|1 |１|1e400|1e-400|-|n/a';
  for (const text of texts.split('|')) assert.equal(parseDecimal(text), undefined, `"${text}"`);
});

test('decimal: zero has one form, whatever its sign', () => {
  for (const text of ['-0', '0.00', '0e5', '-0e-9']) assert.ok(Object.is(parseDecimal(text), 0));
});

test('decimal: reads what JavaScript writes', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.equal(parseDecimal(String(value)), value === 0 ? 0 : value);
    }),
  );
});
