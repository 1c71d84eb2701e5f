import { z } from 'zod';
import { Sector } from '../../domain/indicator.ts';
import { Level } from '../../domain/level.ts';
import type { EwsNode } from '../../node.ts';
import { createQueue } from '../../queue/queue.ts';
import { type Api, answers, json } from './answers.ts';
import { paging, present, readPage } from './lists.ts';
import { QueueView, queueView } from './queue-view.ts';

const Filter = z.strictObject({
  from: Level.default('alert').describe('Lower ones are shown behind the others, and not counted'),
  sector: Sector.optional().describe('Places and counts stay those of all sectors'),
  ...paging,
});

/** What waits to be judged, what matters most first. */
export function queueRoutes(api: Api, { stores, config, business }: EwsNode): void {
  const queue = createQueue({
    store: stores.signals,
    map: config.supplyMap,
    country: config.node.country,
    concern: countriesOfConcern(config.detectors.detectors.concentration ?? {}),
    indicators: () => stores.observations.indicators(),
    window: (series, length) => stores.observations.window(series, length),
    ...{ budget: config.budget, business },
  });

  api.get(
    '/queue',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['signals'],
        summary:
          'Open signals of alert or above, what matters most first, and how many of them are for today',
        querystring: Filter,
        response: answers({ 200: json('The queue', QueueView) }),
      },
    },
    async ({ query: { limit, offset, ...query } }) => {
      const { workday, items } = await queue.read(present(query));
      const page = await readPage({ limit, offset }, async (count, from) => items.slice(from, from + count));
      return { ...queueView(workday, page.items), ...present({ next: page.next }) };
    },
  );
}

/** Those that the detector of concentration is told of, on any frequency. */
function countriesOfConcern(rule: object): string[] {
  const stated = Object.values(rule).map((parameters) => parameters?.countriesOfConcern);
  const countries = stated.flatMap((text) => (typeof text === 'string' ? text.split(',') : []));
  return [...new Set(countries.filter((country) => country !== ''))];
}
