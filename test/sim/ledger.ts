import { createHash } from 'node:crypto';
import { toBase64 } from '../../src/domain/bytes.ts';
import { type Audience, isInAudience } from '../../src/domain/tlp.ts';
import type { RequestClaims } from '../../src/federation/protocol.ts';
import { parseCheckpoint } from '../../src/log/checkpoint.ts';
import { parseNote } from '../../src/log/note.ts';
import type { WrittenEntry } from './disk.ts';

/** What a world knows of an entry that an honest node made. */
export interface TrueEntry {
  readonly seq: number;
  readonly digest: string;
  readonly jws: string;
  readonly type: string;
  readonly aud: Audience;
  readonly isEncrypted: boolean;
}

/** Entries of one log at one node. */
export interface Held {
  /** As the process sees it, and as a loss of power would leave it. */
  size: number;
  durable: number;
}

/** Reports a rule that was broken. The first one ends the world. */
export type Fail = (invariant: string, detail: string) => void;

/**
 * The truth about a world, written down outside of all nodes: what was made, what was shown, what is held where. Each
 * step is judged by it at once.
 */
export interface Ledger {
  readonly deliveries: number;
  readonly bulletins: number;
  truth(origin: string): readonly TrueEntry[];
  held(node: string, origin: string): Held;
  /** Logs whose node does not keep to the rules: nothing is promised of them. */
  distrust(origin: string): void;
  isTrusted(origin: string): boolean;
  /** A transaction of a node was committed. */
  written(node: string, entries: readonly WrittenEntry[], durable: boolean): void;
  /** A node goes on from what its disk holds. `restored`: from an old backup, so that it may hold less. */
  resumed(node: string, sizes: ReadonlyMap<string, number>, restored: boolean): void;
  /** An honest node showed a checkpoint; `fenced` is what its fence names. */
  shown(node: string, note: string, fenced: number): void;
  /** An honest node sent a line of a page. */
  sent(node: string, reader: string, line: string): void;
  /** An honest node said in a cursor what it holds. */
  claimed(node: string, cursor: string): void;
  /** A node let a token take effect. */
  accepted(node: string, claims: RequestClaims): void;
  /** What a node knew of used tokens may be gone, with what they brought: its power failed, or its clock was set. */
  forgetTokens(node: string): void;
  /** Every checkpoint that was shown of a log: size and root in base64. */
  checkpoints(origin: string): ReadonlyMap<number, string>;
}

export function createLedger(fail: Fail): Ledger {
  const truths = new Map<string, TrueEntry[]>();
  const holdings = new Map<string, Map<string, Held>>();
  const shownRoots = new Map<string, Map<number, string>>();
  const distrusted = new Set<string>();
  const counted = new Set<string>();
  const used = new Map<string, Set<string>>();
  let deliveries = 0;
  let bulletins = 0;

  function held(node: string, origin: string): Held {
    const logs = holdings.get(node) ?? new Map<string, Held>();
    holdings.set(node, logs);
    const one = logs.get(origin) ?? { size: 0, durable: 0 };
    logs.set(origin, one);
    return one;
  }

  function truth(origin: string): TrueEntry[] {
    const known = truths.get(origin) ?? [];
    truths.set(origin, known);
    return known;
  }

  const isHonest = (node: string) => [...distrusted].every((origin) => !origin.startsWith(`${node}/`));

  function made(node: string, entry: WrittenEntry): void {
    const { origin, seq, digest, jws = '' } = entry;
    if (distrusted.has(origin)) return;
    const entries = truth(origin);
    const known = entries[seq];
    if (known !== undefined) {
      if (known.digest !== digest) fail('sequence-reused', `${node} signed entry ${seq} of ${origin} twice`);
      return;
    }
    if (seq !== entries.length) {
      fail('entry-lost', `${node} wrote ${seq} after ${entries.length}`);
      return;
    }
    const { type, aud, jwe } = JSON.parse(payloadOf(jws)) as { type: string; aud: Audience; jwe?: unknown };
    entries.push({ seq, digest, jws, type, aud, isEncrypted: jwe !== undefined });
    if (type === 'bulletin') bulletins += 1;
  }

  function received(node: string, entry: WrittenEntry): void {
    const { origin, seq, digest, jws, outcome } = entry;
    if (distrusted.has(origin)) return;
    const known = truth(origin)[seq];
    if (known === undefined || known.digest !== digest) {
      fail('altered', `${node} holds an entry ${seq} of ${origin} that was never made`);
      return;
    }
    const issuer = origin.slice(0, origin.indexOf('/'));
    const isMember = isInAudience(known.aud, issuer, node);
    if (jws !== undefined) {
      if (createHash('sha256').update(jws).digest('base64url') !== digest)
        fail('altered', `${node} holds other bytes as entry ${seq} of ${origin}`);
      if (!isMember && !known.isEncrypted) fail('audience', `${node} holds entry ${seq} of ${origin} whole`);
    }
    if (outcome === 'refused') fail('refused', `${node} refused entry ${seq} of ${origin}: ${entry.reason}`);
    if (known.type === 'bulletin' && !counted.has(`${node} ${origin} ${seq}`)) {
      counted.add(`${node} ${origin} ${seq}`);
      deliveries += 1;
    }
  }

  return {
    get deliveries() {
      return deliveries;
    },
    get bulletins() {
      return bulletins;
    },
    truth,
    held,
    distrust: (origin) => distrusted.add(origin),
    isTrusted: (origin) => !distrusted.has(origin),

    written(node, entries, durable) {
      for (const entry of entries) {
        const one = held(node, entry.origin);
        one.size = Math.max(one.size, entry.seq + 1);
        if (durable) one.durable = one.size;
        if (entry.own) made(node, entry);
        else received(node, entry);
      }
    },

    resumed(node, sizes, restored) {
      // Of a node that forks its log, two processes go by one name.
      const mustKeep = !restored && isHonest(node);
      for (const [origin, one] of holdings.get(node) ?? []) {
        const size = sizes.get(origin) ?? 0;
        if (mustKeep && size < one.durable)
          fail('durable-lost', `${node} held ${one.durable} of ${origin} for good, and has ${size}`);
        one.size = size;
        one.durable = size;
      }
    },

    shown(node, note, fenced) {
      const { origin, size, root } = parseCheckpoint(parseNote(note).text);
      if (distrusted.has(origin)) return;
      const roots = shownRoots.get(origin) ?? new Map<number, string>();
      shownRoots.set(origin, roots);
      const text = toBase64(root);
      const before = roots.get(size);
      if (before !== undefined && before !== text)
        fail('forked', `${node} showed two roots of size ${size} of ${origin}`);
      roots.set(size, text);
      if (origin.startsWith(`${node}/`) && size > fenced)
        fail('shown-unfenced', `${node} showed size ${size}; its fence names ${fenced}`);
    },

    sent(node, reader, line) {
      if (!line.startsWith('{"seq"')) return;
      const { seq, jws } = JSON.parse(line) as { seq: number; jws?: string };
      if (jws === undefined) return;
      const { log, aud, jwe } = JSON.parse(payloadOf(jws)) as { log: string; aud: Audience; jwe?: unknown };
      if (jwe === undefined && !isInAudience(aud, log.slice(0, log.indexOf('/')), reader))
        fail('audience', `${node} sent entry ${seq} of ${log} whole to ${reader}`);
    },

    claimed(node, cursor) {
      const { log, size } = JSON.parse(payloadOf(cursor)) as { log: string; size: number };
      const { durable } = held(node, log);
      if (size > durable)
        fail('receipt', `${node} signed for ${size} entries of ${log}; ${durable} survive a loss of power`);
    },

    accepted(node, { iss, jti }) {
      // Two processes of a node that forks its log know nothing of one another.
      if (!isHonest(node)) return;
      const tokens = used.get(node) ?? new Set<string>();
      if (tokens.has(`${iss} ${jti}`)) fail('token-twice', `${node} let a token of ${iss} count twice`);
      used.set(node, tokens.add(`${iss} ${jti}`));
    },

    forgetTokens: (node) => used.delete(node),

    checkpoints: (origin) => shownRoots.get(origin) ?? new Map(),
  };
}

function payloadOf(jws: string): string {
  return Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8');
}
