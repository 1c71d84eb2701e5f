import { z } from 'zod';
import { clip, equalBytes, fromBase64, fromBase64url, toBase64 } from '../domain/bytes.ts';
import { EwsError, hasCode } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from '../log/checkpoint.ts';
import { entryDigest, entryLeaf } from '../log/entry-digest.ts';
import { appendLeaf, type CompactRange, rangeRoot, type TreeNode } from '../log/merkle.ts';
import { verifyConsistency } from '../log/merkle-proof.ts';
import { parseNote } from '../log/note.ts';
import type { HeldLog } from '../log/port.ts';
import { checkpointNoteKey, type Identity } from './identity.ts';
import { LIMITS, PageLine } from './protocol.ts';

/** An entry as it stands in a page, at its proven place. */
export interface ProvenEntry {
  readonly seq: number;
  readonly digest: Uint8Array;
  readonly jws: string | undefined;
}

/** A page of which one signature proves that nothing in it was dropped, reordered or changed. */
export interface ProvenPage {
  readonly entries: readonly ProvenEntry[];
  readonly range: CompactRange;
  readonly nodes: readonly TreeNode[];
  /** The signed note of the newest checkpoint, and what it says. */
  readonly checkpoint: string;
  readonly claim: Checkpoint;
}

/**
 * Reads a page line by line, adds each line's leaf to the range held, and compares with the checkpoint.
 * @throws EwsError `page_malformed`, `page_truncated`, `page_too_large`, `entry_too_large`,
 * `sequence_mismatch`, `checkpoint_stale`, `checkpoint_fork`, `root_mismatch`, `note_signature`, …
 */
export async function provePage(
  lines: AsyncIterable<string>,
  held: HeldLog,
  identity: Identity,
  limit: number,
): Promise<ProvenPage> {
  const entries: ProvenEntry[] = [];
  const nodes: TreeNode[] = [];
  let range = held.range;
  for await (const line of lines) {
    const parsed = parseLine(line);
    if ('heartbeat' in parsed) continue;
    if ('checkpoint' in parsed) {
      const claim = proveCheckpoint(parsed, range, held, identity);
      return { entries, range, nodes, checkpoint: parsed.checkpoint, claim };
    }
    // seq comes from the peer: a gap is a withheld entry, so it is an error, not a skip.
    if (parsed.seq !== range.size) {
      throw new EwsError('sequence_mismatch', `Entry ${range.size} was due, the peer sent ${parsed.seq}.`, {
        due: range.size,
        sent: parsed.seq,
      });
    }
    if (entries.length === limit) {
      throw new EwsError(
        'page_too_large',
        `The page holds more than the ${limit} entries that were asked for.`,
      );
    }
    const digest = 'jws' in parsed ? entryDigest(parsed.jws) : fromBase64url(parsed.sealed);
    const appended = appendLeaf(range, entryLeaf(digest));
    range = appended.range;
    nodes.push(...appended.nodes);
    entries.push({ seq: parsed.seq, digest, jws: 'jws' in parsed ? parsed.jws : undefined });
  }
  throw new EwsError('page_truncated', 'The page ended before its checkpoint: nothing of it is kept.', {
    entries: entries.length,
  });
}

function parseLine(line: string): PageLine {
  if (line.length > LIMITS.lineBytes)
    throw new EwsError('entry_too_large', `A line of the page has ${line.length} bytes.`);
  try {
    return PageLine.parse(JSON.parse(line));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : 'not JSON';
    throw new EwsError(
      'page_malformed',
      `"${clip(line)}" is not a line of a page: ${clip(why, 200)}.`,
      {},
      { cause },
    );
  }
}

function proveCheckpoint(
  line: { checkpoint: string; consistency: string[] },
  range: CompactRange,
  held: HeldLog,
  identity: Identity,
): Checkpoint {
  const claim = verifyCheckpoint(line.checkpoint, held.origin, identity);
  requireNotOlder(claim, held, range);
  const root = rangeRoot(range);
  if (claim.size === range.size) {
    if (!equalBytes(root, claim.root)) throw mismatch(claim, held, range);
    if (line.consistency.length > 0) throw new EwsError('page_malformed', 'A proof where none is due.');
  } else if (range.size > 0) {
    proveLarger(claim, line.consistency, range, held);
  }
  return claim;
}

/** @throws EwsError `note_malformed`, `checkpoint_malformed`, `note_signature`, `key_unknown` */
export function verifyCheckpoint(note: string, origin: LogOrigin, identity: Identity): Checkpoint {
  const unverified = parseCheckpoint(parseNote(note).text);
  if (unverified.origin !== origin) {
    throw new EwsError(
      'checkpoint_malformed',
      `This checkpoint is that of ${clip(unverified.origin)}, not of ${origin}.`,
    );
  }
  return openCheckpoint(note, [checkpointNoteKey(identity, origin, unverified.size)]).checkpoint;
}

function requireNotOlder(claim: Checkpoint, held: HeldLog, range: CompactRange): void {
  const known = parseCheckpoint(parseNote(held.checkpoint).text);
  if (claim.size < range.size || claim.size < known.size) {
    throw new EwsError(
      'checkpoint_stale',
      `The peer shows size ${claim.size}; it has shown ${Math.max(known.size, range.size)} before.`,
      {
        shown: claim.size,
        known: known.size,
      },
    );
  }
  // Two signed checkpoints of one size with different roots contradict one another: proof of misbehaviour.
  if (claim.size === known.size && !equalBytes(claim.root, known.root)) throw fork(claim, known);
}

function proveLarger(
  claim: Checkpoint,
  consistency: readonly string[],
  range: CompactRange,
  held: HeldLog,
): void {
  try {
    const proof = consistency.map(fromBase64);
    verifyConsistency({
      size1: range.size,
      size2: claim.size,
      root1: rangeRoot(range),
      root2: claim.root,
      proof,
    });
  } catch (error) {
    if (!hasCode(error, 'proof_invalid', 'proof_malformed', 'invalid_input')) throw error;
    throw mismatch(claim, held, range);
  }
}

function mismatch(claim: Checkpoint, held: HeldLog, range: CompactRange): EwsError {
  return new EwsError(
    'root_mismatch',
    `The entries up to ${range.size} do not lead to the signed root of size ${claim.size}: one was changed, dropped, added or moved, or the log was forked.`,
    {
      from: held.range.size,
      to: range.size,
      computed: toBase64(rangeRoot(range)),
      signed: toBase64(claim.root),
      signedSize: claim.size,
    },
  );
}

function fork(claim: Checkpoint, known: Checkpoint): EwsError {
  return new EwsError(
    'checkpoint_fork',
    `Two signed checkpoints of ${claim.origin} at size ${claim.size} have different roots.`,
    {
      size: claim.size,
      roots: [toBase64(known.root), toBase64(claim.root)],
    },
  );
}
