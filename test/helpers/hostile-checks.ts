import assert from 'node:assert/strict';
import { createOutgoing } from '../../src/net/outgoing.ts';
import { auditLog } from '../../src/verify/audit-log.ts';
import { issue, seqOf } from './bulletins.ts';
import type { HostilePeer, Lie } from './hostile-peer.ts';
import type { TestNode } from './nodes.ts';
import { until } from './until.ts';

export interface PeerStatus {
  readonly peer: { readonly node: string; readonly state: string };
  readonly contact?: {
    readonly lastErrorAt?: string;
    readonly lastErrorCode?: string;
    readonly announcedSize?: number;
    readonly freshAt?: string;
  };
  readonly held: number;
  readonly counts: { readonly verified: number; readonly sealed: number; readonly refused: number };
}

export interface HeldEntry {
  readonly seq: number;
  readonly digest: string;
  readonly sealed: boolean;
}

/** One code, or any of several where the way decides which comes first. */
export type Codes = string | readonly string[];

/** Asks the real node to enrol the hostile one. */
export async function enrolHostile(node: TestNode, peer: HostilePeer): Promise<void> {
  await node.as('operator').send('POST', '/peers', { url: peer.url, fingerprint: peer.fingerprint });
}

/** What the node answers when it is asked to enrol what it should not. */
export async function enrolmentCode(
  node: TestNode,
  url: string,
  fingerprint: string,
): Promise<string | undefined> {
  try {
    await node.as('operator').send('POST', '/peers', { url, fingerprint });
    return undefined;
  } catch (error) {
    return (error as { detail: { code?: string } }).detail.code;
  }
}

export async function statusOf(node: TestNode, peer: { readonly id: string }): Promise<PeerStatus> {
  const { items } = await node.as('operator').get<{ items: PeerStatus[] }>('/peers');
  const found = items.find((status) => status.peer.node === peer.id);
  assert.ok(found, `${peer.id} is not enrolled`);
  return found;
}

export async function entriesHeld(node: TestNode, peer: HostilePeer): Promise<HeldEntry[]> {
  const path = `/log/entries?origin=${encodeURIComponent(peer.log.origin)}&limit=1000`;
  return (await node.as('viewer').get<{ items: HeldEntry[] }>(path)).items;
}

/** Pulls at once, whatever pause there is. */
export async function pullNow(node: TestNode, peer: { readonly id: string }): Promise<number> {
  const { entries } = await node.as('operator').send<{ entries: number }>('POST', `/peers/${peer.id}/pull`);
  return entries;
}

/** Does what provokes a refusal, waits for the next one of this peer's pulls, and compares its code. */
export async function refused(
  node: TestNode,
  peer: HostilePeer,
  codes: Codes,
  provoke: () => unknown,
): Promise<void> {
  const known = await status(node, peer);
  await provoke();
  const contact = await until(`${peer.id} is refused`, async () => {
    const seen = (await status(node, peer))?.contact;
    return seen?.lastErrorAt !== undefined && seen.lastErrorAt !== known?.contact?.lastErrorAt && seen;
  });
  requireCode(contact.lastErrorCode, codes);
  const told = node
    .log()
    .some(
      ({ event, peer: who, code }) =>
        who === peer.id &&
        code === contact.lastErrorCode &&
        (event === 'pageRefused' || event === 'pullFailed'),
    );
  assert.ok(told, `${contact.lastErrorCode} is not in the node's log`);
}

export function requireCode(code: string | undefined, codes: Codes): void {
  assert.ok([codes].flat().includes(code ?? 'none'), `${code ?? 'none'} where ${codes} is due`);
}

async function status(node: TestNode, { id }: HostilePeer): Promise<PeerStatus | undefined> {
  const { items } = await node.as('operator').get<{ items: PeerStatus[] }>('/peers');
  return items.find(({ peer }) => peer.node === id);
}

/** What of a peer's entries was refused, as the node's log says: `<seq> <code>`, in order. */
export function entriesRefused(node: TestNode, peer: HostilePeer): string[] {
  return node
    .log()
    .filter(({ event, peer: who }) => event === 'entryRefused' && who === peer.id)
    .map((line) => `${(line as { seq?: number }).seq} ${line.code}`);
}

/** Enrols a peer that lies from the first page on: the page is refused by this code, and nothing of it is kept. */
export async function refusesFromTheStart(
  node: TestNode,
  peer: HostilePeer,
  lie: Lie,
  codes: Codes,
): Promise<void> {
  peer.lie(lie);
  await refused(node, peer, codes, () => enrolHostile(node, peer));
  await holds(node, peer, 0);
}

export async function holds(node: TestNode, peer: HostilePeer, size: number): Promise<void> {
  assert.equal((await statusOf(node, peer)).held, size);
  assert.equal((await entriesHeld(node, peer)).length, size);
}

/** The peer speaks the truth again, and the node takes it, to the last entry. */
export async function catchesUp(node: TestNode, peer: HostilePeer): Promise<PeerStatus> {
  peer.lie(undefined);
  await until(`all of ${peer.id} is held`, async () => {
    await pullNow(node, peer).catch(() => undefined);
    return (await statusOf(node, peer)).held === peer.log.size;
  });
  return statusOf(node, peer);
}

/** The node is ready, still issues, and what it published is proven from outside. The peer is left alone then. */
export async function livesOn(node: TestNode, peer?: HostilePeer): Promise<void> {
  assert.ok((await fetch(`${node.agencyUrl}/health/ready`)).ok, 'ready');
  const seq = seqOf(await issue(node));
  if (peer !== undefined)
    await node.as('operator').send('PATCH', `/peers/${peer.id}`, { state: 'suspended' });
  const outgoing = createOutgoing({ allowHttp: false });
  try {
    const { federationUrl: url, fingerprint } = node;
    const { outcome, steps, size } = await auditLog({ url, fingerprint, outgoing, now: Date.now() });
    assert.equal(outcome, 'proven', JSON.stringify(steps));
    assert.ok(size !== undefined && size > seq);
  } finally {
    await outgoing.close();
  }
}
