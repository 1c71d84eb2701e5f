import type { Link } from './link.ts';
import type { Random } from './random.ts';

/** What a world is like, before anything happens in it. */
export interface Plan {
  /** Who enrols whom, both ways, by their numbers. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly nodes: number;
  /** For how long things go wrong. */
  readonly activeMs: number;
  readonly bulletins: number;
  readonly faults: number;
  readonly entriesPerPage: number;
  readonly pollSeconds: number;
  readonly link: Pick<Link, 'minMs' | 'maxMs'>;
  readonly slowMs: number;
  /** The last node joins while the others run. */
  readonly joinsLate: boolean;
}

/** Each world shows at least so much, or goes on until it does. */
export const LEAST = { bulletins: 20, deliveries: 200, faults: 3 } as const;

export function planWorld(random: Random): Plan {
  const nodes = countOf(random);
  const pairs = pairsOf(nodes, random);
  const receivers = (2 * pairs.length) / nodes;
  return {
    nodes,
    pairs,
    activeMs: random.int(30, 120) * 1000,
    bulletins: Math.max(LEAST.bulletins, Math.ceil((LEAST.deliveries * 1.15) / receivers)),
    faults: random.int(LEAST.faults + 1, 9),
    entriesPerPage: random.chance(0.25) ? random.pick([2, 5, 15]) : 1_000,
    pollSeconds: pollSecondsOf(nodes, random),
    link: random.pick([
      { minMs: 1, maxMs: 40 },
      { minMs: 5, maxMs: 300 },
      { minMs: 50, maxMs: 1_500 },
    ]),
    slowMs: random.pick([0, 0, 0, 3, 40]),
    joinsLate: random.chance(0.2),
  };
}

function countOf(random: Random): number {
  const share = random.real();
  if (share < 0.4) return 3;
  if (share < 0.7) return 4;
  if (share < 0.9) return 5;
  return share < 0.999 ? random.int(6, 12) : 50;
}

/** Without waiting at all, many nodes do nothing but ask: ten times as much happens, and nothing else than among few. */
function pollSecondsOf(nodes: number, random: Random): number {
  if (!random.chance(0.1)) return 25;
  return random.pick([nodes <= 5 ? 0 : 1, 5]);
}

/** Few nodes all know one another; many know their neighbours in a ring and some beyond. */
function pairsOf(nodes: number, random: Random): [number, number][] {
  const pairs: [number, number][] = [];
  for (let a = 0; a < nodes; a += 1) {
    for (let b = a + 1; b < nodes; b += 1) {
      const isNeighbour = b - a === 1 || b - a === nodes - 1;
      if (nodes <= 5 || isNeighbour || random.chance(nodes > 12 ? 0.02 : 0.3)) pairs.push([a, b]);
    }
  }
  return pairs;
}
