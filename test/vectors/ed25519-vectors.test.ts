import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { toBase64url, utf8 } from '../../src/domain/bytes.ts';
import { hasCode } from '../../src/domain/errors.ts';
import { requireStrongKey, verifyEd25519 } from '../../src/log/ed25519.ts';

// github.com/C2SP/CCTV, ed25519: signatures on which implementations differ (BSD-3-Clause; not copied here).
// They come without a verdict: which of them count is each protocol's decision, and this file holds ours.
const FILE = fileURLToPath(
  new URL('../../../shared/assets/cctv-ed25519/ed25519/ed25519vectors.json', import.meta.url),
);
const skip = existsSync(FILE) ? false : `the Ed25519 vectors of C2SP/CCTV are not at ${FILE}`;

type Vector = { number: number; key: string; sig: string; msg: string; flags: string[] | null };
type Row = { vectors: number; keyRefused: number; accepted: number };

const VECTORS = skip ? [] : (JSON.parse(readFileSync(FILE, 'utf8')) as Vector[]);
const KEY_FLAGS = ['low_order_A', 'non_canonical_A'];

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hasFlag = (vector: Vector, ...flags: string[]) => flags.some((flag) => vector.flags?.includes(flag));
const nameOf = (vector: Vector) => vector.flags?.join(' ') ?? '';

function isKeyRefused(vector: Vector): boolean {
  try {
    requireStrongKey(bytes(vector.key));
    return false;
  } catch (error) {
    assert.ok(hasCode(error, 'key_weak'), `vector ${vector.number}: ${error}`);
    return true;
  }
}

/** The verdict of a node: the key is good and the signature verifies. */
function isAccepted(vector: Vector): boolean {
  return !isKeyRefused(vector) && verifyEd25519(bytes(vector.key), utf8(vector.msg), bytes(vector.sig));
}

/** The verdict of Node's own verifier, with whatever key it is given. */
function isAcceptedByNodeAlone({ key, msg, sig }: Vector): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: toBase64url(bytes(key)) };
  return verify(null, utf8(msg), createPublicKey({ key: jwk, format: 'jwk' }), bytes(sig));
}

function tabulate(vectors: Vector[]): Record<string, Row> {
  const table: Record<string, Row> = {};
  for (const vector of vectors) {
    const row = table[nameOf(vector)] ?? { vectors: 0, keyRefused: 0, accepted: 0 };
    table[nameOf(vector)] = {
      vectors: row.vectors + 1,
      keyRefused: row.keyRefused + Number(isKeyRefused(vector)),
      accepted: row.accepted + Number(isAccepted(vector)),
    };
  }
  return table;
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

test('ed25519 vectors: the verdict on the other 388, by combination of flags', { skip }, () => {
  const table = tabulate(VECTORS.filter((vector) => !hasFlag(vector, ...KEY_FLAGS)));
  assert.deepEqual(table, {
    // A key in the prime-order subgroup and an honest signature: the only one that counts.
    '': { vectors: 1, keyRefused: 0, accepted: 1 },

    // A good key, but R of small order: refused for being so, with or without its canonical encoding, ...
    low_order_R: { vectors: 1, keyRefused: 0, accepted: 0 },
    'low_order_R non_canonical_R': { vectors: 3, keyRefused: 0, accepted: 0 },
    'low_order_R non_canonical_R reencoded_k': { vectors: 3, keyRefused: 0, accepted: 0 },
    'low_order_R low_order_component_R low_order_residue': { vectors: 7, keyRefused: 0, accepted: 0 },
    'low_order_R low_order_component_R low_order_residue non_canonical_R': {
      vectors: 3,
      keyRefused: 0,
      accepted: 0,
    },
    'low_order_R low_order_component_R low_order_residue non_canonical_R reencoded_k': {
      vectors: 3,
      keyRefused: 0,
      accepted: 0,
    },
    // ... or of mixed order: the equation without cofactor does not hold.
    'low_order_component_R low_order_residue': { vectors: 7, keyRefused: 0, accepted: 0 },

    // A key of mixed order: its encoding is canonical and on no list, only the multiplication by the
    // group's order finds it. Nothing signed under it counts.
    low_order_component_A: { vectors: 7, keyRefused: 7, accepted: 0 },
    'low_order_component_A low_order_residue': { vectors: 7, keyRefused: 7, accepted: 0 },
    'low_order_component_R low_order_component_A': { vectors: 35, keyRefused: 35, accepted: 0 },
    'low_order_component_R low_order_component_A low_order_residue': {
      vectors: 49,
      keyRefused: 49,
      accepted: 0,
    },
    'low_order_R low_order_component_A': { vectors: 7, keyRefused: 7, accepted: 0 },
    'low_order_R low_order_component_A low_order_residue': { vectors: 7, keyRefused: 7, accepted: 0 },
    'low_order_R low_order_component_A non_canonical_R': { vectors: 21, keyRefused: 21, accepted: 0 },
    'low_order_R low_order_component_A low_order_residue non_canonical_R': {
      vectors: 21,
      keyRefused: 21,
      accepted: 0,
    },
    'low_order_R low_order_component_A non_canonical_R reencoded_k': {
      vectors: 3,
      keyRefused: 3,
      accepted: 0,
    },
    'low_order_R low_order_component_A low_order_residue non_canonical_R reencoded_k': {
      vectors: 39,
      keyRefused: 39,
      accepted: 0,
    },
    'low_order_R low_order_component_R low_order_component_A': { vectors: 35, keyRefused: 35, accepted: 0 },
    'low_order_R low_order_component_R low_order_component_A low_order_residue': {
      vectors: 49,
      keyRefused: 49,
      accepted: 0,
    },
    'low_order_R low_order_component_R low_order_component_A non_canonical_R': {
      vectors: 19,
      keyRefused: 19,
      accepted: 0,
    },
    'low_order_R low_order_component_R low_order_component_A low_order_residue non_canonical_R': {
      vectors: 21,
      keyRefused: 21,
      accepted: 0,
    },
    'low_order_R low_order_component_R low_order_component_A non_canonical_R reencoded_k': {
      vectors: 6,
      keyRefused: 6,
      accepted: 0,
    },
    'low_order_R low_order_component_R low_order_component_A low_order_residue non_canonical_R reencoded_k': {
      vectors: 34,
      keyRefused: 34,
      accepted: 0,
    },
  });
});

test('ed25519 vectors: Node alone accepts signatures under keys of mixed order', { skip }, () => {
  // Vectors whose R is of small order are left out: some releases of Node accept them, others do not.
  const alike = VECTORS.filter((vector) => !hasFlag(vector, ...KEY_FLAGS, 'low_order_R'));
  const accepted = alike.filter(isAcceptedByNodeAlone);
  assert.equal(alike.length, 106);
  assert.equal(accepted.length, 43);
  assert.deepEqual(accepted.filter(isAccepted).map(nameOf), ['']);
});
