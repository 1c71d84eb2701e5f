import { Sector } from '../domain/indicator.ts';
import { levelRank } from '../domain/level.ts';
import type { NodeId } from '../domain/node-id.ts';
import type { LinkLine, Measured, Standing } from './port.ts';
import type { Figures } from './schema.ts';

type Levels = Figures['levels'];
type Sight = Pick<Standing, 'level' | 'count'>;

/** By sector: this node's own signals and bulletins, and the bulletins of each peer. */
export function levelsOf(held: {
  readonly node: NodeId;
  readonly peers: readonly { readonly node: NodeId; readonly country: string }[];
  readonly measured: readonly Measured[];
  readonly signals: readonly Pick<Standing, 'sector' | 'level' | 'count'>[];
  readonly standing: readonly Standing[];
  readonly disputed: Levels['disputed'];
  readonly links: readonly LinkLine[];
}): Levels {
  const { node, peers, measured, signals, standing, disputed, links } = held;
  const watched = new Set(
    measured.flatMap(({ indicator, lastPeriod }) => (lastPeriod === undefined ? [] : [indicator.sector])),
  );
  const contact = new Map(links.map((link) => [link.node, link.inbound.state]));
  const sightOf = (sector: Sector, of: NodeId) => {
    const found = standing.find((each) => each.node === of && each.sector === sector);
    return found && { level: found.level, count: found.count };
  };
  return {
    peers: peers.map(({ node: peer, country }) => ({
      ...{ node: peer, country },
      ...some('contact', contact.get(peer)),
    })),
    sectors: Sector.options.map((sector) => ({
      sector,
      measured: watched.has(sector),
      ...some('signals', highestOf(signals.filter((each) => each.sector === sector))),
      ...some('bulletins', sightOf(sector, node)),
      peers: peers.flatMap((peer) => {
        const sight = sightOf(sector, peer.node);
        return sight === undefined ? [] : [{ node: peer.node, ...sight }];
      }),
    })),
    disputed,
  };
}

/** The highest level, and how many there are of whichever level. */
function highestOf(rows: readonly Sight[]): Sight | undefined {
  const [highest] = rows.toSorted((a, b) => levelRank(b.level) - levelRank(a.level));
  return highest && { level: highest.level, count: rows.reduce((sum, row) => sum + row.count, 0) };
}

function some<Name extends string, Value>(name: Name, value: Value | undefined): { [K in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [K in Name]?: Value });
}
