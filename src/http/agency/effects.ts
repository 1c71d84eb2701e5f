import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { indicatorOfSeries } from '../../domain/series.ts';
import type { Place } from '../../domain/supply-map.ts';
import type { EwsNode } from '../../node.ts';
import { effectsOf } from '../../situation/effects.ts';
import { originsOfBulletin, originsOfSeries } from '../../situation/occasions.ts';
import { type Api, answers, json } from './answers.ts';
import { BulletinParams } from './bulletin-view.ts';
import { SignalParams } from './signals.ts';
import { lost } from './supply-map.ts';
import { EffectsView } from './supply-map-view.ts';

const Lost = z.strictObject({ lost });

/** What a signal or a bulletin would mean downstream, if what it tells of failed. */
export function effectRoutes(api: Api, node: EwsNode): void {
  const { supplyMap } = node.config;
  const config = { permission: 'read' } as const;
  const response = answers(
    { 200: json('Effects; without origins where the supply map knows nothing of it', EffectsView) },
    'not_found',
  );

  api.get(
    '/signals/:id/effects',
    {
      config,
      schema: {
        tags: ['signals'],
        summary: 'Who is hit downstream if what the series measures fails',
        params: SignalParams,
        querystring: Lost,
        response,
      },
    },
    async ({ params, query }) =>
      effectsOf(supplyMap, { origins: await originsOfSignal(node, params.id), scope: 'output', ...query }),
  );

  api.get(
    '/bulletins/:id/effects',
    {
      config,
      schema: {
        tags: ['bulletins'],
        summary: 'Who is hit downstream if what the bulletin tells of fails',
        params: BulletinParams,
        querystring: Lost,
        response,
      },
    },
    async ({ params, query }) =>
      effectsOf(supplyMap, { origins: await originsTold(node, params.id), scope: 'output', ...query }),
  );
}

async function originsOfSignal({ stores, config }: EwsNode, id: string): Promise<Place[]> {
  const signal = await stores.signals.signal(id);
  if (signal === undefined) throw new EwsError('not_found', 'There is no such signal.');
  const { series, evidence, sector } = signal;
  const indicator = await stores.observations.indicator(indicatorOfSeries(series));
  return originsOfSeries(
    config.supplyMap,
    series,
    indicator ?? { names: evidence.names, hsCodes: [], sector },
  );
}

async function originsTold({ stores, config }: EwsNode, id: string): Promise<Place[]> {
  const { bulletins, peers } = stores;
  const told = (await bulletins.ownBulletin(id)) ?? (await bulletins.peerBulletin(id));
  if (told === undefined) throw new EwsError('not_found', `There is no bulletin ${id} here.`);
  const { content } = told;
  const nodes = [{ node: config.node.id, country: config.node.country }, ...(await peers.peers())];
  const issuer = nodes.find(({ node }) => node === content.issuer)?.country;
  return originsOfBulletin(config.supplyMap, content, issuer);
}
