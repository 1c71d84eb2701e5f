import { z } from 'zod';
import { clip, equalBytes, fromBase64, fromBase64url, toBase64 } from '../../domain/bytes.ts';
import { EwsError, hasCode } from '../../domain/errors.ts';
import type { LogOrigin } from '../../domain/node-id.ts';
import { type Checkpoint, openCheckpoint, readCheckpoint } from '../../log/checkpoint.ts';
import { entryDigest, entryLeaf } from '../../log/entry-digest.ts';
import { appendLeaf, type CompactRange, type Hash, rangeRoot, type TreeNode } from '../../log/merkle.ts';
import { verifyConsistency } from '../../log/merkle-proof.ts';
import type { HeldLog, PageEnd } from '../../log/port.ts';
import { checkpointNoteKey, type Identity } from '../peers/identity.ts';
import { LIMITS, PageLine } from '../protocol.ts';

/** An entry as it stands in a page, at its proven place. */
export interface ProvenEntry {
  readonly seq: number;
  readonly digest: Uint8Array;
  readonly jws: string | undefined;
  /** Sealed by its own node, which does not have it whole either. */
  readonly lost?: boolean;
}

/** A page of which one signature proves that nothing in it was dropped, reordered or changed. */
export interface ProvenPage {
  readonly entries: readonly ProvenEntry[];
  readonly range: CompactRange;
  readonly nodes: readonly TreeNode[];
  /** The signed note at the page's end, and what it says. */
  readonly shown: string;
  readonly claim: Checkpoint;
  /** The checkpoint to keep: the one held until the entries have reached it and agree with it, then `shown`. */
  readonly checkpoint: string;
  /** The checkpoint held, where the entries have reached it and not `shown`, which takes its place. */
  readonly provable: string | undefined;
  /** How the page ended, where its entries have not reached `shown`. */
  readonly end: PageEnd | undefined;
}

/** The end of a page, once its checkpoint's signature is verified and before anything is compared with it. */
export interface SightedPage {
  readonly note: string;
  readonly claim: Checkpoint;
  /** From the end of the entries to the checkpoint, as the page says; base64. */
  readonly consistency: readonly string[];
  readonly entries: readonly ProvenEntry[];
  readonly nodes: readonly TreeNode[];
  readonly range: CompactRange;
  /** The checkpoint held before, and the root that held entries and page have at its size, if they reach it. */
  readonly known: Checkpoint;
  readonly rootAtKnown: Hash | undefined;
}

/** A page while it is read. */
interface Reading {
  readonly held: HeldLog;
  readonly known: Checkpoint;
  readonly entries: ProvenEntry[];
  readonly nodes: TreeNode[];
  range: CompactRange;
  /** The root that the entries lead to at the size of the checkpoint held. */
  rootAtKnown: Hash | undefined;
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
  onSigned: (sighted: SightedPage) => void = () => undefined,
): Promise<ProvenPage> {
  const known = readCheckpoint(held.checkpoint);
  const reading: Reading = { held, known, entries: [], nodes: [], range: held.range, rootAtKnown: undefined };
  noteRoot(reading);
  let beats = 0;
  for await (const line of lines) {
    const parsed = parseLine(line);
    if ('heartbeat' in parsed) {
      beats += 1;
      if (beats > MAX_HEARTBEATS)
        throw new EwsError('page_malformed', `More than ${MAX_HEARTBEATS} heartbeats in a page.`);
    } else if ('checkpoint' in parsed) {
      const claim = proveCheckpoint(parsed, reading, identity, onSigned);
      const { entries, nodes, range } = reading;
      const isReached = range.size >= known.size;
      const checkpoint = isReached ? parsed.checkpoint : held.checkpoint;
      const provable = isReached && claim.size > range.size ? held.checkpoint : undefined;
      const end = claim.size > range.size ? parsed : undefined;
      return { entries, range, nodes, shown: parsed.checkpoint, claim, checkpoint, provable, end };
    } else {
      append(reading, parsed, limit);
    }
  }
  throw new EwsError('page_truncated', 'The page ended before its checkpoint: nothing of it is kept.', {
    entries: reading.entries.length,
  });
}

/** A pull waits for at most so many heartbeats, and one at its beginning. */
const MAX_HEARTBEATS = Math.ceil(LIMITS.waitSeconds / LIMITS.heartbeatSeconds) + 1;

type EntryLine = Extract<PageLine, { seq: number }>;

function append(reading: Reading, line: EntryLine, limit: number): void {
  const { size } = reading.range;
  // seq comes from the peer: a gap is a withheld entry, so it is an error, not a skip.
  if (line.seq !== size) {
    throw new EwsError('sequence_mismatch', `Entry ${size} was due, the peer sent ${line.seq}.`, {
      due: size,
      sent: line.seq,
    });
  }
  if (reading.entries.length === limit) {
    throw new EwsError(
      'page_too_large',
      `The page holds more than the ${limit} entries that were asked for.`,
    );
  }
  const digest = 'jws' in line ? entryDigest(line.jws) : fromBase64url(line.sealed);
  const appended = appendLeaf(reading.range, entryLeaf(digest));
  reading.range = appended.range;
  reading.nodes.push(...appended.nodes);
  reading.entries.push(
    'jws' in line
      ? { seq: line.seq, digest, jws: line.jws }
      : { seq: line.seq, digest, jws: undefined, ...lostOf(line) },
  );
  noteRoot(reading);
}

/** Whether a sealed line says that its content is lost at its own node. */
export function lostOf({ lost }: { readonly lost?: boolean | undefined }): { readonly lost?: boolean } {
  return lost === true ? { lost } : {};
}

function noteRoot(reading: Reading): void {
  if (reading.range.size === reading.known.size) reading.rootAtKnown = rangeRoot(reading.range);
}

/** @throws EwsError `entry_too_large`, `page_malformed` */
export function parseLine(line: string): PageLine {
  if (line.length > LIMITS.lineBytes)
    throw new EwsError('entry_too_large', `A line of the page has ${line.length} bytes.`);
  try {
    const value: unknown = JSON.parse(line);
    return isWholeEntry(value) ? value : PageLine.parse(value);
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

/** The line that most are, recognised without its schema. */
function isWholeEntry(value: unknown): value is { seq: number; jws: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, jws } = value as Record<string, unknown>;
  if (typeof jws !== 'string' || !Number.isSafeInteger(seq) || (seq as number) < 0) return false;
  return Object.keys(value).length === 2;
}

function proveCheckpoint(
  line: Extract<PageLine, { checkpoint: string }>,
  reading: Reading,
  identity: Identity,
  onSigned: (sighted: SightedPage) => void,
): Checkpoint {
  const { held, known, range, rootAtKnown } = reading;
  const claim = verifyCheckpoint(line.checkpoint, held.origin, identity);
  const { entries, nodes } = reading;
  const { consistency } = line;
  onSigned({ note: line.checkpoint, claim, consistency, entries, nodes, range, known, rootAtKnown });
  requireNotOlder(claim, known, range);
  if (claim.size === range.size) {
    if (!equalBytes(rangeRoot(range), claim.root)) throw mismatch(claim, held, range);
    if (line.consistency.length > 0) throw new EwsError('page_malformed', 'A proof where none is due.');
  } else if (range.size > 0) {
    proveLarger(claim, line.consistency, range, held);
  } else if (line.consistency.length > 0) {
    throw new EwsError('page_malformed', 'A proof where none is due.');
  }
  if (claim.size > range.size && reading.entries.length === 0) {
    throw new EwsError(
      'page_truncated',
      `The log goes on from ${range.size} to ${claim.size}, and the page holds no entry.`,
    );
  }
  // What came is what the log now signs. If it is not what it signed before, the two contradict one another.
  if (rootAtKnown !== undefined && !equalBytes(rootAtKnown, known.root)) throw fork(claim, known);
  return claim;
}

/** @throws EwsError `note_malformed`, `checkpoint_malformed`, `note_signature`, `key_unknown` */
export function verifyCheckpoint(note: string, origin: LogOrigin, identity: Identity): Checkpoint {
  const unverified = readCheckpoint(note);
  if (unverified.origin !== origin) {
    throw new EwsError(
      'checkpoint_malformed',
      `This checkpoint is that of ${clip(unverified.origin)}, not of ${origin}.`,
    );
  }
  return openCheckpoint(note, [checkpointNoteKey(identity, origin, unverified.size)]).checkpoint;
}

function requireNotOlder(claim: Checkpoint, known: Checkpoint, range: CompactRange): void {
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
    `${claim.origin} signed a checkpoint of size ${known.size} that the one of size ${claim.size} does not extend.`,
    { sizes: [known.size, claim.size], roots: [toBase64(known.root), toBase64(claim.root)] },
  );
}
