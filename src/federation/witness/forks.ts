import { EwsError, hasCode } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import {
  describeFork,
  type ForkEvidence,
  parseForkEvidence,
  verifyForkEvidence,
} from '../../log/fork-evidence.ts';
import { appendAct } from '../act.ts';
import type { FederationParts } from '../context.ts';
import { checkpointNoteKey, type Identity } from '../peers/identity.ts';
import { identityOfLog } from '../peers/log-identity.ts';
import type { PageEntry } from '../port.ts';

/** Keeps verified evidence, once for each log, tells of it, and publishes it. */
export async function keepFork(
  parts: FederationParts,
  evidence: ForkEvidence,
  source: NodeId,
): Promise<void> {
  const text = JSON.stringify(evidence);
  const fork = { origin: evidence.log, evidence: text, source, foundAt: parts.wall.now() };
  if (!(await parts.checkpoints.keepFork(fork))) return;
  await reportFork(parts, evidence, source);
  await publishForks(parts);
}

async function reportFork(parts: FederationParts, evidence: ForkEvidence, source: NodeId): Promise<void> {
  const identity = await identityOfLog(parts, evidence.log);
  if (identity === undefined) return;
  const proven = verifyForkEvidence(evidence, keysFor(identity, evidence));
  const sizes = `${proven.smaller.size}, ${proven.larger.size}`;
  parts.events.forkFound({ log: evidence.log, source, sizes, message: describeFork(evidence.log, proven) });
}

/** Publishes what was found and stands in no entry yet: an own log that could not be written then. */
export async function publishForks(parts: FederationParts): Promise<void> {
  for (const { origin, evidence, seq } of await parts.checkpoints.forks()) {
    if (seq !== undefined) continue;
    const logs = {
      ...parts.logs,
      appendAct: (append: Parameters<typeof parts.checkpoints.publishFork>[1]) =>
        parts.checkpoints.publishFork(origin, append),
    };
    try {
      const body = JSON.parse(evidence) as ForkEvidence;
      const { entry } = await appendAct({ ...parts, logs }, { type: 'fork', tlp: 'CLEAR', aud: '*', body });
      parts.events.forkPublished({ log: origin, seq: entry.seq });
    } catch (error) {
      // Published by another call meanwhile; or nothing can be written now, and the next run tries again.
      if (!hasCode(error, 'wrong_state')) {
        const code = error instanceof EwsError ? error.code : 'internal';
        parts.events.loopFailed({ loop: 'publish-forks', code, message: String(error) });
      }
    }
  }
}

/**
 * Verifies what is said to be evidence: an accusation is believed for its proof alone. Undefined: of a log that is not
 * known here, of which it changes nothing. @throws EwsError `fork_unproven`, `note_signature`, …
 */
export async function openForkEvidence(
  parts: FederationParts,
  value: unknown,
): Promise<ForkEvidence | undefined> {
  const evidence = parseForkEvidence(value);
  const identity = await identityOfLog(parts, evidence.log);
  if (identity === undefined || (await parts.logs.log(evidence.log)) === undefined) return undefined;
  verifyForkEvidence(evidence, keysFor(identity, evidence));
  return evidence;
}

/** Verifies the evidence in a peer's entry: one that proves nothing is refused, and shown as such. */
export async function checkForkEvidence(parts: FederationParts, entry: PageEntry): Promise<PageEntry> {
  if (entry.effect.kind !== 'fork') return entry;
  const { fork } = entry.effect;
  try {
    const evidence = await openForkEvidence(parts, JSON.parse(fork.evidence));
    return evidence === undefined ? { ...entry, effect: { kind: 'none' } } : entry;
  } catch (error) {
    if (!(error instanceof EwsError)) throw error;
    const reason = `${error.code}: ${error.message}`;
    return { ...entry, outcome: 'refused', reason, effect: { kind: 'none' } };
  }
}

/** Tells of the forks that came with a page, and publishes them here too, so that peers of ours learn of them. */
export async function spreadForks(parts: FederationParts, entries: readonly PageEntry[]): Promise<void> {
  const found = entries.flatMap(({ effect }) => (effect.kind === 'fork' ? [effect.fork] : []));
  if (found.length === 0) return;
  for (const { origin, evidence, source, foundAt } of found) {
    const kept = await parts.checkpoints.fork(origin);
    const isNew = kept?.seq === undefined && kept?.foundAt === foundAt;
    if (isNew) await reportFork(parts, parseForkEvidence(JSON.parse(evidence)), source);
  }
  await publishForks(parts);
}

function keysFor(identity: Identity, { log }: ForkEvidence) {
  return (size: number) => [checkpointNoteKey(identity, log, size)];
}
