import { clip } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { HASH_LENGTH, type Hash } from '../log/merkle.ts';
import { type Note, parseNote } from '../log/note.ts';
import { parseBase64, parseDecimal } from '../log/parsing.ts';

/** The body of an `add-checkpoint` (c2sp.org/tlog-witness), read but not verified. */
export interface AddCheckpoint {
  /** Size of the checkpoint that the caller believes to be the newest one cosigned here. */
  readonly old: number;
  /** Consistency proof from there to the checkpoint. */
  readonly proof: readonly Hash[];
  /** The signed note, verbatim. */
  readonly note: string;
  readonly parsed: Note;
}

const MAX_PROOF_LINES = 63;

/**
 * Reads it in its one form:
 *
 *     old 20852014
 *     PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
 *
 *     example.com/behind-the-sofa
 *     20852163
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 *     — example.com/behind-the-sofa Az3grlgt…
 *
 * @throws EwsError `invalid_input`, `note_malformed`
 */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const blank = body.indexOf('\n\n');
  if (blank < 0) throw malformed('It has no empty line between the proof and the checkpoint.');
  const [first = '', ...hashes] = body.slice(0, blank).split('\n');
  if (!first.startsWith('old ')) throw malformed(`"${clip(first)}" is not the line "old <size>".`);
  if (hashes.length > MAX_PROOF_LINES) throw malformed(`It has more than ${MAX_PROOF_LINES} lines of proof.`);
  const note = body.slice(blank + 2);
  return {
    old: parseDecimal(first.slice('old '.length), 'invalid_input', 'old size'),
    proof: hashes.map(parseHash),
    note,
    parsed: parseNote(note),
  };
}

function parseHash(line: string): Hash {
  const hash = parseBase64(line, 'invalid_input', 'hash');
  if (hash.length === HASH_LENGTH) return hash;
  throw malformed(`A hash has ${HASH_LENGTH} bytes, not ${hash.length}.`);
}

function malformed(message: string): EwsError {
  return new EwsError('invalid_input', `This is no add-checkpoint: ${message}`);
}
