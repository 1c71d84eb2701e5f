import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { ReportId } from '../../domain/report.ts';
import { indicatorOfSeries } from '../../domain/series.ts';
import type { EwsNode } from '../../node.ts';
import { createConsequences } from '../../situation/consequences.ts';
import {
  type Occasion,
  occasionOfBulletin,
  occasionOfReport,
  occasionOfSignal,
  type Reading,
} from '../../situation/occasion.ts';
import { type Api, answers, json } from './answers.ts';
import { BulletinParams } from './bulletin-view.ts';
import { requireReport } from './reports.ts';
import { SignalParams } from './signals.ts';
import { lost } from './supply-map.ts';
import { EffectsView } from './supply-map-view.ts';

const Lost = z.strictObject({ lost });
const ReportParams = z.strictObject({ id: ReportId });

type OccasionOf = (node: EwsNode, reading: Reading, id: string) => Promise<Occasion>;

/** What a signal, a report or a bulletin would mean downstream, if what it tells of failed. */
export function effectRoutes(api: Api, node: EwsNode): void {
  const { stores, config, business } = node;
  const consequences = createConsequences({ map: config.supplyMap, reports: stores.reports, business });

  function effectsOfEach(kind: string, summary: string, params: z.ZodType, occasionOf: OccasionOf): void {
    api.get(
      `/${kind}/:id/effects`,
      {
        config: { permission: 'read' },
        schema: {
          tags: [kind],
          summary,
          params,
          querystring: Lost,
          response: answers(
            { 200: json('Effects; without origins where the supply map knows nothing of it', EffectsView) },
            'not_found',
          ),
        },
      },
      async ({ params, query }: FastifyRequest) => {
        const { id } = params as { id: string };
        const occasion = await occasionOf(node, consequences.reading, id);
        return consequences.of(occasion, (query as z.infer<typeof Lost>).lost);
      },
    );
  }

  effectsOfEach('signals', 'Who is hit downstream if what the series measures fails', SignalParams, ofSignal);
  effectsOfEach(
    'reports',
    'Who is hit downstream if what the report tells of fails; of a policy event what it stops',
    ReportParams,
    async (of, reading, id) => occasionOfReport(reading, await requireReport(of, id)),
  );
  effectsOfEach(
    'bulletins',
    'Who is hit downstream if what the bulletin tells of fails',
    BulletinParams,
    ofBulletin,
  );
}

async function ofSignal({ stores }: EwsNode, reading: Reading, id: string): Promise<Occasion> {
  const signal = await stores.signals.signal(id);
  if (signal === undefined) throw new EwsError('not_found', 'There is no such signal.');
  const { series, evidence, sector } = signal;
  const indicator = await stores.observations.indicator(indicatorOfSeries(series));
  return occasionOfSignal(reading, series, indicator ?? { names: evidence.names, hsCodes: [], sector });
}

async function ofBulletin({ stores, config }: EwsNode, reading: Reading, id: string): Promise<Occasion> {
  const { bulletins, peers } = stores;
  const told = (await bulletins.ownBulletin(id)) ?? (await bulletins.peerBulletin(id));
  if (told === undefined) throw new EwsError('not_found', `There is no bulletin ${id} here.`);
  const { content } = told;
  const nodes = [{ node: config.node.id, country: config.node.country }, ...(await peers.peers())];
  const issuer = nodes.find(({ node }) => node === content.issuer)?.country;
  return occasionOfBulletin(reading, content, issuer);
}
