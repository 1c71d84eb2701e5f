import type { LogOrigin } from '../domain/node-id.ts';
import { entryDigest, entryLeaf } from './entry-digest.ts';
import { appendLeaf, compactRange, rangeRoot } from './merkle.ts';
import type { HeldLog, LogAppend } from './port.ts';
import type { Signer } from './signer.ts';

/** How an entry is made once its place is known: the compact JWS, its kind, and when it was signed. */
export type MakeEntry = (
  seq: number,
) => Promise<{ readonly jws: string; readonly type: string; readonly time: number }>;

/** The first checkpoint of a log that has no entries yet. */
export function emptyLog(origin: LogOrigin, signer: Signer): HeldLog {
  const range = compactRange(0, []);
  return { origin, range, checkpoint: signer.signCheckpoint({ origin, size: 0, root: rangeRoot(range) }) };
}

/** Signs an entry for the next place of a log, and the checkpoint that it leads to. */
export async function prepareAppend(
  signer: Pick<Signer, 'signCheckpoint'>,
  log: HeldLog,
  make: MakeEntry,
): Promise<LogAppend> {
  const seq = log.range.size;
  const { jws, type, time } = await make(seq);
  const digest = entryDigest(jws);
  const { range, nodes } = appendLeaf(log.range, entryLeaf(digest));
  const checkpoint = signer.signCheckpoint({ origin: log.origin, size: range.size, root: rangeRoot(range) });
  return {
    origin: log.origin,
    expectedSize: seq,
    entry: { seq, digest, jws },
    type,
    time,
    range,
    nodes,
    checkpoint,
  };
}
