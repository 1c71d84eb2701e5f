import type { TestNode } from './nodes.ts';
import { until } from './until.ts';

export interface Direction {
  readonly state: string;
  readonly reason: string;
  readonly since: string;
  readonly lastError?: { readonly class: string; readonly code: string; readonly side: string };
  readonly clockOffsetMs?: number;
  readonly checkpointAgeSeconds?: number;
  readonly path?: string;
}

/** A link as `GET /links` shows it. */
export interface Link {
  readonly peer: string;
  readonly inbound: Direction;
  readonly outbound: Direction;
  readonly theirReport?: {
    readonly inbound: Direction;
    readonly outbound: Direction;
    readonly receivedAt: string;
  };
  readonly differs?: readonly object[];
}

export async function linkOf(node: TestNode, peer: { readonly id: string }): Promise<Link> {
  const { items } = await node.as('viewer').get<{ items: Link[] }>('/links');
  const link = items.find((each) => each.peer === peer.id);
  if (link === undefined) throw new Error(`${node.id} watches no link to ${peer.id}`);
  return link;
}

/** The states of both directions, for comparing: `up/down`. */
export function states({ inbound, outbound }: Link): string {
  return `${inbound.state}/${outbound.state}`;
}

/** Waits until a link has these states at a node: inbound, a slash, outbound. */
export function untilStates(
  node: TestNode,
  peer: { readonly id: string },
  due: string,
  seconds?: number,
): Promise<Link> {
  let seen = '';
  return until(
    `${node.id} sees its link to ${peer.id} as ${due}`,
    async () => {
      const link = await linkOf(node, peer);
      seen = states(link);
      return seen === due && link;
    },
    seconds,
  ).catch((error) => {
    throw new Error(`${error.message}; it is ${seen}`);
  });
}
