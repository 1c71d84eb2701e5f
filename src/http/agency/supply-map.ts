import { z } from 'zod';
import { EwsError } from '../../domain/errors.ts';
import { HsCode } from '../../domain/indicator.ts';
import { CountryCode } from '../../domain/node-id.ts';
import { type Place, Stage, SupplyMap } from '../../domain/supply-map.ts';
import type { EwsNode } from '../../node.ts';
import { createConsequences } from '../../situation/consequences.ts';
import { exposuresOf } from '../../situation/exposure.ts';
import { occasionOfPlaces } from '../../situation/occasion.ts';
import { suppliers } from '../../situation/origins.ts';
import { type Api, answers, json } from './answers.ts';
import { fraction, present } from './lists.ts';
import { EffectsView, ExposuresView } from './supply-map-view.ts';

const country = CountryCode.optional().describe('Who fails to deliver');
const item = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .optional()
  .describe('Key of an item, or its name in any language');

export const lost = fraction().default(1).describe('The share that fails, above 0 and up to 1');
const scope = z
  .enum(['exports', 'output'])
  .default('output')
  .describe('exports: the country itself keeps what it makes');

const Choice = z
  .strictObject({
    ...{ country, item, lost, scope },
    hs: HsCode.optional().describe('Code of the Harmonized System, of two to ten digits'),
    stage: Stage.optional(),
  })
  .refine(({ country, item, hs, stage }) => [country, item, hs, stage].some((one) => one !== undefined), {
    path: ['country'],
    message: 'say what fails: country, item, hs or stage',
  });

const Stops = z.strictObject({
  ...{ country, item },
  hit: CountryCode.optional().describe('Only what hits this country'),
});

export function supplyMapRoutes(api: Api, { config: { supplyMap }, stores, business }: EwsNode): void {
  const consequences = createConsequences({ map: supplyMap, reports: stores.reports, business });
  const config = { permission: 'read' } as const;
  const tags = ['situation'];

  api.get(
    '/supply-map',
    {
      config,
      schema: {
        tags,
        summary: "Which country's item feeds which country's stage, with the source of each figure",
        response: answers({ 200: json('The supply map', SupplyMap) }),
      },
    },
    async () => supplyMap,
  );

  api.get(
    '/supply-map/effects',
    {
      config,
      schema: {
        tags,
        summary: 'Who is hit when something fails, after how many days, how much, and by which paths',
        querystring: Choice,
        response: answers({ 200: json('Effects', EffectsView) }, 'not_found'),
      },
    },
    async ({ query: { hs, lost, scope, ...choice } }) => {
      const origins = suppliers(
        supplyMap,
        present({ ...choice, hsCodes: hs === undefined ? undefined : [hs] }),
      );
      return consequences.of(occasionOfPlaces(supplyMap, requireSome(origins), scope), lost);
    },
  );

  api.get(
    '/supply-map/exposure',
    {
      config,
      schema: {
        tags,
        summary:
          'What if a country stopped sending an item: each of them, those that would hit hardest first',
        querystring: Stops,
        response: answers({ 200: json('Exposures', ExposuresView) }, 'not_found'),
      },
    },
    async ({ query: { hit, ...choice } }) => {
      requireSome(suppliers(supplyMap, present(choice)));
      return exposuresOf(supplyMap, present(choice), hit);
    },
  );
}

function requireSome(origins: Place[]): Place[] {
  if (origins.length > 0) return origins;
  throw new EwsError('not_found', 'The supply map has nobody who supplies that.');
}
