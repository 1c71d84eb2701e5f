import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numberReader } from '../../../src/ingest/formats/number-reader.ts';

test('numbers: decimal signs, groups of thousands, minus signs', () => {
  const german = numberReader({ decimal: ',', thousands: '.' })();
  const french = numberReader({ decimal: ',', thousands: ' ' })();
  const english = numberReader({ decimal: '.', thousands: ',' })();
  assert.deepEqual(
    ['1.234.567,5', '-1,5', '\u22121', '1234,5', '0,001'].map(german),
    [1_234_567.5, -1.5, -1, 1234.5, 0.001],
  );
  assert.deepEqual(['1 234,5', '1\u00a0234', '1\u202f234\u202f567'].map(french), [1234.5, 1234, 1_234_567]);
  assert.deepEqual(['1,234.5', '12'].map(english), [1234.5, 12]);
});

test('numbers: groups out of place and foreign decimal signs stay text', () => {
  const german = numberReader({ decimal: ',', thousands: '.' })();
  const plain = numberReader({ decimal: '.', thousands: undefined })();
  for (const text of ['1.23', '1.2345', '12.34.567', '.123', '1,234.5', '1,2,3', 'NaN', '']) {
    assert.equal(german(text), text);
  }
  for (const text of ['1,5', '1,234', '1 000', '+1', '1.', '.5', '007', 'Infinity']) {
    assert.equal(plain(text), text);
  }
});

test('numbers: a scale of a power of ten is exact', () => {
  const digits = fc.tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 99 }));
  const exponent = fc.integer({ min: -6, max: 6 });
  const property = fc.property(digits, exponent, ([whole, part], power) => {
    const text = `${whole}.${part}`;
    const read = numberReader({ decimal: '.', thousands: undefined })(Number(`1e${power}`));
    assert.equal(read(text), Number(`${text}e${power}`));
  });
  fc.assert(property);
  const times = numberReader({ decimal: '.', thousands: undefined });
  assert.deepEqual([times(1000)('1.1'), times(1000)('1.1e-2'), times(0.5)('3')], [1100, 11, 1.5]);
});
