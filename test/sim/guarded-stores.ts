import type { Adapters } from '../../src/store/sqlite/adapters.ts';
import { asyncPorts, callAdapter } from '../../src/store/sqlite/ports.ts';
import type { Stores } from '../../src/store/stores.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** The ports that a federation works with. */
export type FederationStores = Pick<Stores, 'log' | 'peers' | 'bulletins' | 'recovery' | 'checkpoints'>;

interface Parts {
  readonly life: Life;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** How long a write takes at most. */
  readonly slowMs: () => number;
}

/** The real adapters; a write may take its time, and each waits for those before it, as at the writer thread. */
export function guardedStores(
  adapters: Adapters,
  { life, scheduler, random, slowMs }: Parts,
): FederationStores {
  let queue: Promise<unknown> | undefined;
  const ports = asyncPorts(
    (port, method, args) => callAdapter(adapters, port, method, args),
    (port, method, args) => {
      const run = () =>
        life.alive ? callAdapter(adapters, port, method, args) : new Promise(() => undefined);
      if (queue === undefined && slowMs() === 0) return run();
      const done = (queue ?? Promise.resolve())
        .then(() => scheduler.delay(random.int(0, slowMs())))
        .then(run);
      const mine = done
        .catch(() => undefined)
        .then(() => {
          if (queue === mine) queue = undefined;
        });
      queue = mine;
      return done;
    },
  );
  return {
    log: life.guard(ports.log),
    peers: life.guard(ports.peers),
    bulletins: life.guard(ports.bulletins),
    recovery: life.guard(ports.recovery),
    checkpoints: life.guard(ports.checkpoints),
  };
}
