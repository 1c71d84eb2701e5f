import { equalBytes } from '../domain/bytes.ts';
import { EwsError } from '../domain/errors.ts';
import { type Hash, nodeHash, rangeRoot, requireHash, spanNodeIds, type TreeNodeId } from './merkle.ts';

/** Reads the hashes of perfect subtrees, in the order asked for; rejects if it lacks one. */
export type ReadNodes = (ids: TreeNodeId[]) => Promise<Hash[]>;

/** `proof` is RFC 6962's audit path: the leaf's sibling first, the root's child last. */
type InclusionClaim = { index: number; size: number; leaf: Hash; root: Hash; proof: readonly Hash[] };

type ConsistencyClaim = {
  size1: number;
  size2: number;
  root1: Hash;
  root2: Hash;
  proof: readonly Hash[];
};

/** What is held of a tree of `size` leaves: the first `held` of them, and the proof that they are its beginning. */
type PartOfTree = { held: number; size: number; proof: readonly Hash[] };

/** Leaves `[start, start + size)`, a subtree of RFC 6962's recursion. */
type Span = { readonly start: number; readonly size: number };

/**
 * Verifies that the leaf hash `leaf` stands at `index` in the tree of `size` leaves with that root
 * (RFC 9162 section 2.1.3.2).
 * @throws EwsError `proof_invalid` · `proof_malformed`: sizes that are no integers, hashes not of 32 bytes
 */
export function verifyInclusion({ index, size, leaf, root, proof }: InclusionClaim): void {
  requireCount(index);
  requireCount(size);
  requireHash(leaf);
  if (index >= size) throw invalid(`Index ${index} is not in a tree of size ${size}.`);
  const path = new Path(index, size - 1);
  let hash = leaf;
  for (const sibling of proof) {
    hash = path.isRightChild() ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    path.ascend();
  }
  path.requireRoot();
  if (!equalBytes(hash, root)) throw invalid('The inclusion proof leads to another root.');
}

/**
 * Verifies that the tree (size2, root2) begins with the leaves of the tree (size1, root1) (RFC 9162
 * section 2.1.4.2). Roots of equal size are compared and need an empty proof. Every tree extends the
 * empty one, so that a proof from size 0 would say nothing: it is refused.
 * @throws EwsError `proof_invalid` · `proof_malformed`: sizes that are no integers, hashes not of 32 bytes
 */
export function verifyConsistency({ size1, size2, root1, root2, proof }: ConsistencyClaim): void {
  requireCount(size1);
  requireCount(size2);
  if (size1 === 0) throw invalid('A consistency proof from size 0 proves nothing.');
  if (size1 > size2) throw invalid(`Size ${size1} is larger than size ${size2}.`);
  if (size1 === size2) {
    verifySameTree(root1, root2, proof);
    return;
  }
  // Where the smaller tree is perfect its root is a node of the larger one, and the proof leaves it out.
  const [seed, ...rest] = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  if (seed === undefined) throw invalid('The consistency proof is too short.');
  const path = new Path(size1 - 1, size2 - 1);
  path.skipRightChildren();
  let hash1 = seed;
  let hash2 = seed;
  for (const node of rest) {
    if (path.isRightChild()) {
      hash1 = nodeHash(node, hash1);
      hash2 = nodeHash(node, hash2);
    } else {
      hash2 = nodeHash(hash2, node);
    }
    path.ascend();
  }
  path.requireRoot();
  if (!equalBytes(hash1, root1)) throw invalid('The consistency proof leads to another first root.');
  if (!equalBytes(hash2, root2)) throw invalid('The consistency proof leads to another second root.');
}

/**
 * Makes the proof for `verifyInclusion`. `read` is called once with all perfect subtrees needed (not at
 * all if the proof is empty).
 * @throws EwsError `invalid_input`: not 0 <= index < size · `internal`: `read` gave another number of hashes
 */
export async function proveInclusion(index: number, size: number, read: ReadNodes): Promise<Hash[]> {
  requireOrder(index, 0, size - 1, 'index');
  const spans: Span[] = [];
  let span: Span = { start: 0, size };
  while (span.size > 1) {
    const [left, right] = split(span);
    const goesLeft = index < right.start;
    spans.push(goesLeft ? right : left);
    span = goesLeft ? left : right;
  }
  return readSpans(spans.reverse(), read);
}

/**
 * Makes the proof for `verifyConsistency` (RFC 6962 section 2.1.2). `read` as in `proveInclusion`.
 * @throws EwsError `invalid_input`: not 1 <= size1 <= size2 · `internal`: `read` gave another number of hashes
 */
export async function proveConsistency(size1: number, size2: number, read: ReadNodes): Promise<Hash[]> {
  return readSpans(consistencySpans(size1, size2), read);
}

/**
 * The same proof, to a tree of which only a part is held: what is missing stands in the proof that came with it.
 * @throws EwsError `invalid_input`: not 1 <= size1 <= held <= size · `internal`: `read` or `proof` do not fit
 */
export async function proveConsistencyOfPart(
  size1: number,
  { held, size, proof }: PartOfTree,
  read: ReadNodes,
): Promise<Hash[]> {
  requireOrder(size1, 1, held, 'first size');
  const shown = consistencySpans(held, size);
  const hashOf = async (span: Span): Promise<Hash> => {
    if (span.start + span.size <= held) return (await readSpans([span], read))[0] as Hash;
    const known = proof[shown.findIndex((each) => each.start === span.start && each.size === span.size)];
    if (known !== undefined) return known;
    if (span.size === 1) throw new EwsError('internal', `The proof from ${held} to ${size} is not whole.`);
    const [left, right] = split(span);
    return nodeHash(await hashOf(left), await hashOf(right));
  };
  return Promise.all(consistencySpans(size1, size).map(hashOf));
}

/** The subtrees whose hashes a consistency proof consists of, in its order. */
function consistencySpans(size1: number, size2: number): Span[] {
  requireOrder(size1, 1, size2, 'first size');
  const spans: Span[] = [];
  let span: Span = { start: 0, size: size2 };
  while (span.start + span.size !== size1) {
    const [left, right] = split(span);
    const goesLeft = size1 <= right.start;
    spans.push(goesLeft ? right : left);
    span = goesLeft ? left : right;
  }
  if (span.start > 0) spans.push(span); // else it is the whole first tree, whose root the verifier has
  return spans.reverse();
}

/** The way from a leaf to the root: `node` is the node's index in its level, `last` the level's last index. */
class Path {
  #node: number;
  #last: number;

  constructor(node: number, last: number) {
    this.#node = node;
    this.#last = last;
  }

  /** Whether the next hash of the proof stands to the left; the last node of a level has nothing to its right. */
  isRightChild(): boolean {
    return this.#node % 2 === 1 || this.#node === this.#last;
  }

  ascend(): void {
    if (this.#last === 0) throw invalid('The proof is too long.');
    // A last node without sibling is its own parent: such levels take no hash from the proof.
    while (this.#node === this.#last && this.#node % 2 === 0 && this.#node > 0) this.#halve();
    this.#halve();
  }

  skipRightChildren(): void {
    while (this.#node % 2 === 1) this.#halve();
  }

  requireRoot(): void {
    if (this.#last !== 0) throw invalid('The proof is too short.');
  }

  // No shift operators: they cut to 32 bits.
  #halve(): void {
    this.#node = Math.floor(this.#node / 2);
    this.#last = Math.floor(this.#last / 2);
  }
}

function verifySameTree(root1: Hash, root2: Hash, proof: readonly Hash[]): void {
  if (proof.length > 0) throw invalid('A consistency proof between equal sizes is empty.');
  if (!equalBytes(root1, root2)) throw invalid('Two roots for one size.');
}

/** RFC 6962's k: the left part is the largest power of two that is smaller than the whole. */
function split(span: Span): [Span, Span] {
  let k = 1;
  while (k * 2 < span.size) k *= 2;
  return [
    { start: span.start, size: k },
    { start: span.start + k, size: span.size - k },
  ];
}

async function readSpans(spans: readonly Span[], read: ReadNodes): Promise<Hash[]> {
  const idsOfSpans = spans.map((span) => spanNodeIds(span.start, span.size));
  const ids = idsOfSpans.flat();
  const hashes = ids.length === 0 ? [] : await read(ids);
  if (hashes.length !== ids.length) {
    throw new EwsError('internal', `Asked for ${ids.length} tree nodes, got ${hashes.length}.`);
  }
  let next = 0;
  return spans.map(({ size }, i) => {
    const count = idsOfSpans[i]?.length ?? 0;
    next += count;
    return rangeRoot({ size, hashes: hashes.slice(next - count, next) });
  });
}

function isPowerOfTwo(size: number): boolean {
  return spanNodeIds(0, size).length === 1;
}

function requireCount(value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new EwsError('proof_malformed', `Not a tree size: ${value}.`);
}

function requireOrder(value: number, min: number, max: number, what: string): void {
  if (!Number.isSafeInteger(value) || !Number.isSafeInteger(max) || value < min || value > max) {
    throw new EwsError('invalid_input', `The ${what} ${value} is not between ${min} and ${max}.`);
  }
}

function invalid(message: string): EwsError {
  return new EwsError('proof_invalid', message);
}
