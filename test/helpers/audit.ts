import assert from 'node:assert/strict';
import type { Outgoing } from '../../src/net/outgoing.ts';
import { auditLog } from '../../src/verify/audit-log.ts';
import { until } from './until.ts';

/** What an audit needs of a node. */
export interface AuditedNode {
  readonly id: string;
  readonly origin: string;
  readonly federationUrl: string;
  readonly fingerprint: string;
  as(person: 'operator'): { get<T>(path: string): Promise<T> };
}

/** An entry as the agency API lists it. */
export interface ListedEntry {
  readonly seq: number;
  readonly digest: string;
  readonly sealed: boolean;
}

interface PeerStatus {
  readonly peer: { readonly node: string; readonly state: 'active' | 'suspended' };
  readonly held: number;
  readonly counts: { readonly verified: number; readonly sealed: number; readonly refused: number };
}

/**
 * Audits nodes as an outsider would: the whole published log of each over HTTP, and what each of them holds of
 * the others' logs, which has to be exactly those logs. Fails the test if anything is wrong.
 */
export async function auditNodes(nodes: readonly AuditedNode[], outgoing: Outgoing): Promise<void> {
  for (const node of nodes) await auditPublished(node, outgoing);
  for (const issuer of nodes) for (const holder of nodes) await auditHeld(issuer, holder);
}

/** Audits a node's whole published log. Returns its size. */
export async function auditPublished(
  node: Pick<AuditedNode, 'id' | 'origin' | 'federationUrl' | 'fingerprint'>,
  outgoing: Outgoing,
): Promise<number> {
  const { federationUrl: url, fingerprint } = node;
  const { outcome, steps, origin, size } = await auditLog({ url, fingerprint, outgoing, now: Date.now() });
  const failed = steps.filter(({ state }) => state !== 'ok');
  const why = `${node.id}: ${failed.map(({ name, code, sentence }) => `${name} [${code}] ${sentence}`).join(' ')}`;
  assert.equal(outcome, 'proven', why);
  assert.deepEqual(failed, [], why);
  assert.equal(origin, node.origin);
  assert.ok(size !== undefined, why);
  return size;
}

/** Compares what a node holds of another's log, if it does, with that log. Where they exchange, all of it. */
async function auditHeld(issuer: AuditedNode, holder: AuditedNode): Promise<void> {
  const [there, here] = [await statusAt(holder, issuer), await statusAt(issuer, holder)];
  if (there === undefined) return;
  const issued = await entriesOf(issuer, issuer.origin);
  const exchanging = there.peer.state === 'active' && here?.peer.state === 'active';
  const status = exchanging
    ? await until(`${holder.id} holds all ${issued.length} entries of ${issuer.id}`, async () => {
        const now = await statusAt(holder, issuer);
        return now !== undefined && now.held >= issued.length && now;
      })
    : there;
  const held = await entriesOf(holder, issuer.origin);
  const where = `${issuer.origin} at ${holder.id}`;
  assert.equal(held.length, status.held, where);
  assert.ok(held.length <= issued.length, where);
  assert.deepEqual(held.map(place), issued.slice(0, held.length).map(place), where);
  assert.ok(issued.every((entry, index) => entry.seq === index && !entry.sealed));
  const sealed = held.filter((entry) => entry.sealed).length;
  assert.deepEqual(status.counts, { verified: held.length - sealed, sealed, refused: 0 }, where);
}

function place({ seq, digest }: ListedEntry): string {
  return `${seq} ${digest}`;
}

async function statusAt(node: AuditedNode, peer: AuditedNode): Promise<PeerStatus | undefined> {
  const { items } = await node.as('operator').get<{ items: PeerStatus[] }>('/peers');
  return items.find((each) => each.peer.node === peer.id);
}

/** All entries that a node holds of a log, in their order. */
export async function entriesOf(node: Pick<AuditedNode, 'as'>, origin: string): Promise<ListedEntry[]> {
  const entries: ListedEntry[] = [];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const path = `/log/entries?origin=${encodeURIComponent(origin)}&from=${from}&limit=1000`;
    const page: { items: ListedEntry[]; next?: number } = await node.as('operator').get(path);
    entries.push(...page.items);
    from = page.next;
  }
  return entries;
}
