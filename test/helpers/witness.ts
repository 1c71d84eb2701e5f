import { cosignerNoteKeys, verifyNodeDocument } from '../../src/federation/peers/identity.ts';
import { PATHS } from '../../src/federation/protocol.ts';
import type { NoteKey } from '../../src/log/note.ts';
import type { TestNode } from './nodes.ts';

/** The key by which the cosignatures of a node are known, from its own document and its fingerprint. */
export async function cosignerKeyOf(node: TestNode): Promise<NoteKey> {
  const document = await (await fetch(node.federationUrl + PATHS.nodeDocument)).text();
  const [key] = cosignerNoteKeys(await verifyNodeDocument(document, node.fingerprint), Date.now());
  if (key === undefined) throw new Error(`${node.id} has no cosigner key`);
  return key;
}
