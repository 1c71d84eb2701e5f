import { EwsError } from '../domain/errors.ts';
import { LogOrigin } from '../domain/node-id.ts';
import { type Checkpoint, parseCheckpoint } from '../log/checkpoint.ts';
import { type Note, parseNote } from '../log/note.ts';
import { formatProof, type LogProof, parseProof } from '../log/proof.ts';

/** A proof file, read but not verified. */
export interface OpenFile {
  readonly proof: LogProof;
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

/** @throws EwsError `proof_malformed`, `note_malformed`, `checkpoint_malformed` */
export function openFile(text: string): OpenFile {
  const proof = parseProof(text);
  if (formatProof(proof) !== text) throw new EwsError('proof_malformed', 'The file is not in its one form.');
  const note = parseNote(proof.checkpoint);
  const checkpoint = parseCheckpoint(note.text);
  if (!LogOrigin.safeParse(checkpoint.origin).success) {
    throw new EwsError('checkpoint_malformed', 'The log is not that of a node: <node id>/log/<number>.');
  }
  return { proof, note, checkpoint };
}

export function sayFormat({ proof, checkpoint }: OpenFile): string {
  return `The file is a proof in its one form, of number ${proof.index} of ${checkpoint.size} in ${checkpoint.origin}.`;
}
