import { z } from 'zod';
import { thresholdsOf } from '../../detect/detectors/detector.ts';
import { detectorsFor } from '../../detect/parameters.ts';
import { Frequency } from '../../domain/indicator.ts';
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
  parameters: DetectorParameters,
  thresholds: z
    .object({ attention: threshold, caution: threshold, alert: threshold, serious: threshold })
    .describe('The least score of each level; they stand among the parameters too'),
});

export function detectorRoutes(api: Api, { config }: EwsNode): void {
  api.get(
    '/detectors',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['signals'],
        summary: 'What judges series here, by their frequency',
        response: answers({ 200: json('Detectors with their parameters', listOf(DetectorView)) }),
      },
    },
    async () => {
      const items = Frequency.options.flatMap((frequency) =>
        detectorsFor(config.detectors, frequency).map(({ detector: { name, version }, parameters }) => {
          return {
            name,
            version,
            frequency,
            parameters: { ...parameters },
            thresholds: thresholdsOf(parameters),
          };
        }),
      );
      return { items };
    },
  );
}
