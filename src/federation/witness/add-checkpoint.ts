import { clip } from '../../domain/bytes.ts';
import { EwsError, hasCode } from '../../domain/errors.ts';
import { HASH_LENGTH, type Hash } from '../../log/merkle.ts';
import { type Note, parseNote } from '../../log/note.ts';
import { parseBase64, parseDecimal } from '../../log/parsing.ts';

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
 * @throws EwsError `invalid_input`, `note_malformed` · `note_signature`: a signature in another base64
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
    parsed: openNote(note),
  };
}

/** Lines of signatures, as they look before they are decoded. */
const SIGNATURE_LINES = /^(?:— [^ \n]+ [A-Za-z0-9+/]+={0,2}\n)+$/;

/**
 * A signature in base64 that is not canonical is read by some and refused by others: it is a signature that does
 * not hold, in a note that is one.
 */
function openNote(note: string): Note {
  try {
    return parseNote(note);
  } catch (error) {
    const blank = note.lastIndexOf('\n\n');
    if (!hasCode(error, 'note_malformed') || blank < 0 || !SIGNATURE_LINES.test(note.slice(blank + 2)))
      throw error;
    throw new EwsError('note_signature', error.message);
  }
}

function parseHash(line: string): Hash {
  const hash = parseBase64(line, 'invalid_input', 'hash');
  if (hash.length === HASH_LENGTH) return hash;
  throw malformed(`A hash has ${HASH_LENGTH} bytes, not ${hash.length}.`);
}

function malformed(message: string): EwsError {
  return new EwsError('invalid_input', `This is no add-checkpoint: ${message}`);
}
