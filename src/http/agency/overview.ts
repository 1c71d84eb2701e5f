import { z } from 'zod';
import { Frequency, Grade, IndicatorCode, LocalisedText, Sector } from '../../domain/indicator.ts';
import { Level } from '../../domain/level.ts';
import { cadenceDays, expectedRelease, isOverdue } from '../../domain/overdue.ts';
import { indicatorOfSeries } from '../../domain/series.ts';
import type { Signal } from '../../domain/signal.ts';
import { DAY_MS, type EpochMs, formatInstant, Instant } from '../../domain/time.ts';
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
    .describe('Whether the next period should have come; absent without observations, false if derived'),
  openSignal: z.object({ id: z.string(), level: Level }).optional().describe('The one of the highest level'),
});

const OverdueItem = OverviewItem.pick({
  code: true,
  names: true,
  sector: true,
  grade: true,
  frequency: true,
}).extend({
  lastPeriod: z.string().describe('The newest of any series'),
  nextPeriod: z.string().describe('The one that is missing'),
  expectedAt: Instant.describe('When it should have come: its end, and the publication lag'),
  cadenceDays: z.number().int().describe('For how long it may be missing'),
  lateDays: z.number().int().describe('Whole days since it should have come'),
  signal: OverviewItem.shape.openSignal,
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

  api.get(
    '/indicators/overdue',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['indicators'],
        summary: 'What should have come by now, and has not, the latest first',
        response: answers({ 200: json('Indicators', listOf(OverdueItem)) }),
      },
    },
    async () => {
      const [summaries, episodes] = await Promise.all([
        stores.observations.overview(),
        stores.signals.episodes('overdue'),
      ]);
      const signals = new Map(episodes.map((signal) => [indicatorOfSeries(signal.series), signal]));
      const now = business.now();
      const items = summaries.flatMap((each) => overdueItem(each, signals.get(each.indicator.code), now));
      return { items: items.sort((a, b) => b.lateDays - a.lateDays || (a.code < b.code ? -1 : 1)) };
    },
  );
}

function overdueItem(
  { indicator, lastPeriod }: IndicatorSummary,
  episode: Signal | undefined,
  now: EpochMs,
): z.infer<typeof OverdueItem>[] {
  if (lastPeriod === undefined || !isOverdue(indicator, lastPeriod, now)) return [];
  const { code, names, sector, grade, frequency } = indicator;
  const { period, at } = expectedRelease(indicator, lastPeriod);
  return [
    {
      ...{ code, names, sector, grade, frequency, lastPeriod, nextPeriod: period },
      expectedAt: formatInstant(at),
      cadenceDays: cadenceDays(indicator),
      lateDays: Math.floor((now - at) / DAY_MS),
      signal: episode && { id: episode.id, level: episode.level },
    },
  ];
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
