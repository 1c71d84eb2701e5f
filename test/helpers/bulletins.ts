import type { Acknowledgement, Delivery, OwnBulletin, PeerBulletin } from '../../src/bulletin/port.ts';
import type { BulletinDraftInput } from '../../src/domain/bulletin.ts';
import type { TestNode } from './nodes.ts';
import { until } from './until.ts';

/** A bulletin's parts that pass every rule; a test states what it is about. */
export function bulletinParts(parts: Partial<BulletinDraftInput> = {}): BulletinDraftInput {
  return {
    status: 'actual',
    level: 'alert',
    urgency: 'expected',
    certainty: 'likely',
    sector: 'critical-minerals',
    items: [{ name: { en: 'Urea' }, hsCodes: ['310210'] }],
    headline: { en: 'Urea exports are inspected at the border', ko: '요소 수출 검사 강화' },
    text: { en: 'Customs declarations of urea wait for an inspection that was not asked for before.' },
    expires: '2022-01-31T00:00:00Z',
    tlp: 'GREEN',
    audience: '*',
    evidence: [],
    contact: 'Supply chain desk',
    ...parts,
  };
}

export function pathOf(id: string): string {
  return `/bulletins/${encodeURIComponent(id)}`;
}

export async function draft(node: TestNode, parts: Partial<BulletinDraftInput> = {}): Promise<OwnBulletin> {
  return node.as('analyst').send<OwnBulletin>('POST', '/bulletins', bulletinParts(parts));
}

/** Drafts, submits, and has as many approve as the level asks for. */
export async function release(node: TestNode, parts: Partial<BulletinDraftInput> = {}): Promise<OwnBulletin> {
  return approveAll(node, await draft(node, parts));
}

export async function approveAll(node: TestNode, { content, digest }: OwnBulletin): Promise<OwnBulletin> {
  await node.as('analyst').send('POST', `${pathOf(content.id)}/submit`, { digest });
  let approved = await node
    .as('approver-1')
    .send<OwnBulletin>('POST', `${pathOf(content.id)}/approve`, { digest });
  if (content.level === 'serious') {
    approved = await node
      .as('approver-2')
      .send<OwnBulletin>('POST', `${pathOf(content.id)}/approve`, { digest });
  }
  return approved;
}

/** The same, and issued. */
export async function issue(node: TestNode, parts: Partial<BulletinDraftInput> = {}): Promise<OwnBulletin> {
  return issueDraft(node, await draft(node, parts));
}

export async function issueDraft(node: TestNode, bulletin: OwnBulletin): Promise<OwnBulletin> {
  await approveAll(node, bulletin);
  return issueReleased(node, bulletin);
}

export async function issueReleased(node: TestNode, { content }: OwnBulletin): Promise<OwnBulletin> {
  return node.as('approver-1').send<OwnBulletin>('POST', `${pathOf(content.id)}/issue`);
}

/** The sequence number of an issued bulletin's entry. */
export function seqOf(bulletin: OwnBulletin): number {
  if (!('issued' in bulletin.life)) throw new Error(`${bulletin.content.id} is ${bulletin.life.state}`);
  return bulletin.life.issued.reference.seq;
}

/** A bulletin as a node answers for it by its id. */
export type OwnDetail = OwnBulletin & {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly deliveries?: readonly Delivery[];
};
export type PeerDetail = PeerBulletin & { readonly acknowledgements: readonly Acknowledgement[] };

/** Waits until a bulletin of another node has arrived. */
export async function arrival(at: TestNode, { content: { id } }: OwnBulletin): Promise<PeerDetail> {
  return until(`${id} arrives at ${at.id}`, () => at.as('viewer').find<PeerDetail>(pathOf(id)));
}

/** All bulletins of a list that is read page by page. */
export async function listAll<T>(node: TestNode, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const page: { items: T[]; next?: number } = await node
      .as('viewer')
      .get(`${path}${path.includes('?') ? '&' : '?'}limit=500&offset=${offset}`);
    items.push(...page.items);
    offset = page.next;
  }
  return items;
}

/** All bulletins of a list without how many witnesses they have, which goes on changing after they were issued. */
export async function listBulletins<T>(node: TestNode, path: string): Promise<T[]> {
  const all = await listAll<T & { readonly witness?: object }>(node, path);
  return all.map(({ witness: _counted, ...bulletin }) => bulletin as T);
}
