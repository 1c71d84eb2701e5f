import { z } from 'zod';
import { Frequency, Grade, IndicatorCode, LocalisedText, Sector } from '../../domain/indicator.ts';
import { Level } from '../../domain/level.ts';
import { isOverdue } from '../../domain/overdue.ts';
import { type EpochMs, formatInstant, Instant } from '../../domain/time.ts';
import type { IndicatorSummary } from '../../ingest/port.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf } from './lists.ts';

export const OverviewItem = z.object({
  code: IndicatorCode,
  names: LocalisedText,
  sector: Sector,
  grade: Grade,
  frequency: Frequency,
  unit: z.string(),
  series: z.number().int().min(0),
  lastPeriod: z.string().optional().describe('The newest of any series; absent without observations'),
  knownAt: Instant.optional().describe('When something was last learnt of any series'),
  overdue: z
    .boolean()
    .optional()
    .describe('Whether the next period should have come; absent without observations'),
  openSignal: z.object({ id: z.string(), level: Level }).optional().describe('The one of the highest level'),
});

export function overviewRoutes(api: Api, { stores, business }: EwsNode): void {
  api.get(
    '/indicators/overview',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['indicators'],
        summary: 'The catalogue with what is held of each indicator, and what is the matter with it',
        response: answers({ 200: json('Indicators', listOf(OverviewItem)) }),
      },
    },
    async () => {
      const [summaries, open] = await Promise.all([
        stores.observations.overview(),
        stores.signals.openSignals(),
      ]);
      const signals = new Map(open.map(({ indicator, id, level }) => [indicator, { id, level }]));
      const now = business.now();
      return { items: summaries.map((each) => itemOf(each, signals.get(each.indicator.code), now)) };
    },
  );
}

function itemOf(
  { indicator, series, lastPeriod, knownAt }: IndicatorSummary,
  openSignal: z.infer<typeof OverviewItem>['openSignal'],
  now: EpochMs,
): z.infer<typeof OverviewItem> {
  const { code, names, sector, grade, frequency, unit } = indicator;
  return {
    ...{ code, names, sector, grade, frequency, unit, series, lastPeriod, openSignal },
    knownAt: knownAt === undefined ? undefined : formatInstant(knownAt),
    overdue: lastPeriod === undefined ? undefined : isOverdue(indicator, lastPeriod, now),
  };
}
