import assert from 'node:assert/strict';
import type { Signal } from '../../../src/domain/signal.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { audit, SERIES, signal } from '../build.ts';
import { type Open, refused, storeTest } from './contract.ts';

const ALL = { limit: 100, offset: 0 };
const DETECTOR = 'robust-z';

export function signalContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `signals: ${name}`, run);

  check('a detector that never judged a series has no position', async ({ signals }) => {
    assert.deepEqual(await signals.position(SERIES, DETECTOR), {
      throughOrdinal: undefined,
      open: undefined,
    });
  });

  check('an assessment keeps signals and position', async (stores) => {
    await assess(stores, 24_000, signal('s1'));
    assert.deepEqual(await stores.signals.position(SERIES, DETECTOR), {
      throughOrdinal: 24_000,
      open: signal('s1'),
    });
    assert.equal((await stores.signals.position(SERIES, 'cusum')).open, undefined);
    assert.deepEqual(await stores.signals.signal('s1'), signal('s1'));
    assert.equal(await stores.signals.signal('s2'), undefined);
  });

  check('an episode grows, closes, and gives way to the next', async (stores) => {
    await assess(stores, 1, signal('s1'));
    const closed = signal('s1', { state: 'closed', level: 'serious', closedAt: '2021-12-05T00:00:00.000Z' });
    await assess(stores, 2, closed);
    assert.deepEqual(await stores.signals.position(SERIES, DETECTOR), { throughOrdinal: 2, open: undefined });
    assert.deepEqual(await stores.signals.signal('s1'), closed);
    const next = signal('s2', { raisedAt: '2022-03-05T00:00:00.000Z' });
    await assess(stores, 3, next);
    assert.deepEqual((await stores.signals.position(SERIES, DETECTOR)).open, next);
    assert.equal(await stores.signals.countSignals(), 2);
  });

  check('the episodes of a detector are those that go on, whatever was decided of them', async (stores) => {
    const at = (series: string, id: string, parts: Partial<Signal> = {}) =>
      signal(id, { series, detector: 'overdue', ...parts });
    const closed = { state: 'closed', closedAt: '2021-12-05T00:00:00.000Z' } as const;
    await stores.signals.recordAssessments([
      { series: 'AA/KR', detector: 'overdue', throughOrdinal: 1, signals: [at('AA/KR', 'a')] },
      { series: 'BB/KR', detector: 'overdue', throughOrdinal: 1, signals: [at('BB/KR', 'b')] },
      { series: 'CC/KR', detector: 'overdue', throughOrdinal: 1, signals: [at('CC/KR', 'c', closed)] },
      { series: SERIES, detector: DETECTOR, throughOrdinal: 1, signals: [signal('d')] },
    ]);
    await stores.signals.dismissSignal('b', 'a move', audit());
    const episodes = await stores.signals.episodes('overdue');
    assert.deepEqual(
      episodes.map(({ id, state }) => [id, state]),
      [
        ['a', 'open'],
        ['b', 'dismissed'],
      ],
    );
    assert.deepEqual(await stores.signals.episodes('cusum'), []);
  });

  check('a position may go back', async (stores) => {
    await assess(stores, 7);
    await assess(stores, 3);
    assert.equal((await stores.signals.position(SERIES, DETECTOR)).throughOrdinal, 3);
  });

  check('what an analyst decided outlives an assessment, and the episode goes on', async (stores) => {
    await assess(stores, 1, signal('s1', { level: 'attention' }));
    await stores.signals.dismissSignal('s1', 'a holiday', audit());
    assert.equal((await stores.signals.position(SERIES, DETECTOR)).open?.id, 's1');
    await assess(stores, 2, signal('s1', { level: 'caution' }));
    const grown = await stores.signals.signal('s1');
    assert.deepEqual([grown?.state, grown?.reason, grown?.level], ['dismissed', 'a holiday', 'caution']);
    await assess(stores, 3, signal('s1', { state: 'closed', closedAt: '2021-12-05T00:00:00.000Z' }));
    const over = await stores.signals.signal('s1');
    assert.deepEqual([over?.state, over?.closedAt], ['dismissed', '2021-12-05T00:00:00.000Z']);
    assert.equal((await stores.signals.position(SERIES, DETECTOR)).open, undefined);
  });

  check(
    'what was dismissed is open again once it is an alert, by the detector that says so',
    async (stores) => {
      await assess(stores, 1, signal('s1', { level: 'caution', detector: 'caution' }));
      await stores.signals.dismissSignal('s1', 'a holiday', audit());
      // Whoever judged it read the signal before the analyst decided.
      await assess(stores, 2, signal('s1', { level: 'alert', detector: 'alert' }));
      const risen = await stores.signals.signal('s1');
      assert.deepEqual([risen?.state, risen?.level, risen?.detector], ['open', 'alert', 'alert']);
      await stores.signals.dismissSignal('s1', 'a strike', audit());
      await assess(stores, 3, signal('s1', { level: 'alert', detector: 'alert' }));
      assert.equal((await stores.signals.signal('s1'))?.state, 'dismissed');
    },
  );

  check('detectors that share an episode have one open signal', async (stores) => {
    await assess(stores, 1, signal('s1', { detector: 'caution' }));
    assert.equal((await stores.signals.position(SERIES, 'alert')).open, undefined);
    assert.equal((await stores.signals.position(SERIES, 'alert', ['alert', 'caution'])).open?.id, 's1');
  });

  check('are found by state, level, sector and series, newest first', async (stores) => {
    const other = 'NICKEL_PRICE/W';
    await assess(
      stores,
      1,
      signal('a', { raisedAt: '2021-10-01T00:00:00.000Z' }),
      signal('b', { raisedAt: '2021-10-03T00:00:00.000Z', level: 'serious' }),
      signal('c', { raisedAt: '2021-10-02T00:00:00.000Z', sector: 'batteries', series: other }),
      signal('d', {
        raisedAt: '2021-10-03T00:00:00.000Z',
        state: 'closed',
        closedAt: '2021-10-04T00:00:00.000Z',
      }),
    );
    const ids = async (query: object) =>
      (await stores.signals.signals({ ...ALL, ...query })).map(({ id }) => id).join('');
    assert.equal(await ids({}), 'bdca');
    assert.equal(await ids({ state: 'open' }), 'bca');
    assert.equal(await ids({ level: 'serious' }), 'b');
    assert.equal(await ids({ sector: 'batteries' }), 'c');
    assert.equal(await ids({ series: SERIES, state: 'open' }), 'ba');
    assert.equal(await ids({ limit: 2, offset: 1 }), 'dc');
    assert.equal(await ids({ q: 'nickel' }), 'c');
    assert.equal(await ids({ q: 'DEVIATIONS above', state: 'closed' }), 'd');
    assert.equal(await ids({ q: 'explanation' }), '');
    assert.equal(await stores.signals.countSignals(), 4);
    assert.equal(await stores.signals.countSignals('open'), 3);
  });

  check('of each indicator, the open one of the highest level', async (stores) => {
    await assess(
      stores,
      1,
      signal('a', { series: 'UREA_PRICE/KR.CN', level: 'alert' }),
      signal('b', { series: 'UREA_PRICE/KR.SA', level: 'serious' }),
      signal('c', { series: 'UREA_PRICE/KR.QA', level: 'caution', raisedAt: '2021-10-09T00:00:00.000Z' }),
      signal('d', { series: 'NICKEL_PRICE/W', level: 'caution' }),
      signal('e', { series: 'NICKEL_PRICE/W', level: 'caution', raisedAt: '2021-10-09T00:00:00.000Z' }),
      signal('f', { series: 'TIN_PRICE/W', state: 'closed', closedAt: '2021-10-09T00:00:00.000Z' }),
    );
    assert.deepEqual(await stores.signals.openSignals(), [
      { indicator: 'NICKEL_PRICE', id: 'e', level: 'caution' },
      { indicator: 'UREA_PRICE', id: 'b', level: 'serious' },
    ]);
  });

  check('dismissing needs one that is open or closed', async (stores) => {
    await assess(stores, 1, signal('s1'));
    await refused(stores.signals.dismissSignal('s2', 'none', audit()), 'not_found');
    await stores.signals.dismissSignal('s1', 'a holiday', audit());
    await refused(stores.signals.dismissSignal('s1', 'again', audit()), 'wrong_state');
    assert.equal((await stores.people.auditRecords(0, 10)).length, 1);
    assert.equal((await stores.signals.signal('s1'))?.reason, 'a holiday');
  });
}

function assess(stores: Stores, throughOrdinal: number, ...signals: Signal[]): Promise<void> {
  return stores.signals.recordAssessments([{ series: SERIES, detector: DETECTOR, throughOrdinal, signals }]);
}
