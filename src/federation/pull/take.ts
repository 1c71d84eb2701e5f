import type { HeldLog } from '../../log/port.ts';
import type { FederationParts } from '../context.ts';
import type { Identity } from '../peers/identity.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { PageEntry, Peer } from '../port.ts';
import { askEntries, type PullOptions } from './ask.ts';
import { judgeEntries } from './judge-entries.ts';
import { type ProvenPage, provePage, type SightedPage } from './page.ts';
import { pageLines } from './page-lines.ts';

/** The signatures of so many entries are checked with their page; those of a longer one follow. */
export const CHECKED_AT_ONCE = 16;

/** What a page is asked for with, and what it has to continue. */
export interface Asking {
  readonly identity: Identity;
  /** What the page continues. */
  readonly held: HeldLog;
  /** What is durable of the log, which the cursor says. */
  readonly durable: HeldLog;
  readonly options: PullOptions;
}

/** A page that was proven and judged, and of which nothing is kept yet. */
export interface TakenPage {
  readonly asking: Asking;
  readonly proven: ProvenPage;
  readonly entries: readonly PageEntry[];
  readonly unchecked: boolean;
  readonly at: number;
}

/** What became of asking for a page: a failure is for whoever stores, in the order of the pages. */
export type Taken =
  | TakenPage
  | { readonly error: unknown; readonly asking: Asking; readonly sighted: SightedPage | undefined };

/** Asks for a page, proves it and judges its entries. Keeps nothing, and never throws. */
export async function takePage(
  parts: FederationParts,
  client: PeerClient,
  peer: Peer,
  asking: Asking,
): Promise<Taken> {
  const { identity, held, durable, options } = asking;
  let sighted: SightedPage | undefined;
  try {
    const answer = await askEntries(parts, client, peer, {
      ...options,
      held: durable,
      from: held.range.size,
    });
    const proven = await provePage(pageLines(answer.body), held, identity, options.limit, (page) => {
      sighted = page;
    });
    // From here on nothing is the page's fault as a whole.
    sighted = undefined;
    const at = parts.wall.now();
    const later = proven.entries.length > CHECKED_AT_ONCE ? { unchecked: false } : undefined;
    const relayed = options.via !== undefined;
    const reader = { node: parts.node, at, relayed, open: parts.open, ...(later && { later }) };
    const entries = await judgeEntries(parts, proven.entries, peer.origin, identity, reader);
    return { asking, proven, entries, unchecked: later?.unchecked ?? false, at };
  } catch (error) {
    return { error, asking, sighted };
  }
}
