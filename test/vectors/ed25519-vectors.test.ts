import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { toBase64url, utf8 } from '../../src/domain/bytes.ts';
import { hasCode } from '../../src/domain/errors.ts';
import { requireStrongKey, verifyEd25519 } from '../../src/log/ed25519.ts';
import { strongPublicBytes } from '../../src/log/keys.ts';

// github.com/C2SP/CCTV, ed25519: signatures on which implementations differ (BSD-3-Clause; not copied here).
// They come without a verdict: which of them count is each protocol's decision, and this file holds ours.
const FILE = fileURLToPath(
  new URL('../../../shared/assets/cctv-ed25519/ed25519/ed25519vectors.json', import.meta.url),
);
const DOCUMENT = fileURLToPath(new URL('../../docs/ed25519-vectors.md', import.meta.url));
const skip = existsSync(FILE) ? false : `the Ed25519 vectors of C2SP/CCTV are not at ${FILE}`;

type Vector = { number: number; key: string; sig: string; msg: string; flags: string[] | null };

const VECTORS = skip ? [] : (JSON.parse(readFileSync(FILE, 'utf8')) as Vector[]);
const KEY_FLAGS = ['low_order_A', 'non_canonical_A'];

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hasFlag = (vector: Vector, ...flags: string[]) => flags.some((flag) => vector.flags?.includes(flag));
const nameOf = (vector: Vector) => vector.flags?.join(' ') ?? '';

/** Why a key is refused; undefined: it is not. Of the 914 vectors many have the same key. */
function refusalOfKey(key: string): Error | undefined {
  if (!refusals.has(key)) refusals.set(key, judgeKey(key));
  return refusals.get(key);
}

const refusals = new Map<string, Error | undefined>();

function judgeKey(key: string): Error | undefined {
  try {
    requireStrongKey(bytes(key));
    return undefined;
  } catch (error) {
    assert.ok(hasCode(error, 'key_weak'), `${key}: ${error}`);
    return error;
  }
}

function isKeyRefused({ key }: Vector): boolean {
  return refusalOfKey(key) !== undefined;
}

/** The verdict of a node: the key is good and the signature verifies. */
function isAccepted(vector: Vector): boolean {
  return !isKeyRefused(vector) && verifyEd25519(bytes(vector.key), utf8(vector.msg), bytes(vector.sig));
}

/** The same by the way of everything that is a JWS: the key as a JWK, the bytes as they stand. */
function holdsAsJws(vector: Vector): boolean {
  try {
    const publicKey = strongPublicBytes({ kty: 'OKP', crv: 'Ed25519', x: toBase64url(bytes(vector.key)) });
    return verifyEd25519(publicKey, utf8(vector.msg), bytes(vector.sig));
  } catch (error) {
    assert.ok(hasCode(error, 'key_weak'));
    return false;
  }
}

/** The verdict of Node's own verifier, with whatever key it is given. */
function isAcceptedByNodeAlone({ key, msg, sig }: Vector): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: toBase64url(bytes(key)) };
  return verify(null, utf8(msg), createPublicKey({ key: jwk, format: 'jwk' }), bytes(sig));
}

/** Why a vector does not count, in the words of the document; its key is looked at first. */
function verdictOn(vector: Vector): string {
  const refused = refusalOfKey(vector.key);
  if (refused !== undefined) {
    if (/point of small order/.test(refused.message)) return 'small-order-key';
    return /prime-order subgroup/.test(refused.message) ? 'mixed-order-key' : 'encoding-of-key';
  }
  if (isAccepted(vector)) return 'accepted';
  return hasFlag(vector, 'low_order_R') ? 'small-order-r' : 'equation';
}

interface Written {
  readonly vectors: number;
  readonly verdict: string;
  readonly reason: string;
}

/** The table of the document, by combination of flags. */
function writtenTable(): Map<string, Written> {
  const text = readFileSync(DOCUMENT, 'utf8');
  const row = /^\| (\(none\)|`[^|]*`) \| (\d+) \| (accepted|refused) \| ([a-z-]+) \|$/gm;
  return new Map(
    [...text.matchAll(row)].map(([, flags = '', vectors, verdict = '', reason = '']) => {
      const name = flags === '(none)' ? '' : flags.replaceAll('`', '');
      return [name, { vectors: Number(vectors), verdict, reason }];
    }),
  );
}

test('ed25519 vectors: there are 914 of them, with 66 combinations of flags', { skip }, () => {
  assert.equal(VECTORS.length, 914);
  assert.equal(new Set(VECTORS.map(nameOf)).size, 66);
});

test('ed25519 vectors: refuses each of the 526 low-order and non-canonical keys', { skip }, () => {
  const flagged = VECTORS.filter((vector) => hasFlag(vector, ...KEY_FLAGS));
  for (const vector of flagged) assert.ok(isKeyRefused(vector), `vector ${vector.number}: ${nameOf(vector)}`);
  assert.equal(flagged.length, 526);
  assert.equal(new Set(flagged.map(nameOf)).size, 42);
  assert.equal(new Set(flagged.map((vector) => vector.key)).size, 14);
});

test('ed25519 vectors: each of the 66 combinations has the verdict that is written down, for its reason', {
  skip,
}, () => {
  const written = writtenTable();
  const names = new Set(VECTORS.map(nameOf));
  assert.deepEqual([...written.keys()].sort(), [...names].sort());
  for (const [name, { vectors, verdict, reason }] of written) {
    const those = VECTORS.filter((vector) => nameOf(vector) === name);
    assert.equal(those.length, vectors, name);
    assert.equal(verdict, reason === 'accepted' ? 'accepted' : 'refused', name);
    for (const vector of those) {
      assert.equal(verdictOn(vector), reason, `vector ${vector.number}: ${name}`);
      assert.equal(isAccepted(vector), verdict === 'accepted', `vector ${vector.number}: ${name}`);
      // What signs entries, statements and requests is judged by the same rule.
      assert.equal(holdsAsJws(vector), verdict === 'accepted', `vector ${vector.number}: ${name}`);
    }
  }
});

test('ed25519 vectors: the verdict on the 388 whose key is flagged as nothing', { skip }, () => {
  const others = VECTORS.filter((vector) => !hasFlag(vector, ...KEY_FLAGS));
  const counts = Object.groupBy(others, verdictOn);
  assert.deepEqual(
    Object.fromEntries(Object.entries(counts).map(([reason, those]) => [reason, those?.length])),
    {
      accepted: 1,
      equation: 7,
      'small-order-r': 20,
      'mixed-order-key': 360,
    },
  );
});

test('ed25519 vectors: Node alone accepts signatures under keys of mixed order', { skip }, () => {
  // Vectors whose R is of small order are left out: some releases of Node accept them, others do not.
  const alike = VECTORS.filter((vector) => !hasFlag(vector, ...KEY_FLAGS, 'low_order_R'));
  const accepted = alike.filter(isAcceptedByNodeAlone);
  assert.equal(alike.length, 106);
  assert.equal(accepted.length, 43);
  assert.deepEqual(accepted.filter(isAccepted).map(nameOf), ['']);
});
