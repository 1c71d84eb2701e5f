import { clip, equalBytes, fromBase64 } from '../../domain/bytes.ts';
import { isLogOf } from '../../domain/epoch.ts';
import { asEwsError, EwsError, hasCode } from '../../domain/errors.ts';
import type { LogOrigin } from '../../domain/node-id.ts';
import { JWS_TYPE, peekJws, verifyJws } from '../../log/jws.ts';
import { rootAt } from '../../log/tree-at.ts';
import { acceptDocument } from '../peers/accept-document.ts';
import { verifyNodeDocument } from '../peers/identity.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import { Cursor, LIMITS } from '../protocol.ts';
import { pageLines } from '../pull/page-lines.ts';
import type { PullParts } from '../pull/pull.ts';
import type { Receive } from '../serve/receive.ts';
import { type BundleDocument, type BundleHeader, parseBundleLine } from './bundle.ts';
import { type CarriedPage, takePage } from './page.ts';
import { type BundleReport, BundleTally } from './report.ts';

/** What the import of a bundle works with, besides the parts. */
export interface ImportTools {
  readonly client: PeerClient;
  readonly receive: Receive;
}

/** The page that is being read. */
interface Open {
  readonly log: LogOrigin;
  readonly from: number;
  readonly entries: CarriedPage['entries'][number][];
  bytes: number;
}

/**
 * Imports a bundle, unpacked: page by page, each as a pull would be, and stored before the next one is read. What came
 * already is a success. A page that proves nothing is counted and named, and does not stop those of other logs; lines
 * that are none of a bundle end the import, and what was proven before stays.
 * @throws EwsError `bundle_malformed`: this is no bundle; `invalid_input`: it is for another node
 */
export async function importBundle(
  parts: PullParts,
  tools: ImportTools,
  input: AsyncIterable<Uint8Array>,
): Promise<BundleReport> {
  const tally = new BundleTally();
  let header: BundleHeader | undefined;
  let open: Open | undefined;
  let [whole, broken] = [false, false];
  let number = 0;

  /** Entries of a page that has no end prove nothing. */
  function giveUp(code: string, message: string): void {
    if (open !== undefined) tally.add(open.log, { failed: open.entries.length });
    tally.problem(open?.log, code, message);
    open = undefined;
  }

  async function endPage(page: CarriedPage): Promise<void> {
    try {
      tally.add(page.log, await takePage(parts, page, header?.from ?? ''));
    } catch (error) {
      const { code, message } = asEwsError(error);
      tally.add(page.log, { failed: page.entries.length });
      tally.problem(page.log, code, message);
      parts.events.bundlePageRefused({ log: page.log, from: page.from, code, message });
    }
  }

  try {
    for await (const text of pageLines(input)) {
      number += 1;
      const line = parseBundleLine(text, number);
      if (header === undefined) {
        header = requireHeader(line, parts.node);
        continue;
      }
      if (whole) throw malformed(number, 'stands after its end');
      if ('seq' in line) {
        if (open === undefined) throw malformed(number, 'is an entry outside a page');
        open.entries.push(line);
        open.bytes += text.length;
        tally.add(open.log, { offered: 1 });
        if (open.entries.length > LIMITS.entriesPerPage || open.bytes > LIMITS.pageBytes)
          throw malformed(number, 'makes its page larger than one may be');
      } else if ('checkpoint' in line) {
        if (open === undefined) throw malformed(number, 'is a checkpoint outside a page');
        const { log, from, entries } = open;
        open = undefined;
        await endPage({ log, from, entries, end: line });
      } else if (open !== undefined) {
        throw malformed(number, 'stands inside a page');
      } else if ('page' in line) {
        open = { ...line.page, entries: [], bytes: 0 };
        tally.add(open.log, {});
      } else if ('document' in line) {
        await takeDocument(parts, tools, line.document, tally);
      } else if ('cursor' in line) {
        await takeCursor(parts, tools, line.cursor, header, tally);
      } else if ('end' in line) {
        if (line.end.lines !== number - 1)
          throw malformed(number, `counts ${line.end.lines} lines before it`);
        whole = true;
      } else {
        throw malformed(number, 'is none of a bundle');
      }
    }
  } catch (error) {
    if (!(error instanceof EwsError)) throw error;
    if (header === undefined && hasCode(error, 'page_malformed'))
      throw new EwsError(
        'bundle_malformed',
        'This is no bundle: it cannot be split into lines.',
        {},
        { cause: error },
      );
    if (header === undefined) throw error;
    // What was proven before the damage is kept, and said; so is the damage.
    [whole, broken] = [false, true];
    giveUp(error.code, error.message);
  }
  if (header === undefined) throw new EwsError('bundle_malformed', 'The bundle is empty.');
  if (!whole && open !== undefined)
    giveUp('page_truncated', 'The bundle ends inside a page: it was cut off.');
  else if (!whole && !broken)
    tally.problem(
      undefined,
      'bundle_malformed',
      'The bundle was not read to its end line: it was cut off, or damaged.',
    );
  const report = await tally.report(
    header,
    whole,
    async (log) => (await parts.logs.log(log))?.range.size ?? 0,
  );
  parts.events.bundleImported({ from: header.from, whole, problems: report.problemCount, ...report.counts });
  return report;
}

function requireHeader(line: ReturnType<typeof parseBundleLine>, node: string): BundleHeader {
  if (!('bundle' in line)) {
    throw new EwsError('bundle_malformed', 'This is no bundle: its first line is no header of one.');
  }
  const { to, from } = line.bundle;
  if (to === node || to === '*') return line.bundle;
  throw new EwsError(
    'invalid_input',
    `The bundle is for ${clip(to)}, and this is ${node}: entries in it are sealed for others. Have ${clip(from)} make one for this node.`,
    { to },
  );
}

function malformed(number: number, what: string): EwsError {
  return new EwsError(
    'bundle_malformed',
    `Line ${number} of the bundle ${what}: it was damaged or changed.`,
    {
      line: number,
    },
  );
}

/** A document of a peer that names more keys, or a later log, than the one that is held. Others are left alone. */
async function takeDocument(
  parts: PullParts,
  { client }: ImportTools,
  { node, jws, checkpoint }: BundleDocument,
  tally: BundleTally,
): Promise<void> {
  const peer = await parts.peers.peer(node);
  if (peer?.state !== 'active' || peer.document === jws) return;
  try {
    const identity = await verifyNodeDocument(jws, peer.fingerprint);
    await acceptDocument(parts, client, peer, identity, checkpoint);
  } catch (error) {
    if (!(error instanceof EwsError)) throw error;
    tally.problem(peer.origin, error.code, error.message);
  }
}

/** What who made the bundle holds of the own log: its receipt, as a pull would have brought it. */
async function takeCursor(
  parts: PullParts,
  { receive }: ImportTools,
  jws: string,
  { from }: BundleHeader,
  tally: BundleTally,
): Promise<void> {
  try {
    const key = await receive.requestKey(from, peekJws(jws)?.kid ?? '');
    const parsed = Cursor.safeParse(await verifyJws(jws, JWS_TYPE.cursor, key, 'cursor_invalid'));
    if (!parsed.success || parsed.data.node !== from || !isLogOf(parsed.data.log, parts.node)) {
      throw new EwsError(
        'cursor_invalid',
        `A cursor in the bundle is none of ${from} on a log of this node.`,
      );
    }
    const { log: origin, size, root, missing } = parsed.data;
    const held = (await parts.logs.log(origin))?.range.size ?? 0;
    if (size > held) {
      throw new EwsError(
        'cursor_ahead',
        `${from} holds ${size} entries of ${origin}; it ends at ${held} here.`,
      );
    }
    if (!equalBytes(await rootAt(parts.logs, origin, size), fromBase64(root))) {
      throw new EwsError('cursor_mismatch', `At size ${size} ${from} holds another root of ${origin}.`, {
        size,
      });
    }
    await parts.peers.keepReceipt({ peer: from, origin, size, root, missing, jws, at: parts.wall.now() });
  } catch (error) {
    if (!(error instanceof EwsError)) throw error;
    tally.problem(undefined, error.code, error.message);
  }
}
