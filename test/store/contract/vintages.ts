import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BatchOutcome } from '../../../src/ingest/batch.ts';
import type { NewObservation } from '../../../src/ingest/port.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { append, indicator, observation, outcome } from '../build.ts';
import { type Open, storeTest } from './contract.ts';

/** Few points, times and values, so that they meet. */
const offers = fc.array(
  fc.record({
    month: fc.integer({ min: 0, max: 2 }),
    value: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    knownAt: fc.integer({ min: 1, max: 6 }),
  }),
  { maxLength: 25 },
);
type Outcome = 'stored' | 'revised' | 'unchanged' | 'conflict';
type Offer = { month: number; value: number | undefined; knownAt: number };

/** The rule of the port, word by word, on a plain list. */
class NaiveStore {
  readonly kept: Offer[] = [];

  offer(offered: Offer): Outcome {
    const base = this.asOf(offered.month, offered.knownAt);
    if (base?.value === offered.value && base !== undefined) return 'unchanged';
    if (base?.knownAt === offered.knownAt) return 'conflict';
    this.kept.push(offered);
    return base === undefined ? 'stored' : 'revised';
  }

  asOf(month: number, at: number): Offer | undefined {
    const known = this.kept.filter((each) => each.month === month && each.knownAt <= at);
    return known.sort((a, b) => a.knownAt - b.knownAt).at(-1);
  }
}

/** How one run's series are kept apart from another's. */
let runs = 0;
const nextSeries = () => `UREA_PRICE/RUN${++runs}`;

export function vintageContract(open: Open): void {
  storeTest(open, 'vintages: any order of offers gives what the rule gives', async (stores) => {
    await stores.observations.putIndicators([indicator()]);
    await fc.assert(
      fc.asyncProperty(offers, fc.integer({ min: 1, max: 25 }), async (offered, batchSize) => {
        const series = nextSeries();
        const naive = new NaiveStore();
        const outcomes = await offerAll(stores, series, offered, batchSize);
        assert.deepEqual(outcomes, counted(offered.map((each) => naive.offer(each))));
        for (let at = 0; at <= 7; at++) {
          const read = await stores.observations.observations(series, { asOf: at, limit: 100 });
          const expected = [0, 1, 2]
            .map((month) => naive.asOf(month, at))
            .filter((each) => each !== undefined);
          assert.deepEqual(
            read.map(({ value, knownAt }) => ({ value, knownAt })),
            expected.map(({ value, knownAt }) => ({ value, knownAt })),
          );
          const window = await stores.observations.window(series, 100, at);
          assert.deepEqual(
            window.map(({ value }) => value),
            expected.map(({ value }) => value).filter((value) => value !== undefined),
          );
        }
        const [summary] = await seriesOf(stores, series);
        assert.equal(summary?.points ?? 0, new Set(naive.kept.map(({ month }) => month)).size);
      }),
      { numRuns: 60 },
    );
  });

  storeTest(
    open,
    'vintages: offered as they became known, a read tells what was said last by then',
    async (stores) => {
      await stores.observations.putIndicators([indicator()]);
      await fc.assert(
        fc.asyncProperty(offers, async (unordered) => {
          const series = nextSeries();
          const offered = [...unordered].sort((a, b) => a.knownAt - b.knownAt);
          const { conflicts } = await offerAll(stores, series, offered, 10);
          const said = offered.filter((_, index) => !conflicts.includes(index));
          for (let at = 0; at <= 7; at++) {
            const read = await stores.observations.observations(series, { asOf: at, limit: 100 });
            const last = new Map(
              said.filter(({ knownAt }) => knownAt <= at).map(({ month, value }) => [month, value]),
            );
            const expected = [...last].sort(([a], [b]) => a - b).map(([, value]) => value);
            assert.deepEqual(
              read.map(({ value }) => value),
              expected,
            );
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  storeTest(open, 'vintages: the same offers again change nothing', async (stores) => {
    await stores.observations.putIndicators([indicator()]);
    await fc.assert(
      fc.asyncProperty(offers, async (unordered) => {
        const series = nextSeries();
        const offered = [...unordered].sort((a, b) => a.knownAt - b.knownAt);
        await offerAll(stores, series, offered, 10);
        const held = await stores.observations.countObservations();
        const again = await offerAll(stores, series, offered, 10);
        assert.equal(again.unchanged + again.conflicts.length, offered.length);
        assert.equal(await stores.observations.countObservations(), held);
      }),
      { numRuns: 40 },
    );
  });
}

async function offerAll(
  stores: Stores,
  series: string,
  offered: readonly Offer[],
  batchSize: number,
): Promise<BatchOutcome> {
  const rows = offered.map(
    ({ month, value, knownAt }): NewObservation => observation(month, value, knownAt, series),
  );
  const total = { stored: 0, revised: 0, unchanged: 0, superseded: 0, conflicts: [] as number[] };
  for (let at = 0; at < rows.length; at += batchSize) {
    const part = await append(stores, rows.slice(at, at + batchSize));
    total.stored += part.stored;
    total.revised += part.revised;
    total.unchanged += part.unchanged;
    total.superseded += part.superseded;
    total.conflicts.push(...part.conflicts.map((row) => at + row));
  }
  return total;
}

function counted(outcomes: readonly Outcome[]): BatchOutcome {
  const of = (kind: Outcome) => outcomes.filter((each) => each === kind).length;
  const conflicts = [...outcomes.keys()].filter((index) => outcomes[index] === 'conflict');
  return outcome({ stored: of('stored'), revised: of('revised'), unchanged: of('unchanged'), conflicts });
}

async function seriesOf(stores: Stores, series: string) {
  const all = await stores.observations.series({ indicator: 'UREA_PRICE', limit: 100_000 });
  return all.filter((each) => each.series === series);
}
