import { createHash } from 'node:crypto';
import { z } from 'zod';
import { toBase64url, utf8 } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import { JWS_TYPE, peekJws, readVerifiedJws } from './jws.ts';
import { documentKey, KeyStatement, type NodeKeys, Revocation } from './key-statement.ts';
import { PublicKey, strongPublicBytes, thumbprint } from './keys.ts';

/** At most this many statements are read of one node. */
const MAX_STATEMENTS = 256;

/** What was read so far. The order of the list is that in which the statements were made, whatever they are dated. */
interface Chain {
  readonly statements: KeyStatement[];
  readonly revocations: Revocation[];
  /** Thumbprints of all roots so far; the last one signs. */
  readonly roots: string[];
  /** The root that the present one committed to, by its first statement. */
  nextRoot: string | undefined;
}

/**
 * Verifies the statements of a node: each by the root that is due at its place, from a root to the one that it
 * committed to. One of these roots has the fingerprint, which came by another way.
 * @throws EwsError `key_statement_invalid`, `fingerprint_mismatch` (signed by another root), `key_weak`
 */
export async function verifyKeyStatements(
  statements: readonly string[],
  node: NodeId,
  fingerprint: string,
): Promise<NodeKeys> {
  if (statements.length > MAX_STATEMENTS) throw invalid(`More than ${MAX_STATEMENTS} key statements.`);
  const chain: Chain = { statements: [], revocations: [], roots: [], nextRoot: undefined };
  const signers = statements.map(signerOf);
  requireRoot(signers, fingerprint);
  for (const [index, jws] of statements.entries()) {
    addStatement(chain, jws, signers[index] as PublicKey, node, statements.slice(0, index));
  }
  requireUses(chain, node);
  const { statements: keys, revocations, roots, nextRoot = '' } = chain;
  return { node, fingerprint, root: roots.at(-1) ?? '', nextRoot, statements: keys, revocations };
}

/** The root key comes from whoever is being enrolled; only a thumbprint that came another way makes it one. */
function signerOf(jws: string): PublicKey {
  const root = PublicKey.safeParse(peekJws(jws)?.jwk);
  if (!root.success) throw invalid('A key statement carries no root key in its header.');
  return root.data;
}

function requireRoot(signers: readonly PublicKey[], fingerprint: string): void {
  const found = new Set(signers.map(thumbprint));
  if (!found.has(fingerprint)) throw mismatch(fingerprint, [...found]);
}

function addStatement(
  chain: Chain,
  jws: string,
  signer: PublicKey,
  node: NodeId,
  before: readonly string[],
): void {
  strongPublicBytes(signer);
  const payload = readVerifiedJws(jws, JWS_TYPE.keyStatement, signer, 'key_statement_invalid');
  const statement = parseStatement(payload);
  if (statement.node !== node) throw invalid(`A key statement is for ${statement.node}, not ${node}.`);
  requireSigner(chain, statement.use, thumbprint(signer));
  if (isRoot(statement)) beginRoot(chain, statement, signer, before);
  else if (chain.roots.length === 0) chain.roots.push(thumbprint(signer));
  chain.nextRoot ??= statement.nextRoot;
  if (chain.nextRoot !== statement.nextRoot) {
    throw invalid('Statements of one root commit to different next roots.');
  }
  if (isRevocation(statement)) addRevocation(chain, statement);
  else if (isKeyStatement(statement)) addKey(chain, statement);
}

/** A use that this version does not know: it is signed by the root, kept, and says nothing here. */
const Other = z.looseObject({
  v: z.literal(1),
  use: z.string().max(40),
  node: z.string(),
  nextRoot: z.string(),
});

type Other = z.infer<typeof Other>;
type Root = KeyStatement & { readonly use: 'root' };

const KEY_USES: readonly string[] = ['log', 'cosigner', 'request', 'encryption', 'root'];

function parseStatement(payload: unknown): KeyStatement | Revocation | Other {
  const { use } = checked(Other, payload);
  if (use === 'revocation') return checked(Revocation, payload);
  return KEY_USES.includes(use) ? checked(KeyStatement, payload) : checked(Other, payload);
}

function isKeyStatement(statement: { use: string }): statement is KeyStatement {
  return KEY_USES.includes(statement.use);
}

function isRevocation(statement: { use: string }): statement is Revocation {
  return statement.use === 'revocation';
}

function isRoot(statement: { use: string }): statement is Root {
  return statement.use === 'root';
}

function checked<T extends z.ZodType>(schema: T, payload: unknown): z.infer<T> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw invalid(z.prettifyError(parsed.error));
}

/** @throws EwsError `fingerprint_mismatch` */
function requireSigner({ roots, nextRoot }: Chain, use: string, signer: string): void {
  const due = use === 'root' ? nextRoot : roots.at(-1);
  if (due === undefined && use === 'root') throw invalid('There is no root that a new one could follow.');
  if (due !== undefined && due !== signer) throw mismatch(due, [signer]);
}

/** A new root signs itself; that the one before committed to it, and to all that stands before, makes it one. */
function beginRoot(chain: Chain, { key, prior }: Root, signer: PublicKey, before: readonly string[]): void {
  if (key.x !== signer.x) throw invalid('A statement of a new root is not signed by it.');
  if (prior !== digestOfStatements(before)) throw invalid('A new root names other statements before it.');
  chain.roots.push(thumbprint(signer));
  chain.nextRoot = undefined;
}

function addKey(chain: Chain, statement: KeyStatement): void {
  strongPublicBytes(statement.key);
  if (statement.use === 'log') {
    const { log, fromSeq } = statement;
    const last = chain.statements.findLast((each) => each.use === 'log' && each.log === log);
    // Which key was due for an entry that was signed long ago must not change.
    if (last?.use === 'log' && last.fromSeq >= fromSeq) {
      throw invalid(`A log key of ${log} from ${fromSeq} on is stated after one from ${last.fromSeq} on.`);
    }
  }
  chain.statements.push(statement);
}

function addRevocation({ statements, revocations }: Chain, revocation: Revocation): void {
  const { revoked, lastSize } = revocation;
  const named = statements.find(({ key }) => thumbprint(key) === revoked);
  if (named === undefined || named.use === 'root') throw invalid(`No key ${revoked} could be revoked.`);
  if ((named.use === 'log') !== (lastSize !== undefined)) {
    throw invalid(
      `The revocation of a ${named.use} key names ${lastSize === undefined ? 'a time' : 'a size'}.`,
    );
  }
  revocations.push(revocation);
}

function requireUses({ statements, revocations }: Chain, node: NodeId): void {
  for (const use of ['log', 'cosigner', 'request'] as const) {
    if (!statements.some((statement) => statement.use === use)) {
      throw invalid(`No key statement names a ${use} key.`, { node, use });
    }
  }
  const newest = statements.findLast((each) => each.use === 'log');
  if (newest?.use === 'log') documentKey({ statements, revocations }, newest.log);
}

/** base64url SHA-256 of compact JWS, each with a newline after it. */
export function digestOfStatements(statements: readonly string[]): string {
  const hash = createHash('sha256');
  for (const statement of statements) hash.update(utf8(`${statement}\n`));
  return toBase64url(hash.digest());
}

function mismatch(expected: string, found: readonly string[]): EwsError {
  return new EwsError(
    'fingerprint_mismatch',
    'A key statement is signed by another root key than the fingerprint names.',
    { expected, found: found[0] },
  );
}

function invalid(message: string, detail = {}): EwsError {
  return new EwsError('key_statement_invalid', message, detail);
}
