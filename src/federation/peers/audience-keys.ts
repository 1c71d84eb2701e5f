import { EwsError } from '../../domain/errors.ts';
import type { NodeId } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Audience, Tlp } from '../../domain/tlp.ts';
import { encryptionKeyAt, type NodeKeys } from '../../log/key-statement.ts';
import type { EncryptionKey } from '../../log/keys.ts';
import { type SealBody, sealingTo } from '../../log/sealed-body.ts';
import type { Sealer } from '../../log/sealer.ts';
import type { PeerStore } from '../port.ts';
import type { createIdentities } from './identity.ts';

/** What is encrypted, and what happens where a member of the audience has no key for it. */
export interface EncryptionPolicy {
  readonly tlp: readonly Tlp[];
  readonly withoutKey: 'plain' | 'refuse';
}

/** Says how the body of an entry is encrypted to its audience; undefined: it is not. */
export type SealFor = (
  entry: { readonly tlp: Tlp; readonly aud: Audience },
  /** It speaks of what was encrypted, and so is encrypted whatever the policy says. */
  isAboutEncrypted?: boolean,
) => Promise<SealBody | undefined>;

export interface SealingParts {
  readonly node: NodeId;
  readonly policy: EncryptionPolicy;
  readonly sealer: Sealer;
  readonly peers: Pick<PeerStore, 'peer'>;
  readonly identities: ReturnType<typeof createIdentities>;
  /** Of this node: it is a recipient itself, so that it can read what it issued after a loss. */
  readonly ownKeys: () => NodeKeys;
  readonly wall: { now(): EpochMs };
  readonly onPlain: (nodes: readonly NodeId[]) => void;
}

/** @throws (what it returns) EwsError `encryption_key_missing` */
export function createSealing(parts: SealingParts): SealFor {
  const { policy, node } = parts;

  async function keyOf(member: NodeId): Promise<EncryptionKey | undefined> {
    if (member === node) return encryptionKeyAt(parts.ownKeys(), parts.wall.now());
    const peer = await parts.peers.peer(member);
    if (peer === undefined) return undefined;
    return encryptionKeyAt((await parts.identities.of(peer)).keys, parts.wall.now());
  }

  return async ({ tlp, aud }, isAboutEncrypted = false) => {
    if (aud === '*' || !(isAboutEncrypted || policy.tlp.includes(tlp))) return undefined;
    const members = [...new Set([...aud, node])];
    // What is for nobody else leaves this node as a digest.
    if (members.length === 1) return undefined;
    const keys = await Promise.all(members.map(keyOf));
    const missing = members.filter((_, at) => keys[at] === undefined);
    if (missing.length === 0) return sealingTo(parts.sealer, keys as EncryptionKey[]);
    if (policy.withoutKey === 'refuse') {
      throw new EwsError(
        'encryption_key_missing',
        `TLP:${tlp} is encrypted here, and no encryption key that holds is known of ${missing.join(', ')}: have one made there (ews keys renew encryption), leave it out of the audience, or set encryption.withoutKey to plain.`,
        { nodes: missing },
      );
    }
    // In plain it still goes to its audience alone, and to nobody by way of others.
    parts.onPlain(missing);
    return undefined;
  };
}
