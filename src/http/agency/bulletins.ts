import { z } from 'zod';
import type { BulletinQuery } from '../../bulletin/port.ts';
import { EwsError } from '../../domain/errors.ts';
import { Sector } from '../../domain/indicator.ts';
import { Level } from '../../domain/level.ts';
import { NodeId } from '../../domain/node-id.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import {
  BulletinDetail,
  BulletinParams,
  BulletinView,
  deliveryView,
  isIssued,
  ownBulletinView,
  peerBulletinView,
  releaseView,
  withWitness,
} from './bulletin-view.ts';
import { flag, listOf, paging, present, readPage, SearchText } from './lists.ts';

const Filter = z.strictObject({
  from: z.enum(['own', 'peers']).default('own'),
  state: z.enum(['draft', 'in-review', 'issued', 'updated', 'cancelled', 'withdrawn']).optional(),
  level: Level.optional(),
  sector: Sector.optional(),
  q: SearchText.optional().describe('Part of the id, of a headline, or of the name or code of an item'),
  issuer: NodeId.optional().describe('Of bulletins from peers: whose'),
  unread: flag().describe('Of bulletins from peers: those in force that nobody here has acknowledged'),
  ...paging,
});

/** Reading. What makes a bulletin is in drafts.ts, what releases it in releases.ts. */
export function bulletinRoutes(api: Api, node: EwsNode): void {
  const store = node.stores.bulletins;
  const config = { permission: 'read' } as const;
  const tags = ['bulletins'];

  api.get(
    '/bulletins',
    {
      config,
      schema: {
        tags,
        summary: 'Bulletins of this node, or of its peers',
        querystring: Filter,
        response: answers({ 200: json('Bulletins, the newest first', listOf(BulletinView)) }),
      },
    },
    async ({ query: { from, issuer, unread, ...rest } }) => {
      const page = (limit: number, offset: number): BulletinQuery => ({ ...present(rest), limit, offset });
      const here = { node: node.config.node.id, now: node.business.now() };
      const chosen = present({ issuer, unread: unread ? here : undefined });
      const statusOf = node.federation.witnessing.statuses();
      const witnessed = <T extends Parameters<typeof withWitness>[0]>(view: T) => withWitness(view, statusOf);
      if (from === 'own')
        return readPage(rest, async (limit, offset) =>
          Promise.all((await store.ownBulletins(page(limit, offset))).map(ownBulletinView).map(witnessed)),
        );
      return readPage(rest, async (limit, offset) =>
        Promise.all(
          (await store.peerBulletins({ ...page(limit, offset), ...chosen }))
            .map(peerBulletinView)
            .map(witnessed),
        ),
      );
    },
  );

  api.get(
    '/bulletins/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One bulletin, with acknowledgements and, once this node issued it, deliveries',
        params: BulletinParams,
        response: answers({ 200: json('The bulletin', BulletinDetail) }, 'not_found'),
      },
    },
    async ({ params }) => detail(node, params.id),
  );
}

async function detail(
  { stores, bulletins, federation }: EwsNode,
  id: string,
): Promise<z.infer<typeof BulletinDetail>> {
  const store = stores.bulletins;
  const own = await store.ownBulletin(id);
  const statusOf = federation.witnessing.statuses();
  const acknowledgements = await store.acknowledgements(id);
  if (own !== undefined) {
    const deliveries = isIssued(own.life) ? (await bulletins.deliveries(id)).map(deliveryView) : undefined;
    const view = await withWitness(ownBulletinView(own), statusOf);
    return { ...view, acknowledgements, deliveries };
  }
  const received = await store.peerBulletin(id);
  if (received === undefined) throw new EwsError('not_found', `There is no bulletin ${id} here.`);
  const release = await bulletins.release(received);
  return {
    ...(await withWitness(peerBulletinView(received), statusOf)),
    acknowledgements,
    ...(release === undefined ? {} : { release: releaseView(release) }),
  };
}
