import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnBulletin, PeerBulletin } from '../../src/bulletin/port.ts';
import { EwsError, hasCode } from '../../src/domain/errors.ts';
import { entriesOf } from './audit.ts';
import { approveAll, draft, issueDraft, issueReleased, listAll, pathOf, seqOf } from './bulletins.ts';
import type { TestNode } from './nodes.ts';
import { isOutage } from './patiently.ts';
import { untilHeld } from './peers.ts';

/** The places of bulletins that a node has confirmed, by their ids. */
export type Confirmed = Map<string, number>;

/** Bulletins one after the other, until the node is gone. What it confirms goes into `confirmed`. */
export async function issueUntilKilled(node: TestNode, confirmed: Confirmed): Promise<void> {
  try {
    for (;;) await issueOne(node, confirmed);
  } catch (error) {
    if (!hasCode(error, 'peer_unreachable')) throw error;
  }
}

/** Bulletins one after the other for as long as it is wanted, whatever happens to the node meanwhile. */
export async function issueThroughout(
  node: TestNode,
  confirmed: Confirmed,
  wanted: AbortSignal,
): Promise<void> {
  while (!wanted.aborted) {
    try {
      await issueOne(node, confirmed);
    } catch (error) {
      if (!isOutage(error)) throw error;
      await sleep(50);
    }
  }
}

export async function issueOne(node: TestNode, confirmed: Confirmed): Promise<void> {
  const issued = await issueDraft(node, await draft(node));
  confirmed.set(issued.content.id, seqOf(issued));
}

/** How a node refuses to issue, as in `503 unavailable`, or `gone`; undefined where it issued, or was only busy. */
export async function refusalToIssue(node: TestNode): Promise<string | undefined> {
  try {
    await issueDraft(node, await draft(node));
    return undefined;
  } catch (error) {
    if (hasCode(error, 'peer_unreachable', 'peer_timeout')) return 'gone';
    if (!(error instanceof EwsError) || error.code !== 'peer_answer') throw error;
    return error.message.includes('overloaded') ? undefined : `${error.detail.status} ${error.detail.code}`;
  }
}

/** Takes up every bulletin where an outage left it, and issues it. Returns how many there were. */
export async function finishAll(node: TestNode): Promise<number> {
  const states = (await listAll<OwnBulletin>(node, '/bulletins')).filter(
    ({ life }) => life.state !== 'issued',
  );
  for (const bulletin of states) {
    const { content, digest, life } = bulletin;
    if (life.state === 'draft') await approveAll(node, bulletin);
    else {
      assert.ok(life.state === 'in-review', `${content.id} is ${life.state}`);
      if (life.approvals.length === 0) {
        await node.as('approver-1').send('POST', `${pathOf(content.id)}/approve`, { digest });
      }
    }
    await issueReleased(node, bulletin);
  }
  return states.length;
}

/**
 * The log of a node has each of its bulletins once, those that it confirmed where it confirmed them, and each
 * peer holds exactly these, each verified and each once. Returns the bulletins.
 */
export async function requireWhole(
  issuer: TestNode,
  peers: readonly TestNode[],
  confirmed: Confirmed,
): Promise<readonly OwnBulletin[]> {
  const bulletins = await listAll<OwnBulletin>(issuer, '/bulletins');
  const places = new Map(bulletins.map((bulletin) => [bulletin.content.id, seqOf(bulletin)]));
  const entries = await entriesOf(issuer, issuer.origin);
  assert.deepEqual(
    entries.map(({ seq }) => seq),
    [...entries.keys()],
  );
  assert.equal(entries.length, bulletins.length);
  assert.equal(new Set(places.values()).size, bulletins.length);
  for (const [id, seq] of confirmed) assert.equal(places.get(id), seq, id);
  for (const { content, life } of bulletins) {
    assert.ok(life.state === 'issued');
    assert.equal(life.issued.reference.digest, entries[life.issued.reference.seq]?.digest, content.id);
  }
  for (const peer of peers) await requireSame(issuer, peer, bulletins);
  return bulletins;
}

/** A peer holds exactly these bulletins, each verified and each once. */
export async function requireSame(
  issuer: TestNode,
  peer: TestNode,
  bulletins: readonly OwnBulletin[],
): Promise<void> {
  const { held, counts } = await untilHeld(peer, issuer, bulletins.length);
  assert.equal(held, bulletins.length);
  assert.deepEqual(counts, { verified: held, sealed: 0, refused: 0 });
  const received = await listAll<PeerBulletin>(peer, `/bulletins?from=peers&issuer=${issuer.id}`);
  const line = (id: string, seq: number, digest: string) => `${seq} ${id} ${digest}`;
  assert.deepEqual(
    received.map(({ content, reference: { seq, digest } }) => line(content.id, seq, digest)).sort(),
    bulletins
      .map(({ content, life }) => {
        assert.ok(life.state === 'issued');
        const { seq, digest } = life.issued.reference;
        return line(content.id, seq, digest);
      })
      .sort(),
  );
}
