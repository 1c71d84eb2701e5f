import { toBase64 } from '../../domain/bytes.ts';
import { hasCode } from '../../domain/errors.ts';
import { type LogOrigin, NodeId, nodeOfOrigin } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Checkpoint } from '../../log/checkpoint.ts';
import { cosignatureTime, verifyCosignature } from '../../log/cosignature.ts';
import { onlySignedBy } from '../../log/fork-evidence.ts';
import { formatSignatureLine, isSignatureOf, type NoteSignature, parseNote } from '../../log/note.ts';
import type { HeldCosignature } from '../checkpoint-port.ts';
import type { FederationParts } from '../context.ts';
import { checkpointNoteKey, cosignerNoteKeys, type Identity } from '../peers/identity.ts';
import { ownIdentity } from '../peers/log-identity.ts';
import { MOST_AHEAD_MS } from './cosigned.ts';

/** Signature lines of one note that are looked at. */
const MAX_LINES = 64;

type Parts = Pick<FederationParts, 'node' | 'peers' | 'identities' | 'document' | 'wall'>;

/**
 * The cosignatures in a note that count: by a peer or by this node, not by the log's own node, with a key that
 * held at the time that the line states. All others are left out, as the format wants it.
 */
export async function countedCosignatures(
  parts: Parts,
  noteText: string,
  origin: LogOrigin,
): Promise<HeldCosignature[]> {
  const { text, signatures } = parseNote(noteText);
  const counted = new Map<NodeId, HeldCosignature>();
  for (const signature of signatures.slice(0, MAX_LINES)) {
    const cosignature = await countedLine(parts, text, origin, signature);
    const before = cosignature && counted.get(cosignature.witness);
    if (cosignature !== undefined && (before?.at ?? -1) < cosignature.at)
      counted.set(cosignature.witness, cosignature);
  }
  return [...counted.values()];
}

async function countedLine(
  parts: Parts,
  text: string,
  origin: LogOrigin,
  signature: NoteSignature,
): Promise<HeldCosignature | undefined> {
  const { name, keyId } = signature;
  const at = (cosignatureTime(signature) ?? Number.NaN) * 1000;
  if (!(at > 0 && at <= parts.wall.now() + MOST_AHEAD_MS)) return undefined;
  if (!NodeId.safeParse(name).success || name === nodeOfOrigin(origin)) return undefined;
  const key = (await witnessKeys(parts, name, at)).find((each) => isSignatureOf(signature, each));
  if (key === undefined) return undefined;
  try {
    verifyCosignature({ text, signatures: [signature] }, key);
  } catch (error) {
    if (hasCode(error, 'note_signature')) return undefined;
    throw error;
  }
  return { witness: name, keyId, at, line: formatSignatureLine(signature) };
}

/** The keys by which a node's cosignatures are known, as of the time that one of them states. */
async function witnessKeys(parts: Parts, node: NodeId, at: EpochMs) {
  if (node === parts.node) return cosignerNoteKeys(await ownIdentity(parts), at);
  const peer = await parts.peers.peer(node);
  return peer === undefined ? [] : cosignerNoteKeys(await parts.identities.of(peer), at);
}

/** A checkpoint of the tree held here, in the form in which its cosignatures are kept. */
export function cosignedCheckpoint(
  note: string,
  { size, root }: Checkpoint,
  origin: LogOrigin,
  log: Identity,
) {
  const keys = [checkpointNoteKey(log, origin, size)];
  return { origin, size, root: toBase64(root), note: onlySignedBy(note, keys) };
}
