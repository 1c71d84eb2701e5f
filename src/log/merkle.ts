import { hash } from 'node:crypto';
import { EwsError } from '../domain/errors.ts';

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array;

/** The perfect subtree over the leaves `[index * 2^level, (index + 1) * 2^level)`. */
export type TreeNodeId = { readonly level: number; readonly index: number };
export type TreeNode = TreeNodeId & { readonly hash: Hash };

/**
 * What has to be kept of a tree in order to go on appending to it and to know its root: the hashes of
 * the perfect subtrees whose sizes are the powers of two in `size`, the largest (leftmost) first.
 * Size 6 (binary 110) keeps the subtree over leaves 0-3 and the one over leaves 4-5.
 */
export type CompactRange = { readonly size: number; readonly hashes: readonly Hash[] };

export const HASH_LENGTH = 32;

/** Sizes stay below 2^53, so a leaf lies at most this many levels below its root. */
export const MAX_LEVELS = 53;

/** Root of the tree without leaves: SHA-256 of nothing (RFC 6962 section 2.1). */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array(0));

export const emptyRange: CompactRange = { size: 0, hashes: [] };

/** SHA-256(0x00 ‖ entry), RFC 6962 section 2.1. */
export function leafHash(entry: Uint8Array): Hash {
  const input = new Uint8Array(1 + entry.length);
  input.set(entry, 1);
  return sha256(input);
}

/**
 * SHA-256(0x01 ‖ left ‖ right), RFC 6962 section 2.1.
 * @throws EwsError `proof_malformed`: not 32 bytes each (65 bytes cut elsewhere would have the same hash)
 */
export function nodeHash(left: Hash, right: Hash): Hash {
  requireHash(left);
  requireHash(right);
  const input = new Uint8Array(1 + 2 * HASH_LENGTH);
  input[0] = 0x01;
  input.set(left, 1);
  input.set(right, 1 + HASH_LENGTH);
  return sha256(input);
}

/**
 * The perfect subtrees that make up a tree of that size, the largest first.
 * @throws EwsError `invalid_input`: not an integer from 0 to 2^53 - 1
 */
export function rangeNodeIds(size: number): TreeNodeId[] {
  return spanNodeIds(0, size);
}

/**
 * The perfect subtrees that make up `size` leaves from `start` on, the largest first. `start` must be a
 * multiple of the largest of them, as it is for every subtree that RFC 6962 speaks of.
 * @throws EwsError `invalid_input`
 */
export function spanNodeIds(start: number, size: number): TreeNodeId[] {
  requireSize(size);
  const ids: TreeNodeId[] = [];
  let from = start;
  // Division, not shifts: JavaScript's shift operators work on 32 bits, and sizes have up to 53.
  for (let level = MAX_LEVELS - 1; level >= 0; level--) {
    const width = 2 ** level;
    if (Math.floor(size / width) % 2 === 1) {
      ids.push({ level, index: from / width });
      from += width;
    }
  }
  return ids;
}

/**
 * A compact range from its stored parts, checked for shape (what the hashes say cannot be checked here).
 * @throws EwsError `invalid_input`: the size, or the number of hashes · `proof_malformed`: not 32 bytes
 */
export function compactRange(size: number, hashes: readonly Hash[]): CompactRange {
  const expected = rangeNodeIds(size).length;
  if (hashes.length !== expected) {
    throw new EwsError(
      'invalid_input',
      `A range of size ${size} has ${expected} hashes, not ${hashes.length}.`,
    );
  }
  for (const each of hashes) requireHash(each);
  return { size, hashes: [...hashes] };
}

/**
 * Appends one leaf hash. `nodes` are all perfect subtrees that this completes, from the leaf upwards:
 * what a store of the tree has to add. The given range stays as it is.
 * @throws EwsError `invalid_input`: the tree is full · `proof_malformed`: not 32 bytes
 */
export function appendLeaf(range: CompactRange, leaf: Hash): { range: CompactRange; nodes: TreeNode[] } {
  requireSize(range.size + 1);
  requireHash(leaf);
  const hashes = [...range.hashes];
  let node: TreeNode = { level: 0, index: range.size, hash: leaf };
  const nodes = [node];
  while (node.index % 2 === 1) {
    const left = hashes.pop() as Hash; // an odd index has its left sibling in the range
    node = { level: node.level + 1, index: (node.index - 1) / 2, hash: nodeHash(left, node.hash) };
    nodes.push(node);
  }
  hashes.push(node.hash);
  return { range: { size: range.size + 1, hashes }, nodes };
}

/** The Merkle tree hash of all leaves of the range. */
export function rangeRoot(range: CompactRange): Hash {
  const last = range.hashes.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  return range.hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}

/** @throws EwsError `proof_malformed`: not 32 bytes */
export function requireHash(value: Hash): void {
  if (value.length !== HASH_LENGTH) {
    throw new EwsError('proof_malformed', `A hash has ${HASH_LENGTH} bytes, not ${value.length}.`);
  }
}

function requireSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0)
    throw new EwsError('invalid_input', `Not a tree size: ${size}.`);
}

function sha256(input: Uint8Array): Hash {
  return new Uint8Array(hash('sha256', input, 'buffer'));
}
