import type { NodeInfo, Peer, PeerStatus } from '../../api/types.ts';
import { useResource } from '../../api/use-resource.ts';
import { useFormat } from '../../i18n/format.ts';

export interface Nodes {
  /** This node, once it is known. */
  readonly self: NodeInfo | undefined;
  readonly peers: readonly Peer[];
  /** Two letters, where the node is known here. */
  readonly code: (node: string) => string | undefined;
  /** The country of a node as the language shown names it, else the node's id. */
  readonly name: (node: string) => string;
}

/** This node and its peers, by the names that people know them by. */
export function useNodes(): Nodes {
  const format = useFormat();
  const self = useResource<NodeInfo>('/node', ['clock']).data;
  const peers = (
    useResource<{ items: PeerStatus[] }>('/peers', ['peers']).data?.items.map(({ peer }) => peer) ?? []
  ).toSorted((a, b) => a.country.localeCompare(b.country));
  const code = (node: string) =>
    self?.id === node ? self.country : peers.find((peer) => peer.node === node)?.country;
  return {
    self,
    peers,
    code,
    name(node) {
      const country = code(node);
      return country === undefined ? node : format.country(country);
    },
  };
}
