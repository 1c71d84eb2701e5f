import { z } from 'zod';
import { asEwsError, EwsError } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import { readCheckpoint } from '../../log/checkpoint.ts';
import { onlySignedBy } from '../../log/fork-evidence.ts';
import type { HeldLog } from '../../log/port.ts';
import { onBehalfOf } from '../../request-id.ts';
import type { FederationParts } from '../context.ts';
import { checkpointNoteKey } from '../peers/identity.ts';
import { identityOfLog } from '../peers/log-identity.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import { usedToken } from '../peers/token.ts';
import type { Peer } from '../port.ts';
import { KnownCheckpoints, LIMITS, PATHS, type RequestClaims } from '../protocol.ts';
import { type Judgement, judgeCheckpoint, judgeEvidence } from './known-checkpoints.ts';

/**
 * Passing on the checkpoints that are held of all logs, so that no log can show two faces for long; and the evidence
 * of forks that could not be published, as by a node whose own log waits for its operator.
 */
export interface Gossip {
  /** Exchanges with every active peer that was not told yet what is held now. */
  run(): Promise<void>;
  /** Judges what a peer holds, and answers with what is held here. @throws EwsError `invalid_input`, `token_replayed` */
  receive(body: string, claims: RequestClaims): Promise<string>;
}

export function createGossip(parts: FederationParts, client: PeerClient): Gossip {
  /** What each peer was told last. */
  const told = new Map<NodeId, string>();

  async function exchange(peer: Peer, text: string): Promise<void> {
    const timeMs = parts.limits.requestSeconds * 1000;
    try {
      const answer = await client.call(peer, {
        method: 'POST',
        path: PATHS.checkpoints,
        body: text,
        contentType: 'application/json',
        idleMs: timeMs,
        totalMs: timeMs,
        maxBytes: LIMITS.knownCheckpointsBytes,
      });
      let answered = '';
      for await (const chunk of answer.body) answered += Buffer.from(chunk).toString('utf8');
      await judgeAll(parts, parse(answered), peer.node);
      told.set(peer.node, text);
    } catch (error) {
      const { code, message } = asEwsError(error);
      parts.events.gossipFailed({ peer: peer.node, code, message });
    }
  }

  return {
    async run() {
      const held = await heldHere(parts);
      if (held.checkpoints.length === 0) return;
      const text = JSON.stringify(held);
      const peers = (await parts.peers.peers()).filter(
        ({ node, state }) => state === 'active' && told.get(node) !== text,
      );
      await Promise.all(peers.map((peer) => onBehalfOf(parts.randomId(), () => exchange(peer, text))));
    },

    async receive(body, claims) {
      const held = parse(body);
      await parts.checkpoints.useToken(usedToken(claims), parts.wall.now());
      await judgeAll(parts, held, claims.iss);
      return JSON.stringify(await heldHere(parts));
    },
  };
}

/** Checkpoints, and evidence that stands in no entry yet, as much as there is room for. */
async function heldHere(parts: FederationParts): Promise<KnownCheckpoints> {
  let held: KnownCheckpoints = { checkpoints: await heldCheckpoints(parts) };
  for (const { evidence, seq } of await parts.checkpoints.forks()) {
    const { forks = [] } = held;
    if (seq !== undefined || forks.length === LIMITS.knownForks) continue;
    const more = { ...held, forks: [...forks, JSON.parse(evidence)] };
    if (Buffer.byteLength(JSON.stringify(more)) <= LIMITS.knownCheckpointsBytes) held = more;
  }
  return held;
}

/** The newest checkpoint of every log held, and those that wait, with the signatures of the logs alone. */
async function heldCheckpoints(parts: FederationParts): Promise<string[]> {
  const all: string[] = [];
  for (const log of await parts.logs.logs()) {
    for (const note of await checkpointsOf(parts, log)) {
      if (all.length < LIMITS.knownCheckpoints && !all.includes(note)) all.push(note);
    }
  }
  return all;
}

async function checkpointsOf(parts: FederationParts, { origin, checkpoint }: HeldLog): Promise<string[]> {
  const identity = await identityOfLog(parts, origin);
  if (identity === undefined) return [];
  const pending = (await parts.checkpoints.pending(origin)).map(({ note }) => note);
  return [checkpoint, ...pending].flatMap((note) => {
    const { size } = readCheckpoint(note);
    return size === 0 ? [] : [onlySignedBy(note, [checkpointNoteKey(identity, origin, size)])];
  });
}

/** Judges each; one that is not signed by its log, or proves nothing, is counted, and is no reason to stop. */
async function judgeAll(
  parts: FederationParts,
  { checkpoints, forks = [] }: KnownCheckpoints,
  source: NodeId,
): Promise<void> {
  const counts: Record<Judgement | 'refused', number> = {
    agreed: 0,
    pending: 0,
    forked: 0,
    unknown: 0,
    refused: 0,
  };
  const judging = [
    ...checkpoints.map((note) => () => judgeCheckpoint(parts, note, source)),
    ...forks.map((evidence) => () => judgeEvidence(parts, evidence, source)),
  ];
  for (const judge of judging) {
    try {
      counts[await judge()] += 1;
    } catch (error) {
      if (!(error instanceof EwsError) || error.code === 'unavailable') throw error;
      counts.refused += 1;
    }
  }
  parts.events.checkpointsJudged({ peer: source, ...counts });
}

function parse(text: string): KnownCheckpoints {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new EwsError('invalid_input', 'A list of checkpoints is JSON.', {}, { cause });
  }
  const parsed = KnownCheckpoints.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new EwsError('invalid_input', `This is no list of checkpoints: ${z.prettifyError(parsed.error)}`);
}
