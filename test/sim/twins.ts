import type { Listener } from './network.ts';
import { createNode, type SimNode, type Surroundings } from './node.ts';
import type { Random } from './random.ts';
import type { Workload } from './workload.ts';

/** Second processes of nodes that fork their logs: the same keys, and a disk that goes on by itself from a moment on. */
export interface Twins {
  /** Nodes that were forked, with the process that held the other branch. */
  readonly forks: ReadonlyMap<SimNode, SimNode>;
  /** Who answers in the name of a node. */
  listener(node: SimNode, from: string): Listener | undefined;
  hasServed(node: SimNode): boolean;
  /** Returns what ends it: from then on everybody sees the first process. */
  fork(node: SimNode, deceived: ReadonlySet<string>): () => void;
}

export function createTwins(around: Surroundings, workload: Workload, random: Random, chance: Random): Twins {
  const running = new Map<SimNode, { twin: SimNode; deceived: ReadonlySet<string> }>();
  const forks = new Map<SimNode, SimNode>();
  const served = new Set<SimNode>();

  return {
    forks,
    hasServed: (node) => served.has(node),
    listener(node, from) {
      const forked = running.get(node);
      return forked?.deceived.has(from) ? forked.twin.listener() : node.listener();
    },
    fork(node, deceived) {
      const { scheduler, ledger, onError } = around;
      ledger.distrust(node.identity.origin);
      const twin = createNode(node.identity, random.fork(), around);
      twin.restore(node.disk.backup());
      twin.fence = node.fence;
      running.set(node, { twin, deceived });
      forks.set(node, twin);
      twin.start().catch((error) => onError(twin, 'start', error));
      const issue = () => {
        if (!running.has(node)) return;
        workload.bulletin(twin);
        scheduler.after(chance.int(1_000, 10_000), issue);
      };
      issue();
      return () => {
        running.delete(node);
        served.add(twin);
        twin.crash(false);
      };
    },
  };
}
