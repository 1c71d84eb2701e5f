import type { Clock } from '../../src/domain/time.ts';
import type { FederationLimits } from '../../src/federation/context.ts';
import type { Fence } from '../../src/log/fence.ts';
import { rangeRoot } from '../../src/log/merkle.ts';
import { emptyLog } from '../../src/log/prepare-append.ts';
import { createSigner } from '../../src/log/signer.ts';
import type { Stores } from '../../src/store/stores.ts';
import { createDisk, type Disk } from './disk.ts';
import { guardedStores } from './guarded-stores.ts';
import { EPOCH, type SimIdentity } from './identities.ts';
import type { Ledger } from './ledger.ts';
import { createLife, type Life } from './life.ts';
import { listen } from './listen.ts';
import type { Listener, Network } from './network.ts';
import { compose, type Running } from './process.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** What all nodes of a world share. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly trace: (text: string) => void;
  readonly limits: FederationLimits;
  /** An error that no node should have thrown. */
  readonly onError: (node: SimNode, where: string, error: unknown) => void;
  /** A process ended in the middle of something. */
  readonly onCrash: (node: SimNode) => void;
}

/** A node: its identity, disk, fence and clock, which outlive its processes, and the process that runs. */
export interface SimNode {
  readonly identity: SimIdentity;
  readonly name: string;
  readonly disk: Disk;
  readonly random: Random;
  readonly wall: Clock;
  /** Its clock: off by this much, and by this share of the time that passes. */
  skewMs: number;
  drift: number;
  /** How long its disk takes over a write, at most. */
  slowMs: number;
  fence: Fence | undefined;
  running: Running | undefined;
  /** Whether a process runs, or begins to. */
  readonly isUp: boolean;
  /** Pulls that were begun, and how they ended, over all its processes. */
  readonly pulls: { begun: number; succeeded: number; failed: number };
  /** What of its lies is added to its answers; see hostile.ts. */
  tamper: ((lines: AsyncIterable<string>, reader: string) => AsyncIterable<string>) | undefined;
  start(): Promise<void>;
  /** Ends the process at the `calls`-th port call from here on; none runs: nothing happens. */
  crashAfter(calls: number, phase: 'before' | 'after', power: boolean): void;
  crash(power: boolean): void;
  /** Replaces what the disk holds by a backup; only while no process runs. */
  restore(backup: Buffer): void;
  listener(): Listener | undefined;
}

export function createNode(identity: SimIdentity, random: Random, around: Surroundings): SimNode {
  const { scheduler, network, ledger } = around;
  const { node: name } = identity;
  let power = false;
  let life: Life | undefined;
  let edge: Listener | undefined;
  let restored = false;

  const disk = createDisk(random.fork(), (written, durable) => {
    for (const { origin, seq, outcome } of written) around.trace(`${name} keeps ${origin} ${seq} ${outcome}`);
    ledger.written(name, written, durable);
  });

  const self: SimNode = {
    identity,
    name,
    disk,
    random,
    wall: { now: () => Math.floor(EPOCH + scheduler.now * (1 + self.drift) + self.skewMs) },
    skewMs: 0,
    drift: 0,
    slowMs: 0,
    fence: undefined,
    running: undefined,
    get isUp() {
      return life?.alive === true;
    },
    pulls: { begun: 0, succeeded: 0, failed: 0 },
    tamper: undefined,
    listener: () => edge,
    start,
    crashAfter(calls, phase, withPower) {
      power = withPower;
      life?.crashAfter(calls, phase);
    },
    crash(withPower) {
      if (life?.alive !== true) return;
      power = withPower;
      crashed();
    },
    restore(backup) {
      disk.restore(backup);
      restored = true;
    },
  };

  function crashed(): void {
    const ended = life!;
    ended.end();
    disk.crash(power);
    if (power) ledger.forgetTokens(name);
    self.running = undefined;
    edge = undefined;
    around.trace(`${name} ends${power ? ' without power' : ''}`);
    // Nobody closes the connections of a machine that has no power.
    if (!power) network.dropped(ended);
    around.onCrash(self);
  }

  async function start(): Promise<void> {
    around.trace(`${name} starts`);
    const now = createLife(crashed);
    life = now;
    const stores = guardedStores(disk.adapters(), {
      life: now,
      scheduler,
      random,
      slowMs: () => self.slowMs,
    });
    await initialise(stores.log);
    ledger.resumed(name, await sizes(stores.log), restored);
    restored = false;
    const running = await compose(self, now, stores, around);
    if (!now.alive) return;
    self.running = running;
    edge = { life: now, handle: listen(self, running, ledger) };
    await running.federation.start();
  }

  /** What `ews init` does, once. */
  async function initialise(store: Stores['log']): Promise<void> {
    if (self.fence !== undefined) return;
    const empty = emptyLog(identity.origin, createSigner(name, identity.origin, identity.keys));
    await store.createOwnLog(empty);
    self.fence = { origin: identity.origin, size: 0, root: rangeRoot(empty.range) };
  }

  async function sizes(store: Stores['log']): Promise<Map<string, number>> {
    return new Map((await store.logs()).map(({ origin, range }) => [origin, range.size]));
  }

  return self;
}
