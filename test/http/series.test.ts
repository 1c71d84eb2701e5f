import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { ObservationStatus } from '../../src/domain/series.ts';
import { formatInstant, formatPeriod } from '../../src/domain/time.ts';
import { seriesText } from '../../src/http/agency/series-text.ts';
import { append, indicator, nextRun, observation, SERIES } from '../store/build.ts';
import { openAgency, type TestAgency } from './agency.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
  await agency.node.stores.observations.putIndicators([indicator()]);
});
after(() => agency.close());

const ask = (query = '', headers = {}) =>
  agency.ask(
    'viewer',
    'GET',
    `/series/observations?series=${encodeURIComponent(SERIES)}${query}`,
    undefined,
    {
      headers: { authorization: `Bearer ${agency.tokens.viewer}`, ...headers },
    },
  );

test('series: an answer is that of the newest write, however often it was asked for', async () => {
  const { stores } = agency.node;
  assert.deepEqual((await ask()).json(), { series: SERIES, items: [] });
  for (const value of [1, 2, 3]) {
    await append(stores, [observation(0, value, value * 100)], nextRun());
    for (let asked = 0; asked < 2; asked++) {
      const { items } = (await ask()).json();
      assert.deepEqual(
        items.map((item: { value: number }) => item.value),
        [value],
      );
    }
  }
  const asOf = `&asOf=${formatInstant(250)}`;
  assert.deepEqual((await ask(asOf)).json().items[0].value, 2);
  await append(stores, [observation(0, 2.5, 240)], nextRun());
  assert.deepEqual((await ask(asOf)).json().items[0].value, 2.5);
});

test('series: what has not changed is not sent again', async () => {
  const first = await ask();
  const tag = String(first.headers.etag);
  const again = await ask('', { 'if-none-match': tag });
  assert.deepEqual([again.statusCode, again.body], [304, '']);
  await append(agency.node.stores, [observation(1, 5, 500)], nextRun());
  const changed = await ask('', { 'if-none-match': tag });
  assert.equal(changed.statusCode, 200);
  assert.notEqual(changed.headers.etag, tag);
  assert.equal(changed.json().items.length, 2);
});

test('series: the text is what a serializer would write', () => {
  const row = fc.record({
    ordinal: fc.integer({ min: 0, max: 40_000 }),
    value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(Number.NaN)),
    status: fc.integer({ min: 0, max: ObservationStatus.options.length - 1 }),
    knownAt: fc.integer({ min: 0, max: 4e12 }),
  });
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 20 }),
      fc.constantFrom('A', 'Q', 'M', 'W', 'D'),
      (rows, frequency) => {
        // Years after 9999 have no period.
        const ordinals = rows.map(({ ordinal }) => (frequency === 'A' ? ordinal % 9999 : ordinal % 30_000));
        const text = seriesText({
          series: SERIES,
          frequency,
          ordinals: Int32Array.from(ordinals),
          values: Float64Array.from(rows, ({ value }) => value),
          statuses: Uint8Array.from(rows, ({ status }) => status),
          knownAt: Float64Array.from(rows, ({ knownAt }) => knownAt),
        });
        const items = rows.map(({ value, status, knownAt }, at) => ({
          period: formatPeriod(frequency, ordinals[at]!),
          ...(Number.isNaN(value) ? {} : { value }),
          status: ObservationStatus.options[status],
          knownAt: formatInstant(knownAt),
        }));
        assert.equal(text, JSON.stringify({ series: SERIES, items }));
      },
    ),
  );
});
