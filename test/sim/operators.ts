import { EwsError, hasCode } from '../../src/domain/errors.ts';
import type { SimNode } from './node.ts';
import type { Scheduler } from './scheduler.ts';

/** What operators do about peers, and do again until it is done. */
export interface Operators {
  /** `<node> <peer>`: who has enrolled whom. */
  readonly enrolled: ReadonlySet<string>;
  enrol(from: SimNode, to: SimNode): void;
  setState(node: SimNode, peer: SimNode, state: 'active' | 'suspended'): void;
  /** A node goes on from a backup, in which peers that it enrolled since are missing. */
  restored(node: SimNode): void;
  /** From now on nobody stays suspended. */
  resumeAll(): void;
}

const OPERATOR = { name: 'operator', role: 'operator', subject: 'o'.repeat(22) } as const;

/** A process that ends in the middle of something does not say so: by then it has happened, or will not. */
const GIVEN_UP_MS = 12_000;

export function createOperators(
  scheduler: Scheduler,
  byName: ReadonlyMap<string, SimNode>,
  onError: (node: SimNode, where: string, error: unknown) => void,
): Operators {
  const enrolled = new Set<string>();

  function enrol(from: SimNode, to: SimNode): void {
    const pair = `${from.name} ${to.name}`;
    const again = () => {
      scheduler.after(2_000, () => enrol(from, to));
    };
    const { running } = from;
    if (running === undefined) {
      again();
      return;
    }
    const { url, fingerprint } = to.identity;
    running.federation.enrol({ url, fingerprint }, OPERATOR).then(
      () => enrolled.add(pair),
      (error) => {
        if (hasCode(error, 'already_exists')) enrolled.add(pair);
        else if (error instanceof EwsError) again();
        else onError(from, 'enrol', error);
      },
    );
    scheduler.after(GIVEN_UP_MS, () => {
      if (!enrolled.has(pair) && !running.life.alive) enrol(from, to);
    });
  }

  function setState(node: SimNode, peer: SimNode, state: 'active' | 'suspended'): void {
    if (!enrolled.has(`${node.name} ${peer.name}`)) return;
    node.running?.federation
      .setState(peer.name, state, OPERATOR)
      .catch((error) => onError(node, 'setState', error));
  }

  async function resume(node: SimNode): Promise<void> {
    for (const peer of (await node.running?.parts.peers.peers()) ?? []) {
      if (peer.state === 'suspended') setState(node, byName.get(peer.node)!, 'active');
    }
  }

  return {
    enrolled,
    enrol,
    setState,
    restored(node) {
      for (const pair of [...enrolled].filter((each) => each.startsWith(`${node.name} `))) {
        enrolled.delete(pair);
        enrol(node, byName.get(pair.slice(node.name.length + 1))!);
      }
    },
    resumeAll() {
      for (const node of byName.values()) resume(node).catch((error) => onError(node, 'resume', error));
      scheduler.after(15_000, this.resumeAll.bind(this));
    },
  };
}
