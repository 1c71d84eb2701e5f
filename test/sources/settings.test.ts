import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstRun, nextRun } from '../../src/sources/schedule.ts';
import { SourceSettings } from '../../src/sources/settings.ts';

const DAY = 86_400_000;
const at = (text: string) => Date.parse(text);

test('schedule: an interval counts from the end of a run, and its jitter only adds', () => {
  const settings = { every: '6h', at: undefined, jitterSeconds: 60 };
  assert.equal(nextRun(settings, 1000, 0), 1000 + 6 * 3_600_000);
  assert.equal(nextRun(settings, 1000, 0.5), 1000 + 6 * 3_600_000 + 30_000);
  assert.equal(firstRun(settings, 1000, 0.5), 31_000);
});

test('schedule: a time of day is in UTC, once a day', () => {
  const settings = { every: undefined, at: '07:30', jitterSeconds: 0 };
  for (const [now, next] of [
    ['2026-11-24T00:00:00Z', '2026-11-24T07:30:00Z'],
    ['2026-11-24T07:29:59Z', '2026-11-24T07:30:00Z'],
    ['2026-11-24T07:30:00Z', '2026-11-25T07:30:00Z'],
    ['2026-12-31T23:59:59Z', '2027-01-01T07:30:00Z'],
  ] as const) {
    assert.equal(nextRun(settings, at(now), 0), at(next));
    assert.equal(firstRun(settings, at(now), 0), at(next));
  }
});

test('schedule: the next run is always later, and no later than a day and its jitter', () => {
  const settings = fc.record({
    every: fc.constant(undefined),
    at: fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':')),
    jitterSeconds: fc.nat(3600),
  });
  fc.assert(
    fc.property(settings, fc.nat(4e12), fc.double({ min: 0, max: 1, noNaN: true }), (each, now, random) => {
      const next = nextRun(each, now, random);
      assert.ok(next > now && next <= now + DAY + each.jitterSeconds * 1000);
    }),
  );
});

test('settings: of a source name one schedule, in a form that can be read', () => {
  const source = { name: 'prices', url: 'https://data.example.org/a.csv', format: 'csv' };
  const isGood = (more: object) => SourceSettings.safeParse({ ...source, ...more }).success;
  for (const more of [
    { every: '1h', format: undefined, mapping: 'prices' },
    { every: '1h', url: 'https://data.example.org/{key}', keyFile: 'keys/prices' },
    { every: '5m' },
    { every: '31d' },
    { at: '00:00' },
    { at: '23:59', jitterSeconds: 0 },
  ])
    assert.ok(isGood(more), JSON.stringify(more));
  for (const more of [
    {},
    { every: '1h', at: '07:30' },
    { every: '4m' },
    { every: '32d' },
    { every: '1.5h' },
    { at: '24:00' },
    { at: '7:30' },
    { every: '1h', name: 'Prices' },
    { every: '1h', url: 'ftp://data.example.org/a' },
    { every: '1h', format: 'xlsx' },
    { every: '1h', format: undefined },
    { every: '1h', keyFile: 'keys/prices' },
    { every: '1h', url: 'https://data.example.org/{key}' },
    { every: '1h', more: 1 },
    { every: '1h', hosts: ['https://data.example.org'] },
  ])
    assert.ok(!isGood(more), JSON.stringify(more));
});
