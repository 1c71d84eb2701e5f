import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fromBase64 } from '../../src/domain/bytes.ts';
import { hasCode } from '../../src/domain/errors.ts';
import { verifyConsistency, verifyInclusion } from '../../src/log/merkle-proof.ts';

// github.com/transparency-dev/merkle, testdata: proofs of RFC 6962, good and bad (Apache-2.0; not copied here).
const FOLDER = fileURLToPath(new URL('../../../shared/assets/merkle-proofs/testdata/', import.meta.url));
const skip = existsSync(FOLDER) ? false : `the vectors of transparency-dev/merkle are not at ${FOLDER}`;

type Vector = { desc: string; wantErr: boolean; proof: string[] | null };
type InclusionVector = Vector & { leafIdx: number; treeSize: number; root: string; leafHash: string };
type ConsistencyVector = Vector & { size1: number; size2: number; root1: string; root2: string };

// The files give a missing hash as null or as an empty text.
const hash = (base64: string | null) => fromBase64(base64 ?? '');

function checkAll<V extends Vector>(kind: string, verify: (vector: V) => void): void {
  const counts = { accepted: 0, refused: 0 };
  for (const file of globSync('**/*.json', { cwd: `${FOLDER}${kind}` })) {
    const vector = JSON.parse(readFileSync(`${FOLDER}${kind}/${file}`, 'utf8')) as V;
    let refused = false;
    try {
      verify(vector);
    } catch (error) {
      // anything else would be a fault of ours, not a refusal
      assert.ok(hasCode(error, 'proof_invalid', 'proof_malformed'), `${kind}/${file}: ${error}`);
      refused = true;
    }
    assert.equal(refused, vector.wantErr, `${kind}/${file}: ${vector.desc}`);
    counts[refused ? 'refused' : 'accepted']++;
  }
  assert.deepEqual(counts, { accepted: 6, refused: 92 });
}

test('merkle vectors: all 98 inclusion proofs', { skip }, () => {
  checkAll<InclusionVector>('inclusion', ({ leafIdx, treeSize, leafHash, root, proof }) =>
    verifyInclusion({
      index: leafIdx,
      size: treeSize,
      leaf: hash(leafHash),
      root: hash(root),
      proof: (proof ?? []).map(hash),
    }),
  );
});

test('merkle vectors: all 98 consistency proofs', { skip }, () => {
  checkAll<ConsistencyVector>('consistency', ({ size1, size2, root1, root2, proof }) =>
    verifyConsistency({
      size1,
      size2,
      root1: hash(root1),
      root2: hash(root2),
      proof: (proof ?? []).map(hash),
    }),
  );
});
