import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeId } from '../../../src/domain/node-id.ts';
import { until } from '../../helpers/until.ts';
import { type BenchRun, measured } from '../figure.ts';
import { percentile } from './percentile.ts';
import { createArrivals } from './ring-arrivals.ts';
import { type RingNode, startRingNode } from './ring-node.ts';

const SIZES = [3, 10, 30, 50];
/** What the bulletin before sets off, cosignatures and new pulls, is over by then. */
const REST_MS = 500;
/** All begin their pulls at once otherwise, on one processor: more than it can answer in the time that a peer waits. */
const STARTED_TOGETHER = 5;
const PATIENCE_SECONDS = 120;

/**
 * Nodes in a ring, each of which knows the address of its two neighbours alone: how long until all of them hold what
 * one of them issues, and what each sends and receives meanwhile. All in one process, over real connections.
 */
export async function benchRing(run: BenchRun): Promise<void> {
  for (const size of SIZES) await benchOne(run, size, run.small ? 1 : size);
}

/** `followed`: so many logs are pulled all around the ring; of the others each node has those of its neighbours. */
async function benchOne(run: BenchRun, size: number, followed: number): Promise<void> {
  run.say(`a ring of ${size} nodes, around which ${followed} of their logs are pulled`);
  const arrivals = createArrivals();
  const nodes: RingNode[] = [];
  try {
    for (let index = 0; index < size; index += 1) nodes.push(await startRingNode(index, arrivals));
    const issuer = nodes[0]!;
    const relayed = await enrolAll(nodes, followed);
    let due = 0;
    for (let at = 0; at < size; at += STARTED_TOGETHER) {
      const begun = nodes.slice(at, at + STARTED_TOGETHER);
      for (const node of begun) await node.start();
      due += begun.reduce((sum, { node }) => sum + relayed.get(node)!, 0);
      await until('their logs come by relays', () => arrivals.relayed() === due, PATIENCE_SECONDS);
    }
    const others = nodes.slice(1).map(({ node }) => node);
    const [seconds, bytes]: [number[], number[]] = [[], []];
    // The first one finds connections that were never used, and does not count.
    for (let round = 0; round <= run.rounds; round += 1) {
      await sleep(REST_MS);
      const before = bytesOf(nodes);
      const begun = performance.now();
      const whole = arrivals.all(others, issuer.node, round + 1);
      await issuer.issue();
      await whole;
      if (round === 0) continue;
      seconds.push((performance.now() - begun) / 1000);
      bytes.push((bytesOf(nodes) - before) / size);
    }
    run.tell(measured(`ring_${size}_s`, 's', percentile(seconds, 0.5)));
    run.tell(measured(`ring_${size}_bytes_per_node`, 'bytes', percentile(bytes, 0.5)));
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
  }
}

/**
 * Neighbours by their addresses, the others by what is known of them and a route, the shorter way around first.
 * Returns how many logs come to each node by relays.
 */
async function enrolAll(nodes: readonly RingNode[], followed: number): Promise<Map<NodeId, number>> {
  const size = nodes.length;
  const relayed = new Map<NodeId, number>();
  for (const [at, node] of nodes.entries()) {
    const [left, right] = [nodes[(at + size - 1) % size]!, nodes[(at + 1) % size]!];
    relayed.set(node.node, 0);
    for (const [index, peer] of nodes.entries()) {
      if (peer === left || peer === right) await node.enrol(peer, undefined);
      else if (peer !== node && index < followed) {
        const isRight = (index - at + size) % size <= size / 2;
        await node.enrol(peer, isRight ? [right.node, left.node] : [left.node, right.node]);
        relayed.set(node.node, relayed.get(node.node)! + 1);
      }
    }
  }
  return relayed;
}

/** What all of them together sent and received: each byte twice, as the listener counts it once for either end. */
function bytesOf(nodes: readonly RingNode[]): number {
  return 2 * nodes.reduce((sum, node) => sum + node.bytes(), 0);
}
