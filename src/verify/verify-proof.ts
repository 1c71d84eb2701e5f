import { toBase64, toBase64url } from '../domain/bytes.ts';
import type { Envelope } from '../domain/envelope.ts';
import { nodeOfOrigin } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import type { OpenBody } from '../log/sealed-body.ts';
import type { Anchor } from './anchor.ts';
import { type Body, bodySteps } from './body-steps.ts';
import type { Cosignature } from './cosignatures.ts';
import { type CarriedEntry, carriedEntry, entrySteps } from './entry-steps.ts';
import { keysStep } from './key-steps.ts';
import { checkpointStep, cosignatureSteps, inclusionStep } from './log-steps.ts';
import { type OpenFile, openFile, sayFormat } from './proof-file.ts';
import { summariseProof } from './proof-summary.ts';
import { Steps } from './steps.ts';
import {
  PROOF_STEPS,
  type ProofStep,
  type ProvenPlace,
  type ShownBulletin,
  type ShownEntry,
  type Verification,
} from './verification.ts';

/** Without these nothing is proven. */
const NEEDED = ['format', 'keys', 'digest', 'inclusion', 'checkpoint', 'entry-signature', 'place'] as const;

const ENTRY_STEPS = PROOF_STEPS.slice(
  PROOF_STEPS.indexOf('entry-signature'),
  PROOF_STEPS.indexOf('cosignatures'),
);

/**
 * Verifies an offline proof (c2sp.org/tlog-proof whose `extra` is an entry's compact JWS) with no node and no
 * network. Never throws for what the file says: each check is a step of the result. With `now`, ages are said; with `open`,
 * an encrypted body is checked, too.
 */
export async function verifyProofFile(
  text: string,
  anchor: Anchor,
  now?: EpochMs,
  open?: OpenBody,
): Promise<Verification> {
  const steps = new Steps<ProofStep>();
  const file = await steps.run('format', () => openFile(text), sayFormat);
  if (file === undefined) return unreadable(steps);
  const { proof, checkpoint } = file;
  const place = { origin: checkpoint.origin, seq: proof.index };
  const keys = await keysStep(steps, anchor, place.origin);
  const entry = await steps.run('digest', () => carriedEntry(proof.extra), sayDigest);
  await inclusionStep(steps, file, entry);
  await checkpointStep(steps, file, keys);
  const envelope = entry && (await entrySteps(steps, entry, place, keys));
  const body = envelope && (await bodySteps(steps, envelope, open));
  if (body === undefined) steps.skipRest(ENTRY_STEPS, 'It comes after a step that failed.');
  const cosignatures = await cosignatureSteps(steps, file, keys, now);
  const found = { file, entry, envelope, body, cosignatures, fingerprint: keys?.fingerprint };
  return conclude(steps, anchor.kind !== 'none', found);
}

interface Found {
  readonly file: OpenFile;
  readonly entry: CarriedEntry | undefined;
  readonly envelope: Envelope | undefined;
  readonly body: Body | undefined;
  readonly cosignatures: readonly Cosignature[];
  readonly fingerprint: string | undefined;
}

function conclude(steps: Steps<ProofStep>, anchored: boolean, found: Found): Verification {
  const outcome = steps.outcome(anchored, NEEDED);
  const { entry, envelope, body, cosignatures, fingerprint } = found;
  const failed = outcome === 'failed';
  const place = failed ? undefined : placeOf(found.file);
  return {
    outcome,
    steps: steps.all,
    summary: summariseProof({ outcome, failures: steps.failures(), place, body, cosignatures }),
    ...(place && { place }),
    ...(!failed && entry && envelope && { entry: shownEntry(entry, envelope) }),
    ...(!failed && body?.kind === 'bulletin' && { bulletin: shownBulletin(body) }),
    cosignatures,
    ...(fingerprint !== undefined && { fingerprint }),
  };
}

function unreadable(steps: Steps<ProofStep>): Verification {
  steps.skipRest(PROOF_STEPS, 'The file cannot be read.');
  const summary = { proven: 'This proves nothing.', notProven: `What failed: ${steps.failures()}` };
  return { outcome: 'failed', steps: steps.all, summary, cosignatures: [] };
}

function placeOf({ proof, checkpoint }: OpenFile): ProvenPlace {
  const { origin, size, root } = checkpoint;
  return { origin, node: nodeOfOrigin(origin), seq: proof.index, size, root: toBase64(root) };
}

function shownEntry({ digest }: CarriedEntry, { type, schema, time, tlp, aud }: Envelope): ShownEntry {
  return { digest: toBase64url(digest), type, schema, time, tlp, audience: aud };
}

function shownBulletin({ bulletin }: Extract<Body, { kind: 'bulletin' }>): ShownBulletin {
  const { content, sent, digest, approvals } = bulletin;
  const { id, issuer, type, status, level, expires, headline } = content;
  return {
    id,
    issuer,
    type,
    status,
    level,
    sent,
    expires,
    headline,
    digest,
    approvals: approvals.length,
  } as ShownBulletin;
}

function sayDigest({ digest }: CarriedEntry): string {
  return `The digest of the entry, computed from the entry itself, is ${toBase64url(digest)}.`;
}
