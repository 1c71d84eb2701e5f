import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { fromBase64url, utf8 } from '../domain/bytes.ts';
import { Envelope, MAX_ENTRY_BYTES } from '../domain/envelope.ts';
import { EwsError } from '../domain/errors.ts';
import { BulletinBody, requireFourEyes } from '../domain/four-eyes.ts';
import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import { type Checkpoint, formatCheckpoint } from './checkpoint.ts';
import { cosignedMessage, formatCosignatureLine } from './cosignature.ts';
import { JWS_TYPE, signJws, signJwt } from './jws.ts';
import { KeyStatement } from './key-statement.ts';
import type { PrivateKey } from './keys.ts';
import { ed25519SignatureLine, type NoteKey, SIGNATURE_TYPE } from './note.ts';

/** The three keys that a running node works with. The root keys are elsewhere. */
export interface WorkingKeys {
  readonly log: PrivateKey;
  readonly cosigner: PrivateKey;
  readonly request: PrivateKey;
}

/** Claims of a request token; see federation/protocol.ts. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** Every use of a private key while a node runs. Key files today; a hardware module would stand here. */
export interface Signer {
  /**
   * Signs an entry. A bulletin is signed only if its own body shows enough different people who stood for
   * exactly its content. @throws EwsError `four_eyes`, `content_changed`, `entry_too_large`, `invalid_input`
   */
  signEntry(envelope: Envelope): Promise<string>;
  signNodeDocument(document: object): Promise<string>;
  /** A checkpoint as a signed note. */
  signCheckpoint(checkpoint: Checkpoint): string;
  /** A cosignature line, newline included, over a checkpoint's body. */
  cosign(noteBody: string, timestampSeconds: number): string;
  signCursor(cursor: object): Promise<string>;
  signHint(hint: object): Promise<string>;
  signLinkReport(report: object): Promise<string>;
  /** A JWT, `alg` `EdDSA`: the one name that @fastify/jwt knows for it. */
  signRequestToken(claims: TokenClaims): Promise<string>;
}

export function createSigner(node: NodeId, origin: LogOrigin, keys: WorkingKeys): Signer {
  const logKey = signingKey(origin, 'ed25519', keys.log);
  const cosignerKey = signingKey(node, 'cosignature', keys.cosigner);
  return {
    async signEntry(envelope) {
      if (envelope.type === 'bulletin') requireFourEyes(BulletinBody.parse(envelope.body));
      const jws = await signJws(JWS_TYPE.entry, Envelope.parse(envelope), keys.log);
      if (jws.length > MAX_ENTRY_BYTES) {
        throw new EwsError(
          'entry_too_large',
          `The entry has ${jws.length} bytes; ${MAX_ENTRY_BYTES} are allowed. Shorten text or evidence.`,
        );
      }
      return jws;
    },
    signNodeDocument: (document) => signJws(JWS_TYPE.nodeDocument, document, keys.log),
    signCheckpoint(checkpoint) {
      const body = formatCheckpoint(checkpoint);
      return `${body}\n${ed25519SignatureLine(logKey.note, sign(null, utf8(body), logKey.secret))}`;
    },
    cosign(noteBody, timestampSeconds) {
      const signature = sign(null, cosignedMessage(timestampSeconds, noteBody), cosignerKey.secret);
      return formatCosignatureLine(cosignerKey.note, timestampSeconds, signature);
    },
    signCursor: (cursor) => signJws(JWS_TYPE.cursor, cursor, keys.request),
    signHint: (hint) => signJws(JWS_TYPE.hint, hint, keys.request),
    signLinkReport: (report) => signJws(JWS_TYPE.linkReport, report, keys.request),
    signRequestToken: async (claims) => signJwt(claims, keys.request),
  };
}

/** What a root says of a key, signed by the root: needed when a node is made and when keys change. */
export async function signKeyStatement(root: PrivateKey, statement: KeyStatement): Promise<string> {
  return signJws(JWS_TYPE.keyStatement, KeyStatement.parse(statement), root, true);
}

function signingKey(
  name: string,
  type: keyof typeof SIGNATURE_TYPE,
  key: PrivateKey,
): { note: NoteKey; secret: KeyObject } {
  return {
    note: { name, type: SIGNATURE_TYPE[type], publicKey: fromBase64url(key.x) },
    secret: createPrivateKey({ key, format: 'jwk' }),
  };
}
