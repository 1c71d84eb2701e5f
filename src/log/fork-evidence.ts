import { z } from 'zod';
import { equalBytes, toBase64 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { LogOrigin } from '../domain/node-id.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { Hash } from './merkle.ts';
import { verifyConsistency } from './merkle-proof.ts';
import { formatNote, isSignatureOf, type NoteKey, parseNote } from './note.ts';
import { parseBase64 } from './parsing.ts';

const Base64Hash = z.string().length(44);
const Note = z.string().max(16_384);

/**
 * Proof that a log was forked, for anybody who knows the log's key:
 * `{"v":1,"log","smaller","larger","path","document"}`. `smaller` and `larger` are two signed notes of the log
 * with nothing but its signature. `path` leads from what the larger tree has at the smaller size to the larger
 * note: steps `{"size","root","proof"}`, each with the consistency proof to the next one, the last one's to the
 * note; the first root is not that of the smaller note. It is empty where both have one size.
 * `document` is a node document that leads from the fingerprint of the node's root key to the log's keys.
 */
export const ForkEvidence = z.looseObject({
  v: z.literal(1),
  log: LogOrigin,
  smaller: Note,
  larger: Note,
  path: z
    .array(
      z.looseObject({ size: z.number().int().min(1), root: Base64Hash, proof: z.array(Base64Hash).max(64) }),
    )
    .max(4),
  document: z.string().max(131_072),
});
export type ForkEvidence = z.infer<typeof ForkEvidence>;

/** What a verified evidence says. */
export interface ProvenFork {
  readonly smaller: Checkpoint;
  readonly larger: Checkpoint;
  /** What the larger tree has at the smaller size. */
  readonly otherRoot: Hash;
}

/** @throws EwsError `fork_unproven`: not of this form */
export function parseForkEvidence(value: unknown): ForkEvidence {
  const parsed = ForkEvidence.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new EwsError('fork_unproven', `This is no evidence of a fork: ${z.prettifyError(parsed.error)}`);
}

/**
 * Verifies that the log signed both checkpoints, and that neither extends the other. `keysFor` are the log's
 * keys for a checkpoint of a size.
 * @throws EwsError `fork_unproven`: they do not contradict one another, or are of another log; what
 * `openCheckpoint` and `keysFor` throw
 */
export function verifyForkEvidence(
  evidence: ForkEvidence,
  keysFor: (size: number) => readonly NoteKey[],
): ProvenFork {
  const smaller = open(evidence.smaller, evidence.log, keysFor);
  const larger = open(evidence.larger, evidence.log, keysFor);
  if (smaller.size > larger.size)
    throw unproven(`The smaller checkpoint has size ${smaller.size}, the larger one ${larger.size}.`);
  const otherRoot =
    smaller.size === larger.size ? sameSize(evidence, larger) : walk(evidence, smaller, larger);
  if (equalBytes(smaller.root, otherRoot)) {
    throw unproven(`The checkpoint of size ${larger.size} extends the one of size ${smaller.size}.`);
  }
  return { smaller, larger, otherRoot };
}

/** A note with nothing but the signatures of these keys: what others added is for another day. */
export function onlySignedBy(noteText: string, keys: readonly NoteKey[]): string {
  const { text, signatures } = parseNote(noteText);
  const kept = signatures.filter((signature) => keys.some((key) => isSignatureOf(signature, key)));
  return formatNote({ text, signatures: kept });
}

function open(note: string, origin: LogOrigin, keysFor: (size: number) => readonly NoteKey[]): Checkpoint {
  const size = Number(note.split('\n', 2)[1]);
  if (!Number.isSafeInteger(size)) throw unproven('A note in it is no checkpoint.');
  const { checkpoint } = openCheckpoint(note, keysFor(size));
  if (checkpoint.origin === origin) return checkpoint;
  throw unproven(`A note in it is of another log than ${origin}.`);
}

function sameSize({ path }: ForkEvidence, larger: Checkpoint): Hash {
  if (path.length > 0) throw unproven('Between checkpoints of one size there is no path.');
  return larger.root;
}

function walk({ path }: ForkEvidence, smaller: Checkpoint, larger: Checkpoint): Hash {
  const steps = path.map(({ size, root, proof }) => ({ size, root: hash(root), proof: proof.map(hash) }));
  const [first] = steps;
  if (first?.size !== smaller.size)
    throw unproven(`The path does not begin at size ${smaller.size}, where the trees differ.`);
  steps.forEach(({ size, root, proof }, at) => {
    const next = steps[at + 1] ?? larger;
    try {
      verifyConsistency({ size1: size, size2: next.size, root1: root, root2: next.root, proof });
    } catch (cause) {
      const { message } = cause as Error;
      throw new EwsError('fork_unproven', `The path breaks at size ${size}: ${message}`, {}, { cause });
    }
  });
  return first.root;
}

function hash(text: string): Hash {
  return parseBase64(text, 'fork_unproven', 'hash');
}

function unproven(message: string): EwsError {
  return new EwsError('fork_unproven', message);
}

/** In words, for people and logs. */
export function describeFork(log: LogOrigin, { smaller, larger, otherRoot }: ProvenFork): string {
  const at = `for size ${smaller.size} it signed the root ${toBase64(smaller.root)}`;
  return smaller.size === larger.size
    ? `The log ${log} was forked: ${at}, and ${toBase64(otherRoot)}.`
    : `The log ${log} was forked: ${at}, while its checkpoint of size ${larger.size} begins with ${toBase64(otherRoot)}.`;
}
