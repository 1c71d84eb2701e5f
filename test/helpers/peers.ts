import type { LogLine, TestNode } from './nodes.ts';
import { until } from './until.ts';

/** How the link to a peer fares, as `GET /peers` says. */
export interface PeerStatus {
  readonly peer: {
    readonly node: string;
    readonly origin: string;
    readonly state: 'active' | 'suspended' | 'left';
  };
  readonly contact?: {
    readonly lastErrorCode?: string;
    readonly lastError?: string;
    readonly clockOffsetMs?: number;
    readonly announcedSize?: number;
  };
  readonly held: number;
  readonly counts: { readonly verified: number; readonly sealed: number; readonly refused: number };
  readonly receivedByPeer?: number;
  readonly clockDegraded: boolean;
  readonly waiting: number;
  readonly unconfirmed: number;
  readonly heldUpBy?: { readonly quota: string; readonly until?: string };
}

/** What a node says of its link to another one. */
export async function statusOf(node: TestNode, peer: TestNode): Promise<PeerStatus> {
  const { items } = await node.as('operator').get<{ items: PeerStatus[] }>('/peers');
  const status = items.find((each) => each.peer.node === peer.id);
  if (status === undefined) throw new Error(`${peer.id} is not enrolled at ${node.id}`);
  return status;
}

/** Waits until `node` holds that many entries of the log of `peer`. */
export async function untilHeld(node: TestNode, peer: TestNode, size: number): Promise<PeerStatus> {
  return until(`${node.id} holds ${size} entries of ${peer.id}`, async () => {
    const status = await statusOf(node, peer);
    return status.held >= size && status;
  });
}

/** Waits until a pull fails, or its page is refused, for a reason that is named; in lines of the log from `since` on. */
export async function untilError(
  node: TestNode,
  peer: TestNode,
  named: string,
  since = 0,
): Promise<PeerStatus> {
  const isIt = ({ event, peer: whose, code, message }: LogLine) =>
    (event === 'pullFailed' || event === 'pageRefused') &&
    whose === peer.id &&
    `${code} ${message}`.includes(named);
  await until(`${node.id} fails to pull from ${peer.id}: ${named}`, () => node.log().slice(since).some(isIt));
  return statusOf(node, peer);
}
