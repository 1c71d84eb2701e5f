import { z } from 'zod';
import { type BandItem, bandOver } from '../../detect/band.ts';
import { assessEvidence } from '../../detect/evidence.ts';
import { detectorsFor } from '../../detect/parameters.ts';
import { watchedMemory } from '../../detect/watched.ts';
import { ReceivedEvidence } from '../../domain/bulletin.ts';
import { EwsError } from '../../domain/errors.ts';
import { Level } from '../../domain/level.ts';
import { indicatorOfSeries, SeriesKey } from '../../domain/series.ts';
import { Instant, parseInstant } from '../../domain/time.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { DetectorName, DetectorParameters } from './detectors.ts';
import { wholeNumber } from './lists.ts';
import { schemas } from './schemas.ts';

const edge = z.number().optional();

export const BandView = z.object({
  period: z.string(),
  value: z.number(),
  score: z.number(),
  level: Level.optional(),
  expected: edge.describe('Absent, as the edges are, while there is too little history'),
  cautionLow: edge.describe('At or below it the level is reached; absent where no value reaches it'),
  cautionHigh: edge,
  alertLow: edge,
  alertHigh: edge,
});
schemas.add(BandView, { id: 'BandPoint' });

const Band = z.object({
  series: SeriesKey,
  detector: DetectorName,
  parameters: DetectorParameters,
  items: z.array(BandView),
});

export const Assessed = z.object({
  agrees: z.boolean().describe('Score and level are those that the evidence states, bit for bit'),
  score: z.number(),
  level: Level.optional(),
  band: z.array(BandView),
});

/** Evidence of the longest window takes a second to compute. */
const ASSESSMENTS_PER_MINUTE = 60;

/** What detectors make of a series or of a frozen window, step by step. */
export function bandRoutes(api: Api, node: EwsNode): void {
  const store = node.stores.observations;

  api.get(
    '/series/band',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['indicators'],
        summary: 'Between which values a detector would have raised nothing, at each period',
        querystring: z.strictObject({
          series: SeriesKey,
          detector: DetectorName,
          asOf: Instant.optional().describe('What was known then; absent: all that is known'),
          length: wholeNumber(1, 2000).default(120).describe('How many points, the newest ones'),
        }),
        response: answers({ 200: json('Points in order of their periods', Band) }, 'not_found'),
      },
    },
    async ({ query: { series, detector: name, asOf, length } }) => {
      const indicator = await store.indicator(indicatorOfSeries(series));
      if (indicator === undefined) throw new EwsError('not_found', `No indicator has the series ${series}.`);
      const { frequency } = indicator;
      const all = detectorsFor(node.config.detectors, indicator, series);
      const applied = all.find(({ detector }) => detector.name === name);
      if (applied === undefined)
        throw new EwsError('not_found', `No detector ${name} runs here on the series ${series}.`);
      const known = asOf === undefined ? undefined : parseInstant(asOf);
      const { detector, parameters } = applied;
      if (detector.channel !== undefined) {
        const points = await store.window(series, length + watchedMemory(frequency), known);
        const items = await node.detection.channelBand(detector.channel, indicator, all, points, length);
        return { series, detector: name, parameters: { ...parameters }, items: items.map(bandView) };
      }
      const reach = length + detector.memory(parameters, frequency);
      const points = await store.window(series, reach, known);
      const items = await bandOver(applied, indicator, points, length);
      return { series, detector: name, parameters: { ...parameters }, items: items.map(bandView) };
    },
  );

  api.post(
    '/evidence/assess',
    {
      config: {
        permission: 'read',
        rateLimit: { max: ASSESSMENTS_PER_MINUTE, timeWindow: '1 minute' },
      },
      schema: {
        tags: ['signals'],
        summary: 'Compute evidence again, own or that of a peer, from nothing but itself',
        body: ReceivedEvidence,
        response: answers({ 200: json('What comes of it', Assessed) }),
      },
    },
    async ({ body }) => {
      const { band, ...rest } = await assessEvidence(body);
      return { ...rest, band: band.map(bandView) };
    },
  );
}

function bandView(item: BandItem): z.infer<typeof BandView> {
  return { ...item };
}
