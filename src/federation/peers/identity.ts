import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import type { LogOrigin, NodeId } from '../../domain/node-id.ts';
import { JWS_TYPE, verifyJws } from '../../log/jws.ts';
import { verifyKeyStatements } from '../../log/key-chain.ts';
import { checkpointKey, documentKey, keysAt, type NodeKeys, type TimedUse } from '../../log/key-statement.ts';
import { type PublicKey, strongPublicBytes } from '../../log/keys.ts';
import { type NoteKey, SIGNATURE_TYPE } from '../../log/note.ts';
import { LIMITS, NodeDocument } from '../protocol.ts';

/** A node's document, verified down from its root key's fingerprint, and the keys that follow from it. */
export interface Identity {
  readonly document: NodeDocument;
  readonly keys: NodeKeys;
  /** The document as it was served, a compact JWS. */
  readonly jws: string;
}

/**
 * Verifies a node document: the key statements from the fingerprint down, then the document by the log key
 * that they name.
 * @throws EwsError `node_document_invalid`, `key_statement_invalid`, `fingerprint_mismatch`, `key_weak`
 */
export async function verifyNodeDocument(jws: string, fingerprint: string): Promise<Identity> {
  const claimed = peekDocument(jws);
  const keys = await verifyKeyStatements(claimed.statements, claimed.node, fingerprint);
  const key = documentKey(keys, claimed.log);
  const document = NodeDocument.parse(
    await verifyJws(jws, JWS_TYPE.nodeDocument, key, 'node_document_invalid'),
  );
  if (!document.log.startsWith(`${document.node}/log/`)) {
    throw new EwsError(
      'node_document_invalid',
      `${document.node} names ${document.log}, which is not its own log.`,
    );
  }
  return { document, keys, jws };
}

/** Reads a document before it is verified: only to learn which statements to verify, or who claims to answer. */
export function peekDocument(jws: string): NodeDocument {
  try {
    if (jws.length > LIMITS.nodeDocumentBytes) throw new Error('it is too long');
    return NodeDocument.parse(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8')));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new EwsError('node_document_invalid', `This is not a node document: ${why}.`, {}, { cause });
  }
}

/** The key that signs this node's checkpoint of a size. */
export function checkpointNoteKey(identity: Identity, origin: LogOrigin, size: number): NoteKey {
  return noteKey(origin, SIGNATURE_TYPE.ed25519, checkpointKey(identity.keys, origin, size));
}

/** The keys by which this node's cosignatures are known at a time. */
export function cosignerNoteKeys(identity: Identity, at: number): NoteKey[] {
  return keysAt(identity.keys, 'cosigner', at).map((key) =>
    noteKey(identity.document.node, SIGNATURE_TYPE.cosignature, key),
  );
}

function noteKey(name: string, type: NoteKey['type'], key: PublicKey): NoteKey {
  return { name, type, publicKey: strongPublicBytes(key) };
}

/** Identities of peers, verified once for each document. */
export function createIdentities(): {
  of(peer: { node: NodeId; document: string; fingerprint: string }): Promise<Identity>;
} {
  const verified = new Map<NodeId, Identity>();
  return {
    async of(peer) {
      const known = verified.get(peer.node);
      if (known?.jws === peer.document && known.keys.fingerprint === peer.fingerprint) return known;
      const identity = await verifyNodeDocument(peer.document, peer.fingerprint);
      verified.set(peer.node, identity);
      return identity;
    },
  };
}

/** When the keys of a use end: the last one that there is. */
export function keysEndAt(keys: NodeKeys, use: TimedUse): string | undefined {
  const ends = keys.statements.flatMap((each) => (each.use === use ? [each.notAfter] : []));
  return ends.sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
}
