import { EwsError } from '../../domain/errors.ts';
import { type LogOrigin, nodeOfOrigin } from '../../domain/node-id.ts';
import type { Checkpoint } from '../../log/checkpoint.ts';
import { onlySignedBy } from '../../log/fork-evidence.ts';
import { parseNote } from '../../log/note.ts';
import { rootAt } from '../../log/tree-at.ts';
import { onBehalfOf } from '../../request-id.ts';
import type { FederationParts } from '../context.ts';
import { checkpointNoteKey, type Identity } from '../peers/identity.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import { CAPABILITY, PATHS } from '../protocol.ts';
import { cosignedCheckpoint, countedCosignatures } from './cosignatures.ts';
import { judgeCheckpoint } from './known-checkpoints.ts';
import { isOfTree, requireTrustworthy } from './witness.ts';

/** A checkpoint up to whose size the log is held, as a page ended with it. */
export interface PulledCheckpoint {
  readonly origin: LogOrigin;
  readonly identity: Identity;
  /** The signed note, with whatever cosignatures it came with. */
  readonly shown: string;
  readonly claim: Checkpoint;
}

/** Cosigns what was pulled, and takes the line to the log's node. */
export interface PulledCosigner {
  /** Returns at once: no delivery waits for it. Of a burst only the newest is cosigned; what could not be taken there is tried again with the next pull. */
  offer(pulled: PulledCheckpoint): void;
}

/** What comes within this time is cosigned once: a flush and a request each would slow down the pulls themselves. */
const MERGE_MS = 100;
/** How often it is tried when a page or an add-checkpoint comes between reading and writing. */
const MAX_ATTEMPTS = 3;
/** An answer is empty, or a problem document. */
const MAX_ANSWER_BYTES = 64 * 1024;

export function createPulledCosigner(parts: FederationParts, client: PeerClient): PulledCosigner {
  const working = new Map<LogOrigin, { next: PulledCheckpoint | undefined }>();
  /** The checkpoint of each log that is dealt with: its cosignature was taken, or is only kept here. */
  const done = new Map<LogOrigin, string>();

  async function work(pulled: PulledCheckpoint): Promise<void> {
    const { origin } = pulled;
    const queue: { next: PulledCheckpoint | undefined } = { next: pulled };
    working.set(origin, queue);
    try {
      while (queue.next !== undefined) {
        await parts.delay(MERGE_MS);
        const current: PulledCheckpoint = queue.next;
        queue.next = undefined;
        await onBehalfOf(parts.randomId(), () => cosignAndTake(current));
      }
    } finally {
      working.delete(origin);
    }
  }

  async function cosignAndTake(pulled: PulledCheckpoint): Promise<void> {
    const { origin, shown, claim } = pulled;
    const dealtWith = nameOf(pulled);
    if (done.get(origin) === dealtWith) return;
    try {
      const line = await cosign(parts, pulled);
      if (line === undefined) return;
      if (takesCosignatures(pulled)) {
        const keys = [checkpointNoteKey(pulled.identity, origin, claim.size)];
        await take(origin, onlySignedBy(shown, keys) + line);
      }
      done.set(origin, dealtWith);
    } catch (error) {
      const code = error instanceof EwsError ? error.code : 'internal';
      parts.events.cosignatureFailed({
        log: origin,
        size: claim.size,
        code,
        message: (error as Error).message,
      });
    }
  }

  async function take(origin: LogOrigin, note: string): Promise<void> {
    const peer = await parts.peers.peer(nodeOfOrigin(origin));
    // One without an address cannot be told from here.
    if (peer?.state !== 'active' || peer.url === undefined) return;
    const timeMs = parts.limits.requestSeconds * 1000;
    const answer = await client.call(peer, {
      method: 'POST',
      path: PATHS.cosignatures,
      body: note,
      contentType: 'text/plain; charset=utf-8',
      idleMs: timeMs,
      totalMs: timeMs,
      maxBytes: MAX_ANSWER_BYTES,
    });
    for await (const _ of answer.body);
  }

  return {
    offer(pulled) {
      const queue = working.get(pulled.origin);
      if (queue !== undefined) queue.next = pulled;
      else if (done.get(pulled.origin) !== nameOf(pulled)) void work(pulled);
    },
  };
}

/** A node of before there were witnesses would answer 404; what it names is known from its document. */
function takesCosignatures({ identity }: PulledCheckpoint): boolean {
  return identity.document.capabilities.includes(CAPABILITY.witness);
}

/** The checkpoint, and whether its node takes cosignatures: once it does, it is given that of the same one. */
function nameOf(pulled: PulledCheckpoint): string {
  return `${takesCosignatures(pulled)} ${parseNote(pulled.shown).text}`;
}

/** The line; undefined: a larger tree was cosigned already, or the log was forked. @throws EwsError `fence_…` */
async function cosign(parts: FederationParts, pulled: PulledCheckpoint): Promise<string | undefined> {
  requireTrustworthy(parts);
  const { origin, shown, claim, identity } = pulled;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if ((await parts.checkpoints.fork(origin)) !== undefined) return undefined;
    const state = await parts.checkpoints.witnessed(origin);
    if (state !== undefined && state.size > claim.size) return undefined;
    if (state !== undefined && !isOfTree(state, await rootAt(parts.logs, origin, state.size))) {
      // What was cosigned for whoever brought it is not what was pulled.
      await judgeCheckpoint(parts, state.note, nodeOfOrigin(origin));
      return undefined;
    }
    const at = parts.wall.now();
    const checkpoint = cosignedCheckpoint(shown, claim, origin, identity);
    const next = { ...checkpoint, at };
    if (!(await parts.checkpoints.advanceWitnessed(next, state?.size ?? 0))) continue;
    const line = parts.signer.cosign(parseNote(shown).text, Math.floor(at / 1000));
    const own = await countedCosignatures(parts, shown + line, origin);
    await parts.checkpoints.keepCosignatures(checkpoint, own, at);
    parts.events.checkpointCosigned({ log: origin, size: claim.size, way: 'pull' });
    return line;
  }
  return undefined;
}
