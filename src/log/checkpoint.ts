import { clip, equalBytes, toBase64 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { EMPTY_ROOT, HASH_LENGTH, type Hash } from './merkle.ts';
import { isKeyName, type Note, type NoteKey, parseNote, verifyNote } from './note.ts';
import { parseBase64, parseDecimal } from './parsing.ts';

/** What a log says about itself at one moment. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Hash };

/** `keys` are those of the given keys that signed. */
export type OpenCheckpoint = {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
  readonly keys: readonly NoteKey[];
};

/**
 * The body of a checkpoint (c2sp.org/tlog-checkpoint), which is the text of a signed note:
 *
 *     example.com/behind-the-sofa
 *     20852163
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 * @throws EwsError `checkpoint_malformed`: `parseCheckpoint` would refuse the result
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${toBase64(root)}\n`;
  parseCheckpoint(text);
  return text;
}

/**
 * Reads the body of a checkpoint: exactly three lines. Extension lines are refused: our logs have none,
 * and no monitor could audit them. The origin follows the rules for key names, because the log signs
 * under its origin. The empty tree has one root only.
 * @throws EwsError `checkpoint_malformed`
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', end, ...more] = text.split('\n');
  if (end !== '' || more.length > 0) throw malformed('A checkpoint has exactly three lines.');
  if (!isKeyName(origin)) throw malformed(`Not an origin: "${clip(origin)}".`);
  const checkpoint = {
    origin,
    size: parseDecimal(size, 'checkpoint_malformed', 'tree size'),
    root: parseBase64(root, 'checkpoint_malformed', 'root hash'),
  };
  if (checkpoint.root.length !== HASH_LENGTH) throw malformed(`A root hash has ${HASH_LENGTH} bytes.`);
  if (checkpoint.size === 0 && !equalBytes(checkpoint.root, EMPTY_ROOT)) {
    throw malformed('This is not the root of the empty tree.');
  }
  return checkpoint;
}

/**
 * What the text of a signed note says, whoever signed it: for a note that was verified before it was kept, or to
 * learn which keys it has to be verified by. @throws EwsError `note_malformed`, `checkpoint_malformed`
 */
export function readCheckpoint(noteText: string): Checkpoint {
  return parseCheckpoint(parseNote(noteText).text);
}

/**
 * Reads a signed checkpoint and verifies that one of the log's keys signed it under the checkpoint's own
 * origin. Several keys are given where the log's key has changed: which of them may sign a tree of this
 * size is for the caller to say.
 * @throws EwsError `note_malformed` · `note_signature`: no log key signed, one failed, or its name is not
 *   the origin · `checkpoint_malformed` · `key_weak` · `invalid_input`: a key of another type
 */
export function openCheckpoint(noteText: string, logKeys: readonly NoteKey[]): OpenCheckpoint {
  const note = parseNote(noteText);
  const keys = verifyNote(note, logKeys).map((each) => each.key);
  const checkpoint = parseCheckpoint(note.text);
  // A key of another log is no authority here: its signature must not vouch for this origin.
  const ownKeys = keys.filter((key) => key.name === checkpoint.origin);
  if (ownKeys.length === 0) {
    throw new EwsError('note_signature', `The checkpoint is not signed as ${clip(checkpoint.origin)}.`);
  }
  return { checkpoint, note, keys: ownKeys };
}

function malformed(message: string): EwsError {
  return new EwsError('checkpoint_malformed', message);
}
