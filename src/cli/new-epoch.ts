import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { NodePaths } from '../config/paths.ts';
import { toBase64 } from '../domain/bytes.ts';
import { ENTRY_SCHEMA } from '../domain/envelope.ts';
import { epochOf, isLogOf } from '../domain/epoch.ts';
import { EwsError, hasCode } from '../domain/errors.ts';
import { type LogOrigin, logOrigin, type NodeId } from '../domain/node-id.ts';
import { type EpochMs, formatInstant } from '../domain/time.ts';
import { readHeldKeys, readStatements, writeStatements } from '../keys/files.ts';
import { readFence, writeFence } from '../log/fence.ts';
import { peekJws } from '../log/jws.ts';
import { verifyKeyStatements } from '../log/key-chain.ts';
import { type KeyStatement, logKeyAt, type NodeKeys } from '../log/key-statement.ts';
import { loadKey, publicPart } from '../log/keys.ts';
import { rangeRoot } from '../log/merkle.ts';
import { emptyLog, prepareAppend } from '../log/prepare-append.ts';
import { createSigner, signKeyStatement } from '../log/signer.ts';
import { chosenBy } from '../log/signing-keys.ts';
import type { Stores } from '../store/stores.ts';
import { localActor } from './local-node.ts';

export interface NewEpoch {
  readonly previous: { readonly log: LogOrigin; readonly size: number; readonly root: string };
  readonly log: LogOrigin;
}

export interface EpochRequest {
  readonly node: NodeId;
  readonly paths: NodePaths;
  readonly stores: Stores;
  /** File of the private root key. */
  readonly root: string;
  readonly reason: string;
  readonly now: EpochMs;
}

/**
 * Ends the own log, and begins a later one: the root says which key signs it, and its first entry names what of the
 * earlier one is held. Its number is larger than any that something here has ever named: after a crash at any point
 * run it again, and another number is taken, so that no place of a log is ever signed twice.
 * @throws EwsError `fingerprint_mismatch`: not this node's root key; `key_statement_invalid`, `log_size_conflict`
 */
export async function openNewEpoch(request: EpochRequest): Promise<NewEpoch> {
  const { node, paths, stores, reason, now } = request;
  const closed = await stores.log.ownLog();
  if (closed === undefined) throw new EwsError('config_invalid', `${paths.data} holds no log of its own.`);
  const statements = readStatements(paths);
  const fingerprint = peekJws(statements[0] ?? '')?.kid ?? '';
  const known = await verifyKeyStatements(statements, node, fingerprint);
  const log = logOrigin(node, 1 + (await lastEpoch(request, known)));
  // The one that signs the earlier log: keys before it may be in other hands.
  const key = logKeyAt(known, closed.origin, Number.MAX_SAFE_INTEGER);
  const statement: KeyStatement = {
    v: 1,
    use: 'log',
    node,
    key: publicPart(key),
    nextRoot: known.statements.at(-1)?.nextRoot ?? '',
    issued: formatInstant(now),
    log,
    fromSeq: 0,
  };
  const extended = [...statements, await signKeyStatement(loadKey(request.root), statement)];
  const keys = await verifyKeyStatements(extended, node, fingerprint);
  const { signing } = readHeldKeys(paths);

  const signer = createSigner(
    node,
    log,
    chosenBy(
      () => keys,
      (kid) => signing.get(kid),
      () => now,
    ),
  );
  const previous = { log: closed.origin, size: closed.range.size, root: toBase64(rangeRoot(closed.range)) };
  const append = await prepareAppend(signer, emptyLog(log, signer), async (seq) => {
    const jws = await signer.signEntry({
      v: 1,
      type: 'epoch',
      schema: ENTRY_SCHEMA.epoch,
      log,
      seq,
      time: formatInstant(now),
      aud: '*',
      tlp: 'CLEAR',
      nonce: randomBytes(16).toString('base64url'),
      body: { previous, reason },
    });
    return { jws, type: 'epoch', time: now };
  });
  // A statement for a log that is not there yet harms nobody; a log without one could be read by nobody.
  writeStatements(paths, extended);
  const { name, role } = localActor();
  await stores.recovery.openEpoch(closed, append, {
    at: now,
    actor: { name, role },
    action: 'log.epoch',
    subject: log,
    detail: { previous, reason },
  });
  writeFence(paths.fence, { origin: log, size: append.range.size, root: rangeRoot(append.range) });
  return { previous, log };
}

/** The largest number of a log of this node that anything here names. */
async function lastEpoch({ node, paths, stores }: EpochRequest, known: NodeKeys): Promise<number> {
  const held = (await stores.log.logs()).map(({ origin }) => origin);
  const later = (await stores.recovery.laterLogs()).map(({ origin }) => origin);
  const stated = known.statements.flatMap((each) => (each.use === 'log' ? [each.log] : []));
  const origins = [...held, ...later, ...stated, ...fenced(paths)].filter((origin) => isLogOf(origin, node));
  return Math.max(0, ...origins.map(epochOf));
}

function fenced({ fence }: NodePaths): LogOrigin[] {
  if (!existsSync(fence)) return [];
  try {
    return [readFence(fence).origin];
  } catch (error) {
    if (!hasCode(error, 'fence_mismatch')) throw error;
    return [];
  }
}
