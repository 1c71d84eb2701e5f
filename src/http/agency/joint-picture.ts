import type { EwsNode } from '../../node.ts';
import { createSituations, type Situations } from '../../situation/situations.ts';

/** The situations as a node sees them. */
export function jointPicture({ stores, config, business }: EwsNode): Situations {
  return createSituations({
    own: { node: config.node.id, country: config.node.country },
    map: config.supplyMap,
    ...{ signals: stores.signals, bulletins: stores.bulletins, reports: stores.reports },
    indicator: (code) => stores.observations.indicator(code),
    peers: () => stores.peers.peers(),
    business,
  });
}
