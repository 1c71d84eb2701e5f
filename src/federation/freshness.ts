import type { EpochMs } from '../domain/time.ts';
import { verifyCosignature } from '../log/cosignature.ts';
import { parseNote } from '../log/note.ts';
import { cosignerNoteKeys, type Identity } from './identity.ts';

/** A time further ahead than any clock can be wrong is none. */
const MOST_AHEAD_MS = 86_400_000;

/** When the log last said that this checkpoint is its newest. @throws EwsError `note_signature` */
export function newestCosignature(shown: string, identity: Identity, now: EpochMs): EpochMs | undefined {
  const note = parseNote(shown);
  const times = cosignerNoteKeys(identity, now).map((key) => (verifyCosignature(note, key) ?? 0) * 1000);
  const newest = Math.max(0, ...times.filter((time) => time <= now + MOST_AHEAD_MS));
  return newest === 0 ? undefined : newest;
}
