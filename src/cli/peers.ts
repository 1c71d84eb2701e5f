import { Command } from 'commander';
import type { ApiClient } from './api-client.ts';
import { printLine, printTable } from './output.ts';
import { addRemote, type Page } from './remote.ts';

interface Peer {
  readonly node: string;
  readonly country: string;
  readonly url: string;
  readonly fingerprint: string;
  readonly state: 'active' | 'suspended';
}

interface PeerStatus {
  readonly peer: Peer;
  readonly contact?: {
    readonly lastSuccessAt?: string;
    readonly lastErrorAt?: string;
    readonly lastErrorCode?: string;
    readonly clockOffsetMs?: number;
  };
  readonly held: number;
  readonly counts: { readonly verified: number; readonly sealed: number; readonly refused: number };
  readonly receivedByPeer?: number;
  readonly clockDegraded: boolean;
}

export function peersCommand(): Command {
  const peers = new Command('peers').description('the other nodes, and the links to them');
  addRemote<Page<PeerStatus>>(peers, {
    usage: 'list',
    description: 'peers, what is held of them, and how the links fare',
    ask: (api) => api.get('/peers'),
    show: ({ items }) => showPeers(items),
  });
  addRemote<Peer>(peers, {
    usage: 'enrol <url>',
    description: 'exchange with the node at an address',
    required: [
      ['--fingerprint <fingerprint>', 'of its root key, as it came by another way than the network'],
    ],
    ask: (api, [url], { fingerprint }) => api.send('POST', '/peers', { url, fingerprint }),
    show: ({ node, country }) => printLine(`${node} (${country}) is enrolled.`),
  });
  addState(peers, 'suspend', 'suspended', 'stop the exchange with a peer; what is held stays');
  addState(peers, 'resume', 'active', 'take the exchange with a peer up again');
  addRemote<{ entries: number }>(peers, {
    usage: 'pull <node>',
    description: 'pull from a peer at once',
    ask: (api, [node = '']) => api.send('POST', `${path(node)}/pull`),
    show: ({ entries }) => printLine(`${entries} new entries.`),
  });
  return peers;
}

function addState(peers: Command, name: string, state: Peer['state'], description: string): void {
  addRemote<PeerStatus>(peers, {
    usage: `${name} <node>`,
    description,
    ask: (api: ApiClient, [node = '']) => api.send('PATCH', path(node), { state }),
    show: ({ peer }) => printLine(`${peer.node} is ${peer.state}.`),
  });
}

function path(node: string): string {
  return `/peers/${encodeURIComponent(node)}`;
}

function showPeers(items: readonly PeerStatus[]): void {
  printTable(items, [
    ['Node', ({ peer }) => peer.node],
    ['State', ({ peer }) => peer.state],
    ['Last success', ({ contact }) => contact?.lastSuccessAt],
    ['Last error', ({ contact }) => contact?.lastErrorAt],
    ['Code', ({ contact }) => contact?.lastErrorCode],
    ['Held', ({ held }) => held],
    ['Sealed', ({ counts }) => counts.sealed],
    ['Refused', ({ counts }) => counts.refused],
    ['It has of ours', ({ receivedByPeer }) => receivedByPeer],
    ['Clock', ({ contact, clockDegraded }) => clockText(contact?.clockOffsetMs, clockDegraded)],
  ]);
}

function clockText(offsetMs: number | undefined, degraded: boolean): string {
  if (offsetMs === undefined) return '';
  return `${(offsetMs / 1000).toFixed(1)} s${degraded ? ', degraded' : ''}`;
}
