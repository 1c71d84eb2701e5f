import { EwsError } from '../domain/errors.ts';
import { type LogOrigin, nodeOfOrigin } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import { verifyCosignature } from '../log/cosignature.ts';
import type { Note } from '../log/note.ts';
import { isQuorumMet, type Policy } from '../log/policy.ts';
import type { Cosigner, Keys } from './anchor.ts';
import { ageInWords, timeInWords } from './words.ts';

/** A cosignature that verifies. */
export interface Cosignature {
  /** Key name of the cosigner: a node id. */
  readonly name: string;
  /** Whether it is the log's own: that says how fresh the checkpoint is, and nothing about what others saw. */
  readonly own: boolean;
  /** When it was made, by the cosigner's clock: milliseconds since 1970, and as text. */
  readonly at: EpochMs;
  readonly time: string;
  /** Its name in the trust policy; absent: it is not one of the policy's witnesses. */
  readonly witness?: string;
}

/**
 * The cosignatures of the cosigners that are known. Those of others are ignored, as the format wants it.
 * @throws EwsError `note_signature`: one does not verify · `key_unknown`: its key did not hold at its time
 */
export function verifyCosignatures(note: Note, keys: Keys, origin: LogOrigin): Cosignature[] {
  const found = keys.cosigners.map((cosigner) => readCosignature(note, cosigner, origin));
  return found.filter((cosignature) => cosignature !== undefined);
}

function readCosignature(note: Note, cosigner: Cosigner, origin: LogOrigin): Cosignature | undefined {
  const { key, witness } = cosigner;
  const seconds = verifyCosignature(note, key);
  if (seconds === undefined) return undefined;
  const at = seconds * 1000;
  if (!cosigner.holdsAt(at)) {
    throw new EwsError('key_unknown', `The cosigner key of ${key.name} did not hold at ${timeInWords(at)}.`);
  }
  const own = key.name === nodeOfOrigin(origin);
  return { name: key.name, own, at, time: timeInWords(at), ...(witness === undefined ? {} : { witness }) };
}

/** Those who say that they saw the same log: everyone but the log itself. */
export function witnessesOf(cosignatures: readonly Cosignature[]): Cosignature[] {
  return cosignatures.filter(({ own }) => !own);
}

/** @throws EwsError `note_signature`: too few of the policy's witnesses have cosigned */
export function requireQuorum(policy: Policy, cosignatures: readonly Cosignature[]): void {
  const names = cosignatures.map(({ witness }) => witness).filter((name) => name !== undefined);
  if (isQuorumMet(policy, new Set(names))) return;
  throw new EwsError(
    'note_signature',
    `The policy's quorum is not met: ${names.length} of its ${policy.witnesses.length} witnesses cosigned.`,
  );
}

/** Who cosigned and when, as a sentence; `now` undefined: nobody asked for ages. */
export function describeCosignatures(cosignatures: readonly Cosignature[], now: EpochMs | undefined): string {
  if (cosignatures.length === 0) return 'None by anybody who is known here.';
  const each = cosignatures.map(({ name, own, at, time }) => {
    const age = now === undefined ? '' : `, ${ageInWords(at, now)}`;
    return `${name}${own ? ' (the log itself)' : ''} at ${time}${age}`;
  });
  return `Cosigned by ${each.join('; ')}.`;
}
