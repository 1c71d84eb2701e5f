import { equalBytes, fromBase64, toBase64 } from '../domain/bytes.ts';
import { readCheckpoint } from '../log/checkpoint.ts';
import { fenceFile } from '../log/fence.ts';
import { judgeLog } from '../log/judge-log.ts';
import { type Hash, rangeRoot } from '../log/merkle.ts';
import type { HeldLog } from '../log/port.ts';
import { type Check, type CheckContext, type Finding, RESTORE } from './finding.ts';
import { type Recomputed, recompute } from './recompute.ts';

const FENCE = 'docs/operate.md, "Back up and restore", says what to do. Do not write the fence by hand.';
const CALL = 'Keep the databases, and call the operators of the peer.';

export const LOG_CHECKS: readonly Check[] = [
  { name: 'own-log', title: 'the own log is what its checkpoint and its peers’ receipts say', run: ownLog },
  { name: 'fence', title: 'the database is at the fence', run: fence },
  {
    name: 'peer-logs',
    title: 'what is held of peers’ logs leads to checkpoints that they signed',
    run: peerLogs,
  },
];

async function ownLog({ stores }: CheckContext): Promise<Finding[]> {
  const { log: store, peers } = stores();
  // Receipts first: meanwhile the log only grows.
  const receipts = await Promise.all((await store.logs()).map(({ origin }) => peers.receipts(origin))).then(
    (lists) => lists.flat(),
  );
  const log = await store.ownLog();
  if (log === undefined) return [{ where: 'node.db', what: 'It holds no log of its own.', todo: RESTORE }];
  const own = receipts.filter(({ origin }) => origin === log.origin);
  const computed = await recompute(
    store,
    log,
    own.map(({ size }) => size),
  );
  const findings = [
    ...computed.findings,
    ...wrongHead(log, computed),
    ...wrongCheckpoint(log, computed, 'equal'),
  ];
  for (const { peer, size, root } of own) {
    const where = `receipt of ${peer}`;
    if (size > computed.size) {
      const what = `${peer} signed for ${size} entries, and the database ends at ${computed.size}.`;
      findings.push({ where, what, todo: FENCE });
    } else if (!equalBytes(computed.rootAt.get(size) ?? new Uint8Array(), fromBase64(root))) {
      const what = `${peer} holds another history of the first ${size} entries.`;
      findings.push({ where, what, todo: CALL });
    }
  }
  return findings;
}

async function fence({ stores, paths }: CheckContext): Promise<Finding[]> {
  const { log: store } = stores();
  for (;;) {
    const log = await store.ownLog();
    if (log === undefined) return [];
    const judged = await judgeLog(store, log, fenceFile(paths.fence));
    if (judged.state === 'ready') return [];
    // A node that runs may have gone on between the two readings; its fence is never ahead of its database.
    const now = await store.ownLog();
    if (judged.code === 'fence_ahead' && now !== undefined && now.range.size > log.range.size) continue;
    return [{ where: paths.fence, what: `${judged.message} [${judged.code}]`, todo: FENCE }];
  }
}

async function peerLogs({ stores }: CheckContext): Promise<Finding[]> {
  const { log: store, peers } = stores();
  const findings: Finding[] = [];
  for (const { node, origin } of await peers.peers()) {
    const log = await store.log(origin);
    if (log === undefined) {
      findings.push({ where: node, what: `Its log ${origin} is missing.`, todo: RESTORE });
      continue;
    }
    const computed = await recompute(store, log, []);
    findings.push(
      ...computed.findings,
      ...wrongHead(log, computed),
      ...wrongCheckpoint(log, computed, 'at-least'),
    );
  }
  return findings;
}

/** Whether what is kept in order to go on appending is that of the entries. */
function wrongHead({ origin, range }: HeldLog, { size, root }: Recomputed): Finding[] {
  if (range.size !== size) return [];
  return equalBytes(rangeRoot(range), root)
    ? []
    : [
        {
          where: origin,
          what: differs(`the log’s own row, of ${size} entries`, rangeRoot(range), root),
          todo: RESTORE,
        },
      ];
}

/** An own checkpoint is of exactly the entries held; one of a peer may be ahead of what has been pulled. */
function wrongCheckpoint(
  { origin, checkpoint: note }: HeldLog,
  computed: Recomputed,
  held: 'equal' | 'at-least',
): Finding[] {
  const checkpoint = readCheckpoint(note);
  const where = `checkpoint of ${origin}`;
  if (checkpoint.origin !== origin) return [{ where, what: `It is of ${checkpoint.origin}.`, todo: RESTORE }];
  if (checkpoint.size < computed.size || (held === 'equal' && checkpoint.size !== computed.size)) {
    const what = `It is of ${checkpoint.size} entries, and ${computed.size} are held.`;
    return [{ where, what, todo: RESTORE }];
  }
  if (checkpoint.size > computed.size || equalBytes(checkpoint.root, computed.root)) return [];
  const what = differs(`the signed checkpoint of ${computed.size} entries`, checkpoint.root, computed.root);
  return [{ where, what, todo: RESTORE }];
}

function differs(what: string, stated: Hash, computed: Hash): string {
  return `The root of ${what} is ${toBase64(stated)}; the entries give ${toBase64(computed)}.`;
}
