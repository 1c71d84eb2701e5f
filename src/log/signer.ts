import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { fromBase64url, utf8 } from '../domain/bytes.ts';
import { Envelope, MAX_ENTRY_BYTES } from '../domain/envelope.ts';
import { EwsError } from '../domain/errors.ts';
import { BulletinBody, requireFourEyes } from '../domain/four-eyes.ts';
import type { LogOrigin, NodeId } from '../domain/node-id.ts';
import { type Checkpoint, formatCheckpoint } from './checkpoint.ts';
import { cosignedMessage, formatCosignatureLine } from './cosignature.ts';
import { JWS_TYPE, type JwsType, signJws, signJwt } from './jws.ts';
import { KeyStatement, Revocation, type Statement } from './key-statement.ts';
import type { PrivateKey } from './keys.ts';
import { ed25519SignatureLine, type NoteKey, SIGNATURE_TYPE } from './note.ts';
import type { SealBody } from './sealed-body.ts';
import { alwaysThese, type SigningKeys, type WorkingKeys } from './signing-keys.ts';

/** Claims of a request token; see federation/protocol.ts. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** Every use of a private key while a node runs. Key files today; a hardware module would stand here. */
export interface Signer {
  /**
   * Signs an entry. A bulletin is signed only if its own body shows enough different people who stood for
   * exactly its content; after that, `seal` encrypts the body. @throws EwsError `four_eyes`, `content_changed`,
   * `entry_too_large`, `invalid_input`
   */
  signEntry(envelope: Envelope, seal?: SealBody): Promise<string>;
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

export function createSigner(node: NodeId, origin: LogOrigin, given: WorkingKeys | SigningKeys): Signer {
  const keys = typeof given.log === 'function' ? (given as SigningKeys) : alwaysThese(given as WorkingKeys);
  const request = (type: JwsType) => (payload: object) => signJws(type, payload, keys.request());
  return {
    async signEntry(envelope, seal) {
      if (envelope.type === 'bulletin') requireFourEyes(BulletinBody.parse(envelope.body));
      const sealed = seal === undefined ? envelope : await seal(envelope);
      const jws = await signJws(JWS_TYPE.entry, Envelope.parse(sealed), keys.log(origin, envelope.seq));
      if (jws.length > MAX_ENTRY_BYTES) {
        throw new EwsError(
          'entry_too_large',
          `The entry has ${jws.length} bytes; ${MAX_ENTRY_BYTES} are allowed. Shorten text or evidence.`,
        );
      }
      return jws;
    },
    signNodeDocument: (document) => signJws(JWS_TYPE.nodeDocument, document, keys.document(origin)),
    signCheckpoint(checkpoint) {
      const body = formatCheckpoint(checkpoint);
      const { note, secret } = signingKey(
        origin,
        'ed25519',
        keys.log(origin, Math.max(0, checkpoint.size - 1)),
      );
      return `${body}\n${ed25519SignatureLine(note, sign(null, utf8(body), secret))}`;
    },
    cosign(noteBody, timestampSeconds) {
      const { note, secret } = signingKey(node, 'cosignature', keys.cosigner(timestampSeconds * 1000));
      const signature = sign(null, cosignedMessage(timestampSeconds, noteBody), secret);
      return formatCosignatureLine(note, timestampSeconds, signature);
    },
    signCursor: request(JWS_TYPE.cursor),
    signHint: request(JWS_TYPE.hint),
    signLinkReport: request(JWS_TYPE.linkReport),
    signRequestToken: async (claims) => signJwt(claims, keys.request()),
  };
}

/** What a root says of a key, signed by the root: needed when a node is made and when keys change. */
export async function signKeyStatement(root: PrivateKey, statement: Statement): Promise<string> {
  const parsed = statement.use === 'revocation' ? Revocation.parse(statement) : KeyStatement.parse(statement);
  return signJws(JWS_TYPE.keyStatement, parsed, root, true);
}

interface SigningKey {
  readonly note: NoteKey;
  readonly secret: KeyObject;
}

/** Reading a key costs more than signing with it, and a node has few. */
const known = new WeakMap<PrivateKey, SigningKey>();

/** A key has one use, and so one name and type. */
function signingKey(name: string, type: keyof typeof SIGNATURE_TYPE, key: PrivateKey): SigningKey {
  const found = known.get(key);
  if (found?.note.name === name && found.note.type === SIGNATURE_TYPE[type]) return found;
  const made = {
    note: { name, type: SIGNATURE_TYPE[type], publicKey: fromBase64url(key.x) },
    secret: createPrivateKey({ key, format: 'jwk' }),
  };
  known.set(key, made);
  return made;
}
