import { equalBytes, toBase64 } from '../../domain/bytes.ts';
import { epochOf } from '../../domain/epoch.ts';
import { asEwsError, hasCode } from '../../domain/errors.ts';
import type { LogOrigin } from '../../domain/node-id.ts';
import { readCheckpoint } from '../../log/checkpoint.ts';
import type { OwnLogState } from '../../log/judge-log.ts';
import { rootAt } from '../../log/tree-at.ts';
import type { Loop, Loops } from '../../loops.ts';
import type { FederationParts } from '../context.ts';
import { ownIdentity } from '../peers/log-identity.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { Peer } from '../port.ts';
import { type AskedPeer, createAsking } from './asking.ts';
import { openSealed, takeBack } from './take-back.ts';

/** How taking the own log back stands. */
export interface RecoveryStatus {
  readonly log: LogOrigin;
  readonly state: OwnLogState;
  /** Entries that the database holds, and the largest size that anybody is known to have signed proof of. */
  readonly held: number;
  readonly known: number;
  /** Entries that came back since the process started. */
  readonly taken: number;
  readonly peers: readonly AskedPeer[];
  /** Entries of the own log whose content nobody has given back: their digests are proven. */
  readonly sealed: readonly number[];
  /** Earlier logs of this node that are not here, and are not taken back: peers that hold them go on to show them. */
  readonly earlierLogs: readonly LogOrigin[];
  /** Later logs of this node, as peers show them. */
  readonly laterLogs: readonly LogOrigin[];
}

/** Has a node whose log may have been restored take it back from its peers. */
export interface Recovery {
  start(loops: Loops): void;
  /** Asks again at once. */
  wake(): void;
  status(): Promise<RecoveryStatus>;
}

const PAUSE_MS = { first: 1_000, most: 30_000, sealed: 60_000 };
/** So many sealed entries are listed and asked for at a time. */
const MOST_SEALED = 1_000;

export function createRecovery(parts: FederationParts, client: PeerClient): Recovery {
  const { log, logs } = parts;
  const asking = createAsking(parts);
  const { known } = asking;
  let taken = 0;
  let rounds = 0;
  /** Rounds since something came, or a peer was enrolled. */
  let quiet = 0;
  let reported = '';
  let loop: Loop | undefined;
  let pause = new AbortController();

  async function activePeers(): Promise<Peer[]> {
    return (await parts.peers.peers()).filter(({ state }) => state === 'active');
  }

  async function take(peer: Peer): Promise<void> {
    try {
      const entries = await takeBack(parts, client, peer, known.get(peer.node)?.size ?? 0);
      taken += entries;
    } catch (error) {
      asking.fail(peer.node, error);
    }
  }

  async function round(): Promise<void> {
    const before = taken;
    const peers = await activePeers();
    await Promise.all(peers.map(asking.ask));
    const [later] = await parts.recovery.laterLogs();
    if (later !== undefined) {
      log.refuse(
        'epoch_superseded',
        `${later.source} holds ${later.origin}, a later log of this node than ${log.origin}: nothing is issued in the earlier one. Open a new epoch: docs/operate.md, "Recover the log".`,
      );
      return;
    }
    const sizeOf = ({ node }: Peer) => known.get(node)?.size ?? 0;
    for (const peer of peers.toSorted((a, b) => sizeOf(b) - sizeOf(a))) await take(peer);
    rounds += 1;
    quiet = taken > before ? 0 : quiet + 1;
    await goOn();
  }

  /** Goes on where nobody can hold more than is held here. */
  async function goOn(): Promise<void> {
    const held = await logs.log(log.origin);
    if (held === undefined || (await missing()).length > 0) return;
    const { size } = held.range;
    for (const [node, { checkpoint }] of known) {
      if (checkpoint === undefined) continue;
      if (equalBytes(await rootAt(logs, log.origin, checkpoint.size), checkpoint.root)) continue;
      log.refuse(
        'recovery_contradicted',
        `${node} holds a checkpoint of ${checkpoint.size} entries that this node signed, and it is not that of the entries here: root ${toBase64(checkpoint.root)}. Open a new epoch: docs/operate.md, "Recover the log".`,
      );
      return;
    }
    const note = exactNote(held.checkpoint, size);
    if (note === undefined) return;
    const at = parts.wall.now();
    await parts.recovery.settleLog(log.origin, size, note, {
      at,
      actor: { name: 'recovery', role: 'node' },
      action: 'log.recovered',
      subject: log.origin,
      detail: { size, taken },
    });
    const state = await log.resume();
    if (state.state === 'ready') parts.events.logRecovered({ size, taken });
  }

  /** Why the log does not go on yet: a sentence for each thing that is missing. */
  async function missing(): Promise<string[]> {
    const { state } = log;
    if (state.state !== 'recovering') return [];
    const held = (await logs.log(log.origin))?.range.size ?? 0;
    const most = Math.max(0, ...[...known.values()].map(({ size }) => size));
    const reasons: string[] = [];
    if (held < most) reasons.push(`Somebody knows of ${most} entries, and ${held} are here.`);
    // With a fence, what was signed last is known: nobody can hold more than was shown.
    const fence = log.fence();
    if (fence !== undefined) {
      if (held < fence.size) reasons.push(`The fence is at ${fence.size} entries, and ${held} are here.`);
      if (rounds === 0) reasons.push('No peer was asked yet.');
      return reasons;
    }
    const all = await asking.everybody();
    if (all.length === 0) reasons.push('No peer is enrolled, and there is no fence.');
    for (const { node, state: answer } of all) {
      if (answer !== 'answered') reasons.push(`${node} has not answered.`);
    }
    return reasons;
  }

  /** What the root stated a key for, and no database here holds: after a lost disk, all but the newest log. */
  async function earlierLogs(): Promise<LogOrigin[]> {
    const { keys } = await ownIdentity(parts);
    const stated = new Set(keys.statements.flatMap((each) => (each.use === 'log' ? [each.log] : [])));
    const held = new Set((await logs.logs()).map(({ origin }) => origin));
    return [...stated].filter((origin) => epochOf(origin) < epochOf(log.origin) && !held.has(origin));
  }

  /** A signed checkpoint of exactly this size: the one that is kept, or one that a peer has shown. */
  function exactNote(kept: string, size: number): string | undefined {
    const shown = [...known.values()].flatMap(({ note }) => note ?? []);
    return [kept, ...shown].find((note) => readCheckpoint(note).size === size);
  }

  async function report(): Promise<void> {
    const reasons = await missing();
    const sentence = reasons.join(' ');
    if (sentence === reported) return;
    reported = sentence;
    if (sentence !== '') parts.events.recoveryWaiting({ reasons });
  }

  async function run(): Promise<number | undefined> {
    if (log.state.state === 'recovering') {
      await round();
      await report();
      // A log that waits for its operator waits with all that can be had of it.
      if (log.state.state === 'recovering') {
        await askForSealed();
        return Math.min(PAUSE_MS.most, PAUSE_MS.first * 2 ** Math.min(quiet, 8));
      }
    }
    if (log.state.state === 'refused') return undefined;
    return (await askForSealed()) ? PAUSE_MS.sealed : undefined;
  }

  /** What is proven and nobody has given back whole is asked for as long as it is missing. Returns whether any is. */
  async function askForSealed(): Promise<boolean> {
    const sealed = await parts.recovery.sealedEntries(log.origin, MOST_SEALED);
    if (sealed.length === 0) return false;
    for (const peer of await activePeers()) {
      const opened = await openSealed(parts, client, peer, sealed).catch((error: unknown) => {
        if (hasCode(error, 'peer_unreachable', 'peer_timeout', 'peer_answer')) return 0;
        const { code, message } = asEwsError(error);
        if (code === 'internal') throw error;
        // Whatever one peer sends in place of an answer, the next one is asked.
        parts.events.recoveryFailed({ peer: peer.node, code, message });
        return 0;
      });
      if (opened > 0) parts.events.ownEntriesOpened({ peer: peer.node, entries: opened });
    }
    return true;
  }

  return {
    start(loops) {
      if (log.state.state === 'recovering')
        parts.events.recoveryStarted({ code: log.state.code, size: log.head().size });
      loop = loops.every('recovery', PAUSE_MS.first, async (signal) => {
        pause = new AbortController();
        const ms = await run();
        // Nothing is left to be done while the process runs.
        if (ms === undefined) void loop?.stop();
        else await parts.delay(ms, AbortSignal.any([signal, pause.signal]));
      });
    },
    wake() {
      quiet = 0;
      pause.abort();
      loop?.wake();
    },

    async status() {
      const held = (await logs.log(log.origin))?.range.size ?? 0;
      return {
        log: log.origin,
        state: log.state,
        held,
        known: Math.max(held, ...[...known.values()].map(({ size }) => size)),
        taken,
        peers: await asking.everybody(),
        sealed: await parts.recovery.sealedEntries(log.origin, MOST_SEALED),
        earlierLogs: await earlierLogs(),
        laterLogs: (await parts.recovery.laterLogs()).map(({ origin }) => origin),
      };
    },
  };
}
