import { clip, toBase64 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { type OpenCheckpoint, openCheckpoint } from './checkpoint.ts';
import { entryLeaf } from './entry-digest.ts';
import { HASH_LENGTH, type Hash, MAX_LEVELS } from './merkle.ts';
import { verifyInclusion } from './merkle-proof.ts';
import { type NoteKey, parseNote } from './note.ts';
import { parseBase64, parseDecimal } from './parsing.ts';

/** A proof that needs no network: that a log of that checkpoint has a certain entry at `index`. */
export type LogProof = {
  /** Not covered by any signature. Here: the UTF-8 bytes of the entry's compact JWS. */
  readonly extra?: Uint8Array;
  readonly index: number;
  /** RFC 6962's audit path, the leaf's sibling first. */
  readonly hashes: readonly Hash[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
};

const HEADER = 'c2sp.org/tlog-proof@v1';
/** An entry of 256 KiB in base64 and a note of 64 KiB, with room for the path. */
const MAX_PROOF_LENGTH = 448 * 1024;

/**
 * Reads a proof file (c2sp.org/tlog-proof); `extra` is left out where there is none.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra ZXlK…
 *     index 73894
 *     gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
 *     …
 *
 *     kr.ews.example/log/1
 *     109482
 *     sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
 *
 *     — kr.ews.example/log/1 hI2DJw…
 *
 * @throws EwsError `proof_malformed` · `note_malformed`: the checkpoint is not a signed note
 */
export function parseProof(text: string): LogProof {
  if (text.length > MAX_PROOF_LENGTH)
    throw malformed(`The proof is longer than ${MAX_PROOF_LENGTH} characters.`);
  const blank = text.indexOf('\n\n'); // no line of the proof itself is empty: the first one counts
  if (blank < 0) throw malformed('The proof has no blank line before its checkpoint.');
  const lines = text.slice(0, blank).split('\n');
  if (lines.shift() !== HEADER) throw malformed(`A proof begins with ${HEADER}.`);
  const extra = lines[0]?.startsWith('extra ') ? parseExtra(lines.shift() ?? '') : undefined;
  const index = parseIndex(lines.shift() ?? '');
  if (lines.length > MAX_LEVELS) throw malformed(`A proof has at most ${MAX_LEVELS} hashes.`);
  const checkpoint = text.slice(blank + 2);
  parseNote(checkpoint);
  return { ...(extra && { extra }), index, hashes: lines.map(parseHash), checkpoint };
}

/** @throws EwsError `proof_malformed`, `note_malformed`: `parseProof` would refuse the result */
export function formatProof({ extra, index, hashes, checkpoint }: LogProof): string {
  const lines = [
    HEADER,
    ...(extra ? [`extra ${toBase64(extra)}`] : []),
    `index ${index}`,
    ...hashes.map(toBase64),
    '',
    checkpoint,
  ];
  const text = lines.join('\n');
  parseProof(text);
  return text;
}

/**
 * Verifies that a log's key signed the checkpoint and that the tree has the entry with that digest at the
 * proof's index. `digest` is what the verifier computed from the content: never what came with the proof.
 * Cosignatures are for the caller: `verifyCosignature` on the note that this returns.
 * @throws EwsError `note_malformed` · `note_signature` · `checkpoint_malformed` · `proof_malformed` ·
 *   `proof_invalid` · `key_weak` · `invalid_input`: a key of another type
 */
export function verifyProof(claim: {
  proof: LogProof;
  digest: Uint8Array;
  logKeys: readonly NoteKey[];
}): OpenCheckpoint {
  const opened = openCheckpoint(claim.proof.checkpoint, claim.logKeys);
  verifyInclusion({
    index: claim.proof.index,
    size: opened.checkpoint.size,
    leaf: entryLeaf(claim.digest),
    root: opened.checkpoint.root,
    proof: claim.proof.hashes,
  });
  return opened;
}

function parseExtra(line: string): Uint8Array {
  const extra = parseBase64(line.slice('extra '.length), 'proof_malformed', 'extra data');
  if (extra.length === 0) throw malformed('Without extra data there is no extra line.');
  return extra;
}

function parseIndex(line: string): number {
  if (!line.startsWith('index ')) throw malformed(`An index line was expected: "${clip(line)}".`);
  return parseDecimal(line.slice('index '.length), 'proof_malformed', 'index');
}

function parseHash(line: string): Hash {
  const hash = parseBase64(line, 'proof_malformed', 'hash');
  if (hash.length !== HASH_LENGTH) throw malformed(`A hash has ${HASH_LENGTH} bytes, not ${hash.length}.`);
  return hash;
}

function malformed(message: string): EwsError {
  return new EwsError('proof_malformed', message);
}
