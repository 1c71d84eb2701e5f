import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { NodeId } from '../domain/node-id.ts';
import type { EpochMs } from '../domain/time.ts';

/** What a node is at one moment, as opposed to what has happened in it. */
export interface NodeState {
  readonly version: string;
  readonly log: { readonly size: number; readonly writable: boolean };
  /** Logs that were found to be forked. */
  readonly forks: number;
  readonly waiting: Readonly<Record<string, number>>;
  /** Signals that wait to be judged, and how many of them are more than the working day holds. */
  readonly queue: { readonly waiting: number; readonly cutOff: number };
  readonly peers: readonly {
    readonly peer: NodeId;
    readonly state: string;
    readonly lastSuccessAt: EpochMs | undefined;
    readonly freshAt: EpochMs | undefined;
    /** Its clock minus ours. */
    readonly clockOffsetMs: number | undefined;
    /** Entries whose own signatures are yet to be checked. */
    readonly unchecked: number;
  }[];
  readonly sources: readonly {
    readonly source: string;
    readonly lastSuccessAt: EpochMs | undefined;
    readonly failingSince: EpochMs | undefined;
  }[];
  /** When the last key of each use of this node ends. */
  readonly keyEnds: readonly { readonly use: string; readonly endsAt: EpochMs }[];
  /** Of the folder that holds the databases. */
  readonly disk: { readonly freeBytes: number; readonly sizeBytes: number };
  readonly databases: readonly { readonly file: string; readonly bytes: number }[];
}

/** The metrics of a node's state. The function that is returned sets all of them: call it before each reading. */
export function createGauges(registry: Registry): (state: NodeState) => void {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const build = gauge('ews_build_info', '1; the label says which version runs', ['version']);
  const writable = gauge('ews_log_writable', '1 while this node may issue, 0 while its fence refuses');
  const size = gauge('ews_log_size', 'Entries of the own log');
  const forks = gauge('ews_forked_logs', 'Logs that contradict themselves, by evidence that is held');
  const waiting = gauge('ews_bulletins_waiting', 'Own bulletins that wait for somebody', ['state']);
  const queue = gauge('ews_signal_queue', 'Open signals of alert or above');
  const cutOff = gauge('ews_signal_queue_cut_off', 'Those of them that are more than the working day holds');
  const peers = gauge('ews_peers', 'Peers by state', ['state']);
  const success = gauge('ews_peer_last_success_timestamp_seconds', 'When a pull last succeeded', ['peer']);
  const fresh = gauge(
    'ews_peer_fresh_timestamp_seconds',
    'Time of the newest cosignature by which the log of a peer showed that it is alive',
    ['peer'],
  );
  const unchecked = gauge(
    'ews_peer_unchecked_entries',
    'Entries whose own signatures are yet to be checked',
    ['peer'],
  );
  const clock = gauge('ews_peer_clock_offset_seconds', 'Clock of a peer minus ours', ['peer']);
  const fetched = gauge('ews_source_last_success_timestamp_seconds', 'When a source was last fetched', [
    'source',
  ]);
  const failing = gauge('ews_source_failing_since_timestamp_seconds', 'Since when a source fails', [
    'source',
  ]);
  const keyEnd = gauge('ews_key_end_timestamp_seconds', 'When the last key of a use of this node ends', [
    'use',
  ]);
  const free = gauge('ews_disk_free_bytes', 'Free for this node where its databases are');
  const disk = gauge('ews_disk_size_bytes', 'Size of the file system where its databases are');
  const database = gauge('ews_database_bytes', 'Size of the files of a database', ['file']);

  return (state) => {
    build.set({ version: state.version }, 1);
    writable.set(state.log.writable ? 1 : 0);
    size.set(state.log.size);
    forks.set(state.forks);
    for (const [name, count] of Object.entries(state.waiting)) waiting.set({ state: name }, count);
    queue.set(state.queue.waiting);
    cutOff.set(state.queue.cutOff);
    // A peer that was suspended is not silent: nobody asks it.
    for (const each of [success, fresh, clock, unchecked]) each.reset();
    for (const name of ['active', 'suspended', 'left']) {
      peers.set({ state: name }, state.peers.filter((peer) => peer.state === name).length);
    }
    for (const each of state.peers.filter((peer) => peer.state === 'active')) {
      unchecked.set({ peer: each.peer }, each.unchecked);
      setSeconds(success, each.peer, each.lastSuccessAt);
      setSeconds(fresh, each.peer, each.freshAt);
      setSeconds(clock, each.peer, each.clockOffsetMs);
    }
    // One that was mended, or is no longer configured, has no value.
    for (const each of [fetched, failing]) each.reset();
    for (const { source, lastSuccessAt, failingSince } of state.sources) {
      if (lastSuccessAt !== undefined) fetched.set({ source }, lastSuccessAt / 1000);
      if (failingSince !== undefined) failing.set({ source }, failingSince / 1000);
    }
    for (const { use, endsAt } of state.keyEnds) keyEnd.set({ use }, endsAt / 1000);
    free.set(state.disk.freeBytes);
    disk.set(state.disk.sizeBytes);
    for (const { file, bytes } of state.databases) database.set({ file }, bytes);
  };
}

function setSeconds(gauge: Gauge<'peer'>, peer: NodeId, ms: number | undefined): void {
  if (ms !== undefined) gauge.set({ peer }, ms / 1000);
}

/** Memory, processor time and event loop of the process: once for a process, however many nodes it runs. */
export function measureProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
}
