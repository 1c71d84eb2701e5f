import assert from 'node:assert/strict';
import { contentDigest } from '../../../src/domain/canonical.ts';
import type { Signal } from '../../../src/domain/signal.ts';
import type { Stores } from '../../../src/store/stores.ts';
import { AT, audit, content, evidence, SERIES, signal } from '../build.ts';
import { type Open, storeTest } from './contract.ts';

/** What the queue reads. */
export function queueContract(open: Open): void {
  const check = (name: string, run: (stores: Stores) => Promise<void>) =>
    storeTest(open, `queue: ${name}`, run);

  async function bring({ signals }: Stores, all: readonly Signal[]): Promise<void> {
    await signals.recordAssessments([
      { series: SERIES, detector: 'robust-z', throughOrdinal: 1, signals: all },
    ]);
  }

  check('open signals of some levels, the highest and newest first, with the threshold', async (stores) => {
    const at = (day: string) => ({ raisedAt: `${day}T00:00:00.000Z` });
    const parameters = { alert: 2.5, serious: 'high' };
    await bring(stores, [
      signal('a', { ...at('2021-10-01'), evidence: { ...evidence(), parameters } }),
      signal('b', at('2021-10-02')),
      signal('c', { level: 'serious', evidence: { ...evidence(), parameters } }),
      signal('d', { level: 'caution' }),
      signal('e', { state: 'closed', closedAt: '2021-10-06T00:00:00.000Z' }),
    ]);
    const { signals } = stores;
    const queued = await signals.queuedSignals({ levels: ['alert', 'serious'], limit: 10 });
    assert.deepEqual(
      queued.map(({ id, threshold }) => [id, threshold]),
      [
        ['c', undefined],
        ['b', undefined],
        ['a', 2.5],
      ],
    );
    const { evidence: _evidence, ...summary } = signal('b', at('2021-10-02'));
    assert.deepEqual(queued[1], summary);
    assert.equal((await signals.queuedSignals({ levels: ['alert', 'serious'], limit: 2 })).length, 2);
    assert.equal(await signals.countQueued(['alert', 'serious']), 3);
    assert.equal(await signals.countQueued(['caution']), 1);
  });

  check('signals that were judged: dismissed, or drafted from, since a time', async (stores) => {
    await bring(stores, [signal('a'), signal('b'), signal('c')]);
    const { signals, bulletins } = stores;
    assert.deepEqual(await signals.signalsJudged(0), []);
    await signals.dismissSignal('a', 'noise', { ...audit('signal.dismissed', 'a'), at: AT + 1 });
    await signals.dismissSignal('b', 'noise', { ...audit('signal.dismissed', 'b'), at: AT + 3 });
    const draft = async (number: number, signal?: string) => {
      const body = content(number);
      await bulletins.createDraft(
        {
          ...{ content: body, digest: contentDigest(body), signal },
          ...{ createdAt: '2021-10-11T00:00:00.000Z', createdBy: 'kim' },
        },
        {
          ...audit('bulletin.drafted', body.id),
          ...{ at: AT + 2, detail: signal === undefined ? {} : { signal } },
        },
      );
    };
    await draft(1, 'c');
    await draft(2);
    assert.deepEqual(await signals.signalsJudged(0), [AT + 1, AT + 2, AT + 3]);
    assert.deepEqual(await signals.signalsJudged(AT + 2), [AT + 2, AT + 3]);
  });
}
