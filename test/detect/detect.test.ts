import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignalChange } from '../../src/detect/assess.ts';
import { createDetection } from '../../src/detect/detect.ts';
import { recompute } from '../../src/detect/evidence.ts';
import type {
  Assessment,
  DetectorPosition,
  DueSeries,
  SeriesStore,
  SignalStore,
  SilenceStore,
} from '../../src/detect/port.ts';
import type { Indicator } from '../../src/domain/indicator.ts';
import type { SeriesPoint } from '../../src/domain/series.ts';
import { Signal } from '../../src/domain/signal.ts';
import { periodOrdinal } from '../../src/domain/time.ts';
import { pointsOf, randomWalk, SETTINGS, UREA } from './series.ts';

const SERIES = 'UREA_PRICE/W.W';
const OCTOBER = periodOrdinal('M', '2021-10');

/** What detection needs of storage, in memory; `failAt` makes the n-th write of signals or marks fail. */
class FakeStores
  implements SeriesStore, SilenceStore, Pick<SignalStore, 'position' | 'recordAssessments' | 'episodes'>
{
  points: SeriesPoint[] = [];
  readonly signals = new Map<string, Signal>();
  readonly through = new Map<string, number>();
  due: DueSeries[] = [];
  readonly windows: number[] = [];
  failAt = 0;
  #revision = 0;
  #writes = 0;

  put(points: SeriesPoint[], fromOrdinal = points[0]?.ordinal ?? 0): void {
    this.points = points;
    this.#revision += 1;
    this.due = [{ series: SERIES, fromOrdinal, revision: this.#revision }];
  }

  async indicator(code: string): Promise<Indicator | undefined> {
    return code === UREA.code ? UREA : undefined;
  }

  async dueSeries(limit: number): Promise<DueSeries[]> {
    return this.due.slice(0, limit);
  }

  async clearDue(due: readonly DueSeries[]): Promise<void> {
    this.#mayFail();
    const cleared = new Set(due.map(({ revision }) => revision));
    this.due = this.due.filter(({ revision }) => !cleared.has(revision));
  }

  async window(_series: string, length: number): Promise<SeriesPoint[]> {
    this.windows.push(length);
    return this.points.slice(-length);
  }

  async overview() {
    const lastPeriod = this.points.at(-1)?.period;
    return [{ indicator: UREA, series: 1, lastPeriod }];
  }

  async series() {
    const lastPeriod = this.points.at(-1)?.period;
    return lastPeriod === undefined ? [] : [{ series: SERIES, lastPeriod }];
  }

  async episodes(detector: string): Promise<Signal[]> {
    return [...this.signals.values()].filter(
      (signal) => signal.detector === detector && signal.closedAt === undefined,
    );
  }

  async position(_series: string, detector: string): Promise<DetectorPosition> {
    const ours = [...this.signals.values()].filter((signal) => signal.detector === detector);
    return {
      throughOrdinal: this.through.get(detector),
      open: ours.find(({ closedAt }) => closedAt === undefined),
    };
  }

  async recordAssessments(assessments: readonly Assessment[]): Promise<void> {
    this.#mayFail();
    for (const { detector, throughOrdinal, signals } of assessments) {
      for (const signal of signals) this.signals.set(signal.id, Signal.parse(structuredClone(signal)));
      this.through.set(detector, throughOrdinal);
    }
  }

  #mayFail(): void {
    this.#writes += 1;
    if (this.#writes === this.failAt) throw new Error('killed');
  }
}

function detectionOn(stores: FakeStores, now = '2021-11-06T00:00:00Z') {
  const told: SignalChange[] = [];
  const detection = createDetection({
    series: stores,
    signals: stores,
    settings: SETTINGS,
    clock: { now: () => Date.parse(now) },
    onSignal: (change) => told.push(change),
  });
  return { detection, told };
}

/** A price whose newest month jumps by a third. */
function jump(length = 200): SeriesPoint[] {
  return pointsOf(
    'M',
    randomWalk(length, 0.03, 13, (index) => (index === length - 1 ? 0.3 : 0)),
    OCTOBER,
  );
}

test('detect: a jump in the newest month raises one signal that can be computed again', async () => {
  const stores = new FakeStores();
  stores.put(jump());
  const { detection, told } = detectionOn(stores);
  assert.deepEqual(await detection.runDue(), { series: 1, signals: 1 });
  const [signal] = stores.signals.values();
  assert.equal(signal?.period, '2021-10');
  assert.equal(signal?.detector, 'seasonal-z');
  assert.equal(signal?.raisedAt, '2021-11-06T00:00:00.000Z');
  const { score, level } = recompute(JSON.parse(JSON.stringify(signal?.evidence)));
  assert.deepEqual([score, level], [signal?.score, signal?.level]);
  assert.deepEqual(
    told.map(({ change }) => change),
    ['opened'],
  );
  assert.equal(stores.windows.length, 1);
  assert.deepEqual([...stores.through.values()], [OCTOBER, OCTOBER]);
});

test('detect: an import of history raises nothing about the past', async () => {
  const stores = new FakeStores();
  stores.put(jump());
  const later = detectionOn(stores, '2022-04-06T00:00:00Z');
  assert.deepEqual(await later.detection.runDue(), { series: 1, signals: 0 });
  assert.deepEqual([...stores.through.values()], [OCTOBER, OCTOBER]);
});

test('detect: nothing is due, nothing happens; the same series due again changes nothing', async () => {
  const stores = new FakeStores();
  const { detection, told } = detectionOn(stores);
  assert.deepEqual(await detection.runDue(), { series: 0, signals: 0 });
  stores.put(jump());
  await detection.runDue();
  const before = structuredClone([...stores.signals.values()]);
  stores.put(stores.points);
  assert.deepEqual(await detection.runDue(), { series: 1, signals: 0 });
  assert.deepEqual([...stores.signals.values()], before);
  assert.equal(told.length, 1);
});

test('detect: a revision of the newest period judges it again', async () => {
  const stores = new FakeStores();
  const calm = pointsOf('M', randomWalk(200, 0.03, 13), OCTOBER);
  stores.put(calm);
  const { detection } = detectionOn(stores);
  assert.equal((await detection.runDue()).signals, 0);
  stores.put(jump(), OCTOBER);
  assert.equal((await detection.runDue()).signals, 1);
});

test('detect: killed anywhere and run again, it ends where an undisturbed run ends', async () => {
  const undisturbed = new FakeStores();
  undisturbed.put(jump());
  await detectionOn(undisturbed).detection.runDue();
  for (const failAt of [1, 2]) {
    const stores = new FakeStores();
    stores.put(jump());
    stores.failAt = failAt;
    await assert.rejects(detectionOn(stores).detection.runDue(), /killed/);
    await detectionOn(stores, '2021-11-07T00:00:00Z').detection.runDue();
    assert.deepEqual([...stores.signals.keys()], [...undisturbed.signals.keys()]);
    assert.deepEqual(stores.through, undisturbed.through);
    assert.deepEqual(stores.due, []);
  }
});

test('detect: month by month or as one history, the same scores', async () => {
  const all = jump();
  const stores = new FakeStores();
  for (const back of [2, 1, 0]) {
    const until = all.length - back;
    const now = new Date(Date.UTC(2021, 10 - back, 6)).toISOString();
    stores.put(all.slice(0, until), all[until - 1]!.ordinal);
    await detectionOn(stores, now).detection.runDue();
  }
  const once = new FakeStores();
  once.put(all);
  await detectionOn(once).detection.runDue();
  const scores = (from: FakeStores) => [...from.signals.values()].map(({ id, score }) => [id, score]);
  assert.deepEqual(scores(stores), scores(once));
});

test('detect: a series without an indicator is taken off the list', async () => {
  const stores = new FakeStores();
  stores.put(jump());
  stores.due = [{ series: 'UNKNOWN/W.W', fromOrdinal: 0, revision: 1 }];
  assert.deepEqual(await detectionOn(stores).detection.runDue(), { series: 1, signals: 0 });
  assert.deepEqual(stores.due, []);
});

test('detect: two runs at once do not overlap', async () => {
  const stores = new FakeStores();
  stores.put(jump());
  const { detection, told } = detectionOn(stores);
  const results = await Promise.all([detection.runDue(), detection.runDue()]);
  assert.deepEqual(
    results.map(({ signals }) => signals),
    [1, 0],
  );
  assert.equal(told.length, 1);
});

test('detect: silence raises a signal without new data, and its coming closes it', async () => {
  const stores = new FakeStores();
  stores.put(pointsOf('M', randomWalk(200, 0.03, 13), OCTOBER));
  const at = async (now: string) => {
    const { detection, told } = detectionOn(stores, now);
    assert.equal(await detection.runSilence(), told.length);
    return told.map(({ change, signal }) => `${change} ${signal.level} ${signal.state}`);
  };
  // The value for November is expected five days into December, and may be seven days late.
  assert.deepEqual(await at('2021-12-13T00:00:00Z'), []);
  assert.deepEqual(await at('2021-12-13T00:00:01Z'), ['opened attention open']);
  assert.deepEqual(await at('2021-12-14T00:00:00Z'), []);
  assert.deepEqual(await at('2021-12-20T12:00:00Z'), ['grown caution open']);
  assert.deepEqual(await at('2022-06-01T00:00:00Z'), []);
  const [signal] = stores.signals.values();
  assert.deepEqual([signal?.detector, signal?.period, signal?.score], ['overdue', '2021-10', 14.5 / 7]);
  assert.deepEqual(recompute(JSON.parse(JSON.stringify(signal?.evidence))), {
    score: signal?.score,
    level: 'caution',
  });
  const later = pointsOf('M', randomWalk(207, 0.03, 13), OCTOBER + 7);
  stores.put(later);
  assert.deepEqual(await at('2022-06-02T00:00:00Z'), ['closed caution closed']);
  assert.deepEqual(await at('2022-07-13T00:00:01Z'), ['opened attention open']);
  assert.equal(stores.signals.size, 2);
});

test('detect: silence that somebody has judged goes on in that state', async () => {
  const stores = new FakeStores();
  stores.put(pointsOf('M', randomWalk(200, 0.03, 13), OCTOBER));
  const { detection } = detectionOn(stores, '2021-12-14T00:00:00Z');
  assert.equal(await detection.runSilence(), 1);
  const [signal] = stores.signals.values();
  stores.signals.set(signal!.id, { ...signal!, state: 'dismissed', reason: 'a move of the ministry' });
  assert.equal(await detectionOn(stores, '2021-12-15T00:00:00Z').detection.runSilence(), 0);
  stores.put(pointsOf('M', randomWalk(201, 0.03, 13), OCTOBER + 1));
  await detectionOn(stores, '2021-12-16T00:00:00Z').detection.runSilence();
  const [after] = stores.signals.values();
  assert.deepEqual([after?.state, after?.closedAt], ['dismissed', '2021-12-16T00:00:00.000Z']);
});

test('detect: an indicator without observations is not overdue', async () => {
  const { detection } = detectionOn(new FakeStores(), '2030-01-01T00:00:00Z');
  assert.equal(await detection.runSilence(), 0);
});
