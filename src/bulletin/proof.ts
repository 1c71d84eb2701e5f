import type { BulletinReference } from '../domain/bulletin.ts';
import { utf8 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import { readCheckpoint } from '../log/checkpoint.ts';
import { proveInclusion } from '../log/merkle-proof.ts';
import { parseNote } from '../log/note.ts';
import { formatProof } from '../log/proof.ts';
import type { BulletinParts } from './context.ts';

/**
 * The offline proof of a bulletin, own or a peer's: a C2SP tlog-proof whose `extra` is the entry's compact
 * JWS, so that the one file holds all that `ews verify` needs besides the issuer's key. Its checkpoint is the
 * newest one that has enough witnesses, else the one with the most of them.
 */
export async function proof(parts: BulletinParts, id: string): Promise<string> {
  const { log, seq } = await referenceOf(parts, id);
  const checkpoint = await provingNote(parts, log, seq);
  const [entry] = await parts.logs.entries(log, seq, 1);
  if (checkpoint === undefined || entry?.jws === undefined)
    throw new EwsError('not_found', `The entry of ${id} is not held here.`);
  const { size } = readCheckpoint(checkpoint);
  const held = (await parts.logs.log(log))?.range.size ?? 0;
  if (size > held) {
    throw new EwsError(
      'unavailable',
      `This node holds ${held} of ${size} entries of ${log}: a proof is possible when it has caught up.`,
      { held, size },
    );
  }
  const hashes = await proveInclusion(seq, size, (ids) => parts.logs.nodes(log, ids));
  return formatProof({ extra: utf8(entry.jws), index: seq, hashes, checkpoint });
}

async function provingNote(parts: BulletinParts, log: LogOrigin, seq: number): Promise<string | undefined> {
  const cosigned = await parts.cosigned(log, seq);
  if (log !== parts.log.origin) return cosigned ?? (await parts.logs.log(log))?.checkpoint;
  const { checkpoint: head } = parts.log.head();
  // The head has the cosignatures that are held of it, and the log's own one, which says how fresh it is.
  return cosigned === undefined || parseNote(cosigned).text === parseNote(head).text ? head : cosigned;
}

async function referenceOf(parts: BulletinParts, id: string): Promise<BulletinReference> {
  const own = await parts.store.ownBulletin(id);
  if (own !== undefined) {
    if ('issued' in own.life) return own.life.issued.reference;
    throw new EwsError(
      'wrong_state',
      `Bulletin ${id} is ${own.life.state}: only what was issued can be proven.`,
    );
  }
  const peer = await parts.store.peerBulletin(id);
  if (peer === undefined) throw new EwsError('not_found', `There is no bulletin ${id} here.`);
  return peer.reference;
}
