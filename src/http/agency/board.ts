import { z } from 'zod';
import { AnyText } from '../../domain/bulletin.ts';
import { Sector } from '../../domain/indicator.ts';
import { Level } from '../../domain/level.ts';
import { CountryCode, NodeId } from '../../domain/node-id.ts';
import { hasPermission, Role } from '../../domain/people.ts';
import { formatInstant, Instant } from '../../domain/time.ts';
import type { EwsNode } from '../../node.ts';
import { actorOf } from '../auth.ts';
import { type Api, answers, json } from './answers.ts';
import { present } from './lists.ts';
import { RefusedView, refusedView } from './refused.ts';

const count = z.number().int().min(0);

const Board = z.object({
  business: Instant,
  nodes: z.array(z.object({ node: NodeId, country: CountryCode, self: z.boolean() })),
  levels: z
    .array(
      z.object({
        node: NodeId,
        sector: Sector,
        level: Level.describe('The highest of those in force'),
        count,
        newest: z.object({ id: z.string(), headline: AnyText, sent: Instant, level: Level }),
      }),
    )
    .describe('Bulletins in force: one row for each node and sector that has any'),
  waiting: z.object({
    signals: count.describe('Open signals'),
    drafts: count,
    review: count.describe('In review, and the caller may approve them'),
    issue: count.describe('With enough approvals'),
    unread: count.describe('Of peers, in force, and nobody here has acknowledged them'),
  }),
  disputed: z
    .array(z.object({ node: NodeId, count }))
    .describe('In force, but of disputed origin: their log was forked before they came; not among `levels`'),
  refused: z.array(RefusedView).max(20).describe('The newest entries of peers that were refused'),
});

const MOST_REFUSED = 20;

/** What there is to see and to do at this node, at one glance. */
export function boardRoutes(api: Api, node: EwsNode): void {
  const { stores, config } = node;
  const { id, country } = config.node;

  api.get(
    '/board',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['node'],
        summary: 'What stands, by node and sector, and what waits for people here',
        response: answers({ 200: json('The board', Board) }),
      },
    },
    async (request) => {
      const now = node.business.now();
      const { role, subject } = actorOf(request);
      const mayApprove = hasPermission(Role.parse(role), 'approve');
      const who = present({ approver: mayApprove ? subject : undefined });
      const [peers, levels, disputed, bulletins, signals, refused] = await Promise.all([
        stores.peers.peers(),
        stores.bulletins.standing(now),
        stores.bulletins.disputed(now),
        stores.bulletins.waiting({ node: id, now, ...who }),
        stores.signals.countSignals('open'),
        stores.peers.newestRefused(MOST_REFUSED),
      ]);
      return {
        business: formatInstant(now),
        nodes: [
          { node: id, country, self: true },
          ...peers.map((peer) => ({ node: peer.node, country: peer.country, self: false })),
        ],
        levels,
        disputed,
        waiting: { signals, ...bulletins },
        refused: refused.map(refusedView),
      };
    },
  );
}
