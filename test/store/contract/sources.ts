import assert from 'node:assert/strict';
import type { SourceRun, SourceState } from '../../../src/sources/port.ts';
import { type Open, storeTest } from './contract.ts';

const state = (parts: Partial<SourceState> = {}): SourceState => ({
  source: 'prices',
  nextAt: 100,
  lastSuccessAt: undefined,
  failingSince: undefined,
  validators: undefined,
  ...parts,
});

const run = (startedAt: number, parts: Partial<SourceRun> = {}): SourceRun => ({
  source: 'prices',
  startedAt,
  endedAt: startedAt + 1,
  bytes: 0,
  outcome: 'not-modified',
  code: undefined,
  message: undefined,
  counts: undefined,
  ...parts,
});

export function sourceContract(open: Open): void {
  storeTest(
    open,
    'sources: a state is kept whole, and its next run alone can be set',
    async ({ sources }) => {
      await sources.setSourceNext('prices', 5);
      assert.deepEqual(await sources.sourceStates(), [state({ nextAt: 5 })]);
      const full = state({
        lastSuccessAt: 7,
        failingSince: 8,
        validators: { of: 'x', etag: '"v"', lastModified: undefined },
      });
      await sources.recordSourceRun(run(1), full);
      assert.deepEqual(await sources.sourceStates(), [full]);
      await sources.setSourceNext('prices', 6);
      assert.deepEqual(await sources.sourceStates(), [{ ...full, nextAt: 6 }]);
      await sources.recordSourceRun(run(2), state());
      assert.deepEqual(await sources.sourceStates(), [state()]);
    },
  );

  storeTest(open, 'sources: runs are answered the newest first, as they ended', async ({ sources }) => {
    const counts = { offered: 3, stored: 1, revised: 1, unchanged: 0, superseded: 0, refused: 1 };
    const runs = [
      run(1, { outcome: 'ingested', counts, bytes: 12 }),
      run(2, { outcome: 'failed', code: 'source_timeout', message: 'late' }),
      run(3, { outcome: 'failed', code: 'source_answer', message: 'no row', counts }),
      run(4),
    ];
    for (const each of runs) await sources.recordSourceRun(each, state());
    await sources.recordSourceRun(run(9, { source: 'other' }), state({ source: 'other' }));
    assert.deepEqual(await sources.sourceRuns('prices', 10), runs.toReversed());
    assert.deepEqual(await sources.sourceRuns('prices', 1), [run(4)]);
    assert.deepEqual(await sources.sourceRuns('nothing', 1), []);
  });

  storeTest(open, 'sources: the newest 200 runs of each are kept', async ({ sources }) => {
    await sources.recordSourceRun(run(1, { source: 'other' }), state({ source: 'other' }));
    for (let at = 1; at <= 203; at += 1) await sources.recordSourceRun(run(at), state());
    const kept = await sources.sourceRuns('prices', 1000);
    assert.deepEqual([kept.length, kept.at(0)?.startedAt, kept.at(-1)?.startedAt], [200, 203, 4]);
    assert.equal((await sources.sourceRuns('other', 1000)).length, 1);
  });
}
