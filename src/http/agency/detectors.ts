import { z } from 'zod';
import { thresholdsOf } from '../../detect/detectors/detector.ts';
import { type Applied, detectorsFor, type StatedRule, statedRules } from '../../detect/parameters.ts';
import { EwsError } from '../../domain/errors.ts';
import { DerivationKind, Frequency, IndicatorKind } from '../../domain/indicator.ts';
import { indicatorOfSeries, SeriesKey } from '../../domain/series.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf } from './lists.ts';

export const DetectorName = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, 'a name such as seasonal-z');

export const DetectorParameters = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

const threshold = z.number();

export const DetectorView = z.object({
  name: DetectorName,
  version: z.number().int(),
  frequency: Frequency,
  kinds: z.array(IndicatorKind).optional().describe('Absent: on all kinds that no other entry of it names'),
  derived: z.array(DerivationKind).optional().describe('Only on indicators that are derived so'),
  parameters: DetectorParameters,
  thresholds: z
    .object({
      attention: threshold,
      caution: threshold,
      alert: threshold.optional(),
      serious: threshold.optional(),
    })
    .optional()
    .describe(
      'The least score of each level that it can say; they stand among the parameters too. Absent: they follow from the past of each series',
    ),
});

export function detectorRoutes(api: Api, { config, stores }: EwsNode): void {
  api.get(
    '/detectors',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['signals'],
        summary: 'What judges series here, by their frequency; or what judges one series',
        querystring: z.strictObject({ series: SeriesKey.optional() }),
        response: answers(
          { 200: json('Detectors with their parameters', listOf(DetectorView)) },
          'not_found',
        ),
      },
    },
    async ({ query: { series } }) => {
      if (series === undefined) return { items: statedRules(config.detectors).map(detectorView) };
      const indicator = await stores.observations.indicator(indicatorOfSeries(series));
      if (indicator === undefined) throw new EwsError('not_found', `No indicator has the series ${series}.`);
      const { frequency } = indicator;
      const applied = detectorsFor(config.detectors, indicator, series);
      return { items: applied.map((each) => detectorView({ ...each, frequency })) };
    },
  );
}

function detectorView(
  rule: Applied & Pick<StatedRule, 'frequency' | 'kinds' | 'derived'>,
): z.infer<typeof DetectorView> {
  const { detector, parameters, frequency, kinds, derived } = rule;
  return {
    name: detector.name,
    version: detector.version,
    frequency,
    ...(kinds && { kinds: [...kinds] }),
    ...(derived && { derived: [...derived] }),
    parameters: { ...parameters },
    ...(detector.channel === undefined && { thresholds: thresholdsOf(parameters) }),
  };
}
