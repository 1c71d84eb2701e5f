import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toBase64 } from '../../src/domain/bytes.ts';
import { createShown } from '../../src/federation/serve/shown.ts';
import { emptyRange } from '../../src/log/merkle.ts';
import type { OwnLog } from '../../src/log/own-log.ts';
import type { HeldLog, LogStore, PageEnd } from '../../src/log/port.ts';
import { refusal } from '../log/keys.ts';
import { checkpointOf, JP, JP_LOG, KR, KR_LOG, makeLog } from '../vectors/protocol-federation.ts';

const log = await makeLog();
const range = (size: number) => log.ranges[size] ?? emptyRange;
const note = (size: number) => checkpointOf(range(size));

function shownOf(held: { size: number; checkpoint: string; provable?: string; end?: PageEnd }) {
  const one: HeldLog = { origin: KR_LOG, range: range(held.size), checkpoint: held.checkpoint };
  const logs = {
    log: async (origin: string) => (origin === KR_LOG ? one : undefined),
    logs: async () => [one],
    provable: async () => held.provable,
    pageEnd: async () => held.end && { ...held.end, size: held.size },
  } as unknown as LogStore;
  return createShown({ log: { origin: JP_LOG } as unknown as OwnLog, logs });
}

describe('shown', () => {
  it('a relay shows what its entries have reached, and no more', async () => {
    assert.deepEqual(await shownOf({ size: 2, checkpoint: note(2) }).head(KR_LOG), {
      size: 2,
      checkpoint: note(2),
    });
    const behind = shownOf({ size: 2, checkpoint: note(3), provable: note(1) });
    assert.deepEqual(await behind.head(KR_LOG), { size: 1, checkpoint: note(1) });
    await assert.rejects(shownOf({ size: 2, checkpoint: note(3) }).head(KR_LOG), refusal('not_found'));
    await assert.rejects(behind.head('us.ews.example/log/1'), refusal('not_found'));
  });

  it("to the log's own node it shows all that it holds, with the proof that came with it", async () => {
    const end = { checkpoint: note(3), consistency: [toBase64(new Uint8Array(32))] };
    const shown = shownOf({ size: 2, checkpoint: note(3), provable: note(1), end });
    const all = { size: 2, checkpoint: note(3), consistency: [new Uint8Array(32)] };
    assert.deepEqual(await shown.head(KR_LOG, KR), all);
    for (const reader of [undefined, JP])
      assert.deepEqual(await shown.head(KR_LOG, reader), { size: 1, checkpoint: note(1) });
    const reached = shownOf({ size: 2, checkpoint: note(2) });
    assert.deepEqual(await reached.head(KR_LOG, KR), { size: 2, checkpoint: note(2) });
  });

  it('passes on the freshest timestamp of exactly that checkpoint, which is news', async () => {
    const shown = shownOf({ size: 2, checkpoint: note(2) });
    let news = 0;
    const end = shown.onNews(KR_LOG, () => {
      news += 1;
    });
    const fresh = `${note(2)}— kr.ews.example aSe/DwAAAABhY36A\n`;
    shown.freshen(KR_LOG, fresh, 20);
    assert.equal((await shown.head(KR_LOG)).checkpoint, fresh);
    shown.freshen(KR_LOG, note(2), 10);
    assert.equal((await shown.head(KR_LOG)).checkpoint, fresh);
    shown.freshen(KR_LOG, note(3), 30);
    assert.equal((await shown.head(KR_LOG)).checkpoint, note(2));
    assert.equal(news, 2);
    end();
    shown.grew(KR_LOG);
    assert.equal(news, 2);
  });
});
