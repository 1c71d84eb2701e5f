import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederationParts } from '../../src/federation/context.ts';
import { verifyNodeDocument } from '../../src/federation/peers/identity.ts';
import { LIMITS } from '../../src/federation/protocol.ts';
import { provePage } from '../../src/federation/pull/page.ts';
import { createServe } from '../../src/federation/serve/serve.ts';
import { createShown } from '../../src/federation/serve/shown.ts';
import { thumbprint } from '../../src/log/keys.ts';
import { emptyRange } from '../../src/log/merkle.ts';
import type { OwnLog } from '../../src/log/own-log.ts';
import type { HeldLog, LogStore, PageEnd } from '../../src/log/port.ts';
import { refusal } from '../log/keys.ts';
import { makeExamples, pageForJapan, readNodes } from './protocol-examples.ts';
import { checkpointOf, JP, JP_LOG, KR, KR_LOG, makeLog, privateKey } from './protocol-federation.ts';

// A peer that was cut off in the middle of catching up holds two of three entries, and no checkpoint of two.
const log = await makeLog();
const examples = await makeExamples();
const identity = await verifyNodeDocument(
  examples.get('node-document') as string,
  thumbprint(privateKey('kr root')),
);
const NOTHING: HeldLog = { origin: KR_LOG, range: emptyRange, checkpoint: checkpointOf(emptyRange) };

/** The last leaf of a perfect subtree, `level/index`. */
function lastOf(id: string): number {
  const [level, index] = id.split('/').map(Number) as [number, number];
  return (index + 1) * 2 ** level - 1;
}

describe('protocol: giving a node its own log back', async () => {
  const lines = await pageForJapan(log);
  const [, , end] = lines as unknown as [unknown, unknown, PageEnd];
  const held = new Map([...log.nodes].filter(([id]) => lastOf(id) < 2));
  const partly: HeldLog = {
    origin: KR_LOG,
    range: log.ranges[2] ?? emptyRange,
    checkpoint: end.checkpoint,
  };
  const logs = {
    log: async () => partly,
    logs: async () => [partly],
    provable: async () => undefined,
    pageEnd: async () => ({ ...end, size: 2 }),
    // Nothing beyond the two entries is in the store.
    nodes: (_origin: string, ids: Parameters<typeof readNodes>[1]) => readNodes({ ...log, nodes: held }, ids),
    entries: async (_origin: string, from: number, limit: number) =>
      log.entries
        .slice(0, 2)
        .map((jws, seq) => ({ seq, jws, digest: log.digests[seq] ?? new Uint8Array() }))
        .slice(from, from + limit),
    wholeLines: async () => ({ entries: 0, bytes: new Uint8Array() }),
  };
  const own = { origin: JP_LOG } as unknown as OwnLog;
  const serve = createServe({
    shown: createShown({ log: own, logs: logs as unknown as LogStore }),
    peers: { peer: async () => ({ state: 'active' }) },
    log: own,
    logs,
    node: JP,
    limits: { entriesPerPage: 1000, pageBytes: LIMITS.pageBytes },
  } as unknown as FederationParts);

  async function* page(from: number, limit: number): AsyncGenerator<string> {
    const signal = new AbortController().signal;
    const request = { origin: KR_LOG, reader: KR, from, limit, waitSeconds: 0, signal };
    for await (const { text } of serve.page(request)) yield* String(text).trimEnd().split('\n');
  }

  it('gives it every entry that is held, and proves each page by the checkpoint held', async () => {
    const whole = await provePage(page(0, 1000), NOTHING, identity, 1000);
    assert.deepEqual([whole.range, whole.claim.size], [partly.range, 3]);
    const first = await provePage(page(0, 1), NOTHING, identity, 1);
    assert.deepEqual([first.range, first.claim.size], [log.ranges[1], 3]);
    const second = await provePage(page(1, 1), { ...NOTHING, range: first.range }, identity, 1);
    assert.deepEqual([second.range, second.end], [partly.range, end]);
  });

  it('has no more than that, and for nobody else', async () => {
    await serve.requireServable(KR_LOG, 1, KR);
    await assert.rejects(serve.requireServable(KR_LOG, 2, KR), refusal('cursor_ahead'));
    await assert.rejects(serve.requireServable(KR_LOG, 0, 'us.ews.example'), refusal('not_found'));
  });
});
