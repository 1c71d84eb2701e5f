import { Command } from 'commander';
import type { ApiClient } from './api-client.ts';
import { printLine, printTable } from './output.ts';
import { addRemote, type Page } from './remote.ts';

interface Peer {
  readonly node: string;
  readonly country: string;
  readonly url?: string;
  readonly fingerprint: string;
  readonly state: 'active' | 'suspended' | 'left';
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
  readonly waiting: number;
  readonly unconfirmed: number;
  readonly heldUpBy?: { readonly quota: string; readonly until?: string };
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
    usage: 'enrol [url]',
    description: 'exchange with the node at an address, or with one that has none here, through a peer',
    required: [
      ['--fingerprint <fingerprint>', 'of its root key, as it came by another way than the network'],
    ],
    options: [
      ['--node <id>', 'without an address: its node id'],
      ['--via <ids>', 'without an address: peers that have it enrolled, separated by commas'],
    ],
    ask: (api, [url], { fingerprint, node, via }) =>
      api.send(
        'POST',
        '/peers',
        url === undefined ? { node, via: listOf(via), fingerprint } : { url, fingerprint },
      ),
    show: ({ node, country }) => printLine(`${node} (${country}) is enrolled.`),
  });
  addState(peers, 'suspend', 'suspended', 'stop the exchange with a peer; what is held stays');
  addState(peers, 'resume', 'active', 'take the exchange with a peer up again');
  addState(
    peers,
    'leave',
    'left',
    'end the exchange with a peer until it is enrolled again; what is held stays',
  );
  addRemote<PeerStatus>(peers, {
    usage: 'address <node> <url>',
    description: 'ask a peer at another address, where it has to answer with the keys it was enrolled by',
    ask: (api, [node = '', url]) => api.send('PATCH', path(node), { url }),
    show: ({ peer }) => printLine(`${peer.node} is asked at ${peer.url}.`),
  });
  addRemote<PeerStatus>(peers, {
    usage: 'routes <node> [ids]',
    description:
      'the peers that its log is asked of first where it cannot be asked itself, separated by commas',
    ask: (api, [node = '', ids]) => api.send('PATCH', path(node), { routes: listOf(ids) }),
    show: ({ peer }) => printLine(`${peer.node}: the routes are changed.`),
  });
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

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((each) => each !== '');
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
    ['Unconfirmed', ({ unconfirmed }) => unconfirmed],
    ['Waiting', ({ waiting, heldUpBy }) => waitingText(waiting, heldUpBy)],
    ['Refused', ({ counts }) => counts.refused],
    ['It has of ours', ({ receivedByPeer }) => receivedByPeer],
    ['Clock', ({ contact, clockDegraded }) => clockText(contact?.clockOffsetMs, clockDegraded)],
  ]);
}

function waitingText(waiting: number, heldUpBy: PeerStatus['heldUpBy']): string {
  if (heldUpBy === undefined) return String(waiting);
  return `${waiting}, held up by ${heldUpBy.quota} until ${heldUpBy.until ?? 'it is raised'}`;
}

function clockText(offsetMs: number | undefined, degraded: boolean): string {
  if (offsetMs === undefined) return '';
  return `${(offsetMs / 1000).toFixed(1)} s${degraded ? ', degraded' : ''}`;
}
