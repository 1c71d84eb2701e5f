import { clip, equalBytes, fromBase64, toBase64 } from '../../domain/bytes.ts';
import { EwsError, hasCode } from '../../domain/errors.ts';
import { LogOrigin, type NodeId, nodeOfOrigin } from '../../domain/node-id.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint, readCheckpoint } from '../../log/checkpoint.ts';
import { onlySignedBy } from '../../log/fork-evidence.ts';
import { EMPTY_ROOT } from '../../log/merkle.ts';
import { verifyConsistency } from '../../log/merkle-proof.ts';
import { keyId, type Note, type NoteKey } from '../../log/note.ts';
import type { WitnessedLog } from '../checkpoint-port.ts';
import type { FederationParts } from '../context.ts';
import { checkpointNoteKey } from '../peers/identity.ts';
import { type AddCheckpoint, parseAddCheckpoint } from './add-checkpoint.ts';
import { judgeCheckpoint } from './known-checkpoints.ts';

/** What an `add-checkpoint` is answered, if it is not refused. */
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly line: string }
  /** Another size was cosigned last: the caller has to prove from there. */
  | { readonly kind: 'conflict'; readonly size: number };

/**
 * Cosigns a checkpoint for whoever brings it with a proof that it extends the last one cosigned here
 * (c2sp.org/tlog-witness). What was cosigned is durable before the line leaves, and two requests at once cannot
 * both go on from the same size.
 * @throws EwsError `invalid_input`, `note_malformed`, `checkpoint_malformed` (400) · `log_unknown` (404) ·
 * `note_signature`, `key_unknown` (403) · `proof_invalid` (422) · what `requireTrustworthy` throws
 */
export async function addCheckpoint(parts: FederationParts, body: string): Promise<WitnessAnswer> {
  const asked = parseAddCheckpoint(body);
  const { parsed, note, old, proof } = asked;
  requireEmptyRoot(parsed);
  const { origin } = parseCheckpoint(parsed.text);
  const { claim, keys } = await openKnown(parts, asked, origin);
  if (old > claim.size)
    throw new EwsError(
      'invalid_input',
      `The old size ${old} is larger than that of the checkpoint, ${claim.size}.`,
    );
  requireTrustworthy(parts);
  await requireUnforked(parts, origin, note);
  const state = await parts.checkpoints.witnessed(origin);
  const known = state?.size ?? 0;
  if (old !== known) return { kind: 'conflict', size: known };
  requireExtension(state, claim, proof);
  const at = parts.wall.now();
  const signed = onlySignedBy(note, keys);
  const next = { origin, size: claim.size, root: toBase64(claim.root), note: signed, at };
  if (!(await parts.checkpoints.advanceWitnessed(next, old))) {
    // Another request came first: the proof would have to start where that one ended.
    return { kind: 'conflict', size: (await parts.checkpoints.witnessed(origin))?.size ?? 0 };
  }
  parts.events.checkpointCosigned({ log: origin, size: claim.size, way: 'add-checkpoint' });
  return { kind: 'cosigned', line: parts.signer.cosign(parsed.text, Math.floor(at / 1000)) };
}

/**
 * A node whose database may be an old copy has forgotten what it cosigned: it could cosign two trees.
 * @throws EwsError `fence_…`
 */
export function requireTrustworthy({ log: { state } }: Pick<FederationParts, 'log'>): void {
  if (state.state === 'refused') throw new EwsError(state.code, `Nothing is cosigned: ${state.message}`);
}

/** The root of size 0 is known: another one is not malformed, but untrue. @throws EwsError `proof_invalid` */
function requireEmptyRoot({ text }: Note): void {
  const [, size, root = ''] = text.split('\n');
  if (size !== '0' || root === toBase64(EMPTY_ROOT)) return;
  throw new EwsError('proof_invalid', 'This is not the root of the empty tree.');
}

/** Verifies the log's signature, by the keys that are known of it. */
async function openKnown(
  parts: FederationParts,
  { note, parsed }: AddCheckpoint,
  origin: string,
): Promise<{ readonly claim: Checkpoint; readonly keys: readonly NoteKey[] }> {
  const { size } = parseCheckpoint(parsed.text);
  const keys = await keysOfLog(parts, origin, size);
  if (keys.length > 0) return { claim: openCheckpoint(note, keys).checkpoint, keys };
  // A key that is known here, under the name of a log that is not its own.
  const ids = new Set((await allKeys(parts)).map(keyId));
  if (parsed.signatures.some((signature) => ids.has(signature.keyId))) {
    throw new EwsError('note_signature', `A key of another log signed this as ${clip(origin)}.`);
  }
  throw new EwsError('log_unknown', `This node does not witness the log ${clip(origin)}.`);
}

/** The keys that may sign a log's checkpoint of a size: of an active peer, or of a log in the configuration. */
async function keysOfLog(parts: FederationParts, origin: string, size: number): Promise<NoteKey[]> {
  const stated = parts.witnesses.logs.filter(({ name }) => name === origin);
  if (stated.length > 0) return stated;
  const parsed = LogOrigin.safeParse(origin);
  const peer = parsed.success ? await parts.peers.peer(nodeOfOrigin(parsed.data)) : undefined;
  if (peer?.state !== 'active' || peer.origin !== origin) return [];
  return [checkpointNoteKey(await parts.identities.of(peer), peer.origin, size)];
}

async function allKeys(parts: FederationParts): Promise<NoteKey[]> {
  const active = (await parts.peers.peers()).filter(({ state }) => state === 'active');
  const keys = await Promise.all(
    active.map(({ origin }) => keysOfLog(parts, origin, Number.MAX_SAFE_INTEGER)),
  );
  return [...parts.witnesses.logs, ...keys.flat()];
}

/** Compares with what is held of the log, where anything is. @throws EwsError `proof_invalid` */
async function requireUnforked(parts: FederationParts, origin: string, note: string): Promise<void> {
  if (parts.witnesses.logs.some(({ name }) => name === origin)) return;
  if ((await judgeCheckpoint(parts, note, sourceOf(origin))) !== 'forked') return;
  throw new EwsError('proof_invalid', `The log ${origin} was forked: this node cosigns nothing of it.`);
}

/** Whoever brings it is nobody: what is signed is the word of the log. */
function sourceOf(origin: string): NodeId {
  return nodeOfOrigin(LogOrigin.parse(origin));
}

/** @throws EwsError `proof_invalid`: the checkpoint does not extend what was cosigned */
function requireExtension(
  state: WitnessedLog | undefined,
  claim: Checkpoint,
  proof: AddCheckpoint['proof'],
): void {
  if (state === undefined || state.size === 0) {
    if (proof.length > 0) throw new EwsError('proof_invalid', 'From size 0 there is no consistency proof.');
    return;
  }
  const { size, root } = state;
  try {
    verifyConsistency({ size1: size, size2: claim.size, root1: fromBase64(root), root2: claim.root, proof });
  } catch (error) {
    if (!hasCode(error, 'proof_malformed', 'proof_invalid')) throw error;
    throw new EwsError('proof_invalid', `The consistency proof does not lead there: ${error.message}`);
  }
}

/** Whether a checkpoint that was cosigned is of a tree, by the root that the tree has at its size. */
export function isOfTree({ note }: WitnessedLog, root: Uint8Array): boolean {
  return equalBytes(readCheckpoint(note).root, root);
}
