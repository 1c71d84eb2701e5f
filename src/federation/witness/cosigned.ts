import type { EpochMs } from '../../domain/time.ts';
import { verifyCosignature } from '../../log/cosignature.ts';
import { holdsAt } from '../../log/key-statement.ts';
import { type PublicKey, strongPublicBytes } from '../../log/keys.ts';
import { keyId, type Note, type NoteKey, SIGNATURE_TYPE } from '../../log/note.ts';
import type { Identity } from '../peers/identity.ts';

/** A time further ahead than any clock can be wrong is none. */
export const MOST_AHEAD_MS = 86_400_000;

/** A cosigner key of a node, and when it counts. */
export interface CosignerKey {
  readonly key: NoteKey;
  /** By the time of the cosignature, not that of its reader: a retired key's cosignatures hold for ever. */
  holdsAt(at: EpochMs): boolean;
}

/** Every cosigner key that a node ever stated. */
export function cosignerKeys({ document, keys }: Pick<Identity, 'document' | 'keys'>): CosignerKey[] {
  const stated = keys.statements.flatMap((each) => (each.use === 'cosigner' ? [each.key] : []));
  const distinct = new Map<string, PublicKey>(stated.map((key) => [key.x, key]));
  return [...distinct.values()].map((key) => ({
    key: { name: document.node, type: SIGNATURE_TYPE.cosignature, publicKey: strongPublicBytes(key) },
    holdsAt: (at) => holdsAt(keys, 'cosigner', key, at),
  }));
}

export interface Cosigned {
  /** When the node last cosigned it with a key that held then; undefined: it did not. */
  readonly at: EpochMs | undefined;
  /** There is a line under its name by a key that is not known. */
  readonly hasUnknownKey: boolean;
}

/** What a node's own cosignatures under a note say. @throws EwsError `note_signature` */
export function cosignedBy(note: Note, identity: Identity, now: EpochMs): Cosigned {
  const keys = cosignerKeys(identity);
  const times = keys.flatMap(({ key, holdsAt: holds }) => {
    const at = (verifyCosignature(note, key) ?? 0) * 1000;
    return at > 0 && at <= now + MOST_AHEAD_MS && holds(at) ? [at] : [];
  });
  const known = new Set(keys.map(({ key }) => keyId(key)));
  const { node, log } = identity.document;
  return {
    at: times.length === 0 ? undefined : Math.max(...times),
    hasUnknownKey: note.signatures.some(
      ({ name, keyId: id }) => name === node && name !== log && !known.has(id),
    ),
  };
}
