import { z } from 'zod';
import { LANGUAGES } from '../../domain/language.ts';
import type { LinkStatus } from '../../links/links.ts';
import type { EwsNode } from '../../node.ts';
import { figuresOf, type SituationReportParts } from '../../situation-report/figures.ts';
import { reportPage } from '../../situation-report/page.ts';
import type { LinkLine } from '../../situation-report/port.ts';
import { Figures } from '../../situation-report/schema.ts';
import { type Api, answers } from './answers.ts';
import { jointPicture } from './joint-picture.ts';

const Query = z.strictObject({
  week: z
    .string()
    .regex(/^\d{4}-W\d{2}$/, 'a week such as 2026-W47')
    .optional()
    .describe('An ISO 8601 week, as `2026-W47`; absent: the last that has ended'),
  lang: z.enum(LANGUAGES).default('en').describe('Of the page; the figures have all languages'),
  format: z.enum(['html', 'json']).optional().describe('Absent: as the header Accept asks, else HTML'),
});

const REPORT = {
  description: 'The report as a page to read, print and mail, or its figures',
  content: { 'text/html': { schema: z.string() }, 'application/json': { schema: Figures } },
};

/** What stands and what a week brought, for people to read. */
export function situationReportRoutes(api: Api, node: EwsNode): void {
  const parts = partsOf(node);

  api.get(
    '/situation-report',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['situation'],
        summary: 'The situation report of a week, as a page or as figures',
        querystring: Query,
        response: answers({ 200: REPORT }),
      },
    },
    async ({ query: { week, lang, format }, headers }, reply) => {
      const figures = await figuresOf(parts, week);
      reply.header('cache-control', 'private, no-store').header('vary', 'accept');
      if (format === 'json' || (format === undefined && isJsonWanted(headers.accept)))
        return reply.type('application/json').send(figures);
      const { text, policy } = reportPage(figures, lang);
      const name = `situation-report-${node.config.node.id}-${figures.week.name}-${lang}.html`;
      return reply
        .header('content-security-policy', policy)
        .header('content-disposition', `inline; filename="${name}"`)
        .type('text/html; charset=utf-8')
        .send(text as never);
    },
  );
}

/** Browsers take anything, and name what they read first. */
function isJsonWanted(accept = ''): boolean {
  return accept.includes('application/json') && !accept.includes('text/html');
}

function partsOf(node: EwsNode): SituationReportParts {
  const { stores, config, business, wall } = node;
  const picture = jointPicture(node);
  return {
    node: { id: config.node.id, country: config.node.country },
    situations: (limit) => picture.details(limit),
    async peers() {
      const peers = await stores.peers.peers();
      return peers.map(({ node: peer, country, state }) => ({ node: peer, country, left: state === 'left' }));
    },
    ...{ business, wall, replay: business.mode === 'replay' },
    sources: {
      weeks: stores.weeks,
      measured: () => stores.observations.overview(),
      window: (series, length) => stores.observations.window(series, length),
      standing: (now) => stores.bulletins.standing(now),
      disputed: (now) => stores.bulletins.disputed(now),
      unjudged: async () => (await stores.reports.countReports()).new,
      links: async () => (await node.links.status()).map(linkLine),
    },
  };
}

function linkLine({ peer, link, outboundBehind }: LinkStatus): LinkLine {
  const { held, claimed } = link;
  const direction = (way: 'inbound' | 'outbound') => {
    const { standing, since, lastContact } = link.directions[way];
    return { state: standing.state, since, lastContact };
  };
  return {
    ...{ node: peer.node, country: peer.country, outboundBehind },
    ...{ inbound: direction('inbound'), outbound: direction('outbound') },
    inboundBehind: held === undefined || claimed === undefined ? undefined : Math.max(0, claimed - held),
  };
}
