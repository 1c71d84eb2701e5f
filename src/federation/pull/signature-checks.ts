import { EwsError } from '../../domain/errors.ts';
import { nodeOfOrigin } from '../../domain/node-id.ts';
import { hasSignature, type SignedBy } from '../../log/jws-signature.ts';
import { logKeyAt } from '../../log/key-statement.ts';
import { strongPublicBytes } from '../../log/keys.ts';
import type { Loops } from '../../loops.ts';
import type { FederationParts } from '../context.ts';
import type { Peer, PeerStore, RefusedEntry, UncheckedEntries } from '../port.ts';
import { reportRefused } from '../refused.ts';

/** Whether each of the signatures holds: in threads of their own (signature-pool.ts), or at once. */
export type CheckSignatures = (signed: readonly SignedBy[]) => Promise<readonly boolean[]>;

/** Without threads: where there is one thread only, and everything is to happen in one order. */
export const checkAtOnce: CheckSignatures = async (signed) => signed.map(hasSignature);

/** Checks the signatures of entries that were stored on their proven root. */
export interface SignatureChecks {
  /** The same store, which has them checked when a page brought some. */
  readonly peers: PeerStore;
  /** Begins with those that were left from before. */
  start(): void;
}

/** Entries that are read and checked together. */
const BATCH = 2_000;
/** While pages of a long log come in, they have the processors: for as long as one comes so soon after another. */
const REST_MS = 200;
const MOST_RESTS = 150;
/** What could not be checked, because a key is not known yet, is tried again. */
const AGAIN_MS = 30_000;

export function createSignatureChecks(parts: FederationParts, loops: Loops): SignatureChecks {
  let pages = 0;
  let wake = () => {};

  async function untilQuiet(signal: AbortSignal): Promise<void> {
    for (let rests = 0, seen = -1; seen !== pages && rests < MOST_RESTS && !signal.aborted; rests += 1) {
      seen = pages;
      await parts.delay(REST_MS, signal);
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const [first] = await parts.peers.unchecked(1);
      if (first === undefined) return;
      await untilQuiet(signal);
      const seen = pages;
      let settled: Promise<unknown> = Promise.resolve();
      // What was checked is written while the next are being checked.
      for (const range of batches(await parts.peers.unchecked(100))) {
        if (signal.aborted || seen !== pages) break;
        const refused = await checkRange(parts, range);
        await settled;
        settled = settle(parts, range, refused);
      }
      await settled;
    }
  }

  return {
    peers: {
      ...parts.peers,
      async storePage(page) {
        const refused = await parts.peers.storePage(page);
        if (page.unchecked) {
          pages += 1;
          wake();
        }
        return refused;
      },
    },
    start() {
      wake = loops.every('signatures', AGAIN_MS, run).wake;
    },
  };
}

/** In order of the ranges; a long one is checked in parts. */
function* batches(ranges: readonly UncheckedEntries[]): Generator<UncheckedEntries> {
  for (const { origin, from, to } of ranges) {
    for (let at = from; at < to; at += BATCH) yield { origin, from: at, to: Math.min(to, at + BATCH) };
  }
}

/** Returns those of which the signature does not hold. */
async function checkRange(
  parts: FederationParts,
  { origin, from, to }: UncheckedEntries,
): Promise<RefusedEntry[]> {
  const { keys } = await parts.identities.of(await peerOf(parts, origin));
  const entries = await parts.logs.entries(origin, from, to - from);
  const whole = entries.flatMap(({ seq, jws }) => (jws === undefined ? [] : [{ seq, jws }]));
  const refused: RefusedEntry[] = [];
  const checked: { readonly seq: number; readonly signed: SignedBy }[] = [];
  for (const { seq, jws } of whole) {
    try {
      checked.push({ seq, signed: { jws, publicKey: strongPublicBytes(logKeyAt(keys, origin, seq)) } });
    } catch (error) {
      // As for one that is checked with its page: without its key it is refused.
      if (!(error instanceof EwsError)) throw error;
      refused.push({ seq, reason: `${error.code}: ${error.message}` });
    }
  }
  const hold = await (parts.checkSignatures ?? checkAtOnce)(checked.map(({ signed }) => signed));
  refused.push(
    ...checked.flatMap(({ seq }, at) => (hold[at] === true ? [] : [{ seq, reason: NOT_HOLDING }])),
  );
  return refused;
}

const NOT_HOLDING =
  'entry_signature: It stands in the log that its node signed, but its own signature does not hold.';

async function peerOf(parts: FederationParts, origin: string): Promise<Peer> {
  // By its node: it may be an earlier log than the one that is pulled now.
  const peer = await parts.peers.peer(nodeOfOrigin(origin));
  if (peer === undefined) throw new EwsError('internal', `${origin} is the log of no peer.`);
  return peer;
}

async function settle(
  parts: FederationParts,
  range: UncheckedEntries,
  refused: readonly RefusedEntry[],
): Promise<void> {
  await parts.peers.signaturesChecked(range, refused);
  const peer = nodeOfOrigin(range.origin);
  reportRefused(parts, peer, refused);
  parts.events.signaturesChecked({ peer, entries: range.to - range.from, refused: refused.length });
}
