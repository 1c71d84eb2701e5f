import { equalBytes, toBase64url } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { type LogOrigin, type NodeId, nodeOfOrigin } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';
import { checkpointNoteKey, type Identity, verifyNodeDocument } from '../federation/peers/identity.ts';
import { NodeDocument } from '../federation/protocol.ts';
import { cosignerKeys } from '../federation/witness/cosigned.ts';
import { peekJws } from '../log/jws.ts';
import { documentKey, logKeyAt } from '../log/key-statement.ts';
import { PublicKey, strongPublicBytes, thumbprint } from '../log/keys.ts';
import type { NoteKey } from '../log/note.ts';
import type { Policy } from '../log/policy.ts';

/**
 * What the keys are checked against: a root key's fingerprint, from which the node document leads to the
 * others; a trust policy, which names the keys; or nothing. `document` is a node document as it was served.
 */
export type Anchor =
  | { readonly kind: 'fingerprint'; readonly fingerprint: string; readonly document: string }
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'none'; readonly document?: string };

/** Somebody whose cosignatures can be verified. */
export interface Cosigner {
  readonly key: NoteKey;
  /** Name in the trust policy, octet for octet; absent: a node's own cosigner, known from its document. */
  readonly witness: string | undefined;
  holdsAt(at: EpochMs): boolean;
}

/** The keys that a verification goes by, wherever they came from. */
export interface Keys {
  /** Keys that may have signed the checkpoint of a size. @throws EwsError `key_unknown` */
  checkpointKeys(origin: LogOrigin, size: number): NoteKey[];
  /** The key that signs an entry; `kid` is what the entry names. @throws EwsError `key_unknown` */
  entryKey(origin: LogOrigin, seq: number, kid: string | undefined): PublicKey;
  readonly cosigners: readonly Cosigner[];
  readonly policy: Policy | undefined;
  readonly fingerprint: string | undefined;
}

/** @throws EwsError `node_document_invalid`, `key_statement_invalid`, `fingerprint_mismatch`, `key_weak` */
export async function verifyDocument(jws: string, fingerprint: string | undefined): Promise<Identity> {
  return verifyNodeDocument(jws, fingerprint ?? claimedFingerprint(jws));
}

/** The keys of a node, as its document names them; whether its fingerprint is believed is for the caller to know. */
export function keysOfNode(identity: Identity): Keys {
  return {
    checkpointKeys: (origin, size) => [checkpointNoteKey(identity, origin, size)],
    entryKey: (origin, seq) => logKeyAt(identity.keys, origin, seq),
    cosigners: ownCosigners(identity),
    policy: undefined,
    fingerprint: identity.keys.fingerprint,
  };
}

/**
 * The keys that a policy names. It does not say from which entry on a key signs: any of a log's keys will do.
 * `identity` is a document that `requireVouched` accepted: it adds the log's own cosigner, for freshness.
 */
export function keysOfPolicy(policy: Policy, identity?: Identity): Keys {
  const witnesses = policy.witnesses.map(({ name, key }) => ({ key, witness: name, holdsAt: () => true }));
  const own = identity === undefined ? [] : ownCosigners(identity);
  const isNew = ({ key }: Cosigner) =>
    !witnesses.some((witness) => equalBytes(witness.key.publicKey, key.publicKey));
  return {
    checkpointKeys: (origin) => policyKeys(policy, origin),
    entryKey: (origin, _seq, kid) => keyByThumbprint(policyKeys(policy, origin), origin, kid),
    cosigners: [...witnesses, ...own.filter(isNew)],
    policy,
    fingerprint: undefined,
  };
}

/** Requires that a key of the policy signed a node document. @throws EwsError `key_unknown` */
export function requireVouched(policy: Policy, identity: Identity): void {
  const { log } = identity.document;
  const signer = strongPublicBytes(documentKey(identity.keys, log));
  if (policyKeys(policy, log).some(({ publicKey }) => equalBytes(publicKey, signer))) return;
  throw new EwsError('key_unknown', `The node document is signed by a key that the policy does not name.`);
}

/** Requires that a node document is that of the log's node. @throws EwsError `key_unknown` */
export function requireNodeOf(origin: LogOrigin, node: NodeId): void {
  if (nodeOfOrigin(origin) === node) return;
  throw new EwsError('key_unknown', `The node document is that of ${node}; the log is ${origin}.`);
}

/** The log's keys by the policy. @throws EwsError `key_unknown` */
export function policyKeys(policy: Policy, origin: LogOrigin): NoteKey[] {
  const keys = policy.logs.map(({ key }) => key).filter(({ name }) => name === origin);
  if (keys.length > 0) return keys;
  throw new EwsError('key_unknown', `The policy names no log ${origin}.`, { origin });
}

function keyByThumbprint(keys: readonly NoteKey[], origin: LogOrigin, kid: string | undefined): PublicKey {
  const found = keys.map(asJwk).find((key) => thumbprint(key) === kid);
  if (found !== undefined) return found;
  throw new EwsError(
    'key_unknown',
    `The entry is signed by a key that the policy does not name for ${origin}.`,
  );
}

function asJwk({ publicKey }: NoteKey): PublicKey {
  return { kty: 'OKP', crv: 'Ed25519', x: toBase64url(publicKey) };
}

/** A node's cosigner keys; one that was stated twice holds in both times. */
function ownCosigners(identity: Identity): Cosigner[] {
  return cosignerKeys(identity).map((each) => ({ ...each, witness: undefined }));
}

/** The fingerprint that a document gives itself: it proves nothing but that the document is whole. */
function claimedFingerprint(jws: string): string {
  try {
    const text = Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8');
    const [first = ''] = NodeDocument.parse(JSON.parse(text)).statements;
    return thumbprint(PublicKey.parse(peekJws(first)?.jwk));
  } catch (cause) {
    throw new EwsError('node_document_invalid', 'This is not a node document.', {}, { cause });
  }
}
