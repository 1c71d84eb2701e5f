import { z } from 'zod';
import { Grade, LocalisedText } from '../../domain/indicator.ts';
import { Level } from '../../domain/level.ts';
import { SeriesKey } from '../../domain/series.ts';
import { Stage } from '../../domain/supply-map.ts';
import { Day } from '../../domain/time.ts';
import type { Queued } from '../../queue/queue.ts';
import type { Workday } from '../../queue/workday.ts';
import { listOf, present } from './lists.ts';
import { SignalSummary } from './signals.ts';

const count = z.number().int().min(0);

const WorkdayView = z.object({
  day: Day.describe('The working day, Monday to Friday; on days off the one before them'),
  isToday: z.boolean(),
  timeZone: z.string().describe('Whose midnight begins it'),
  draftsPerWorkingDay: count.describe('What people can judge on a day, as the configuration says'),
  alarmsAYear: count.describe('The same for a year of 261 working days'),
  judged: count.describe('Signals that were dismissed or drafted since the day began'),
  waiting: count.describe('Open signals of alert or above'),
  today: count.describe("How many of them are the day's"),
  cutOff: count.describe('How many are not: they wait below the line'),
});

const Concentrated = z.object({
  share: z.number().min(0).max(1),
  receiver: z.string().describe('The country whose supply it is'),
  supplier: z.string().optional().describe('Absent: whoever is the largest'),
  basis: z
    .enum(['series', 'map'])
    .describe('Measured by a series of this node, or a figure of the supply map'),
  series: SeriesKey.optional(),
  of: z.string().describe('Period or year of the figure'),
});

const Reasons = z.object({
  level: Level,
  grade: Grade.optional(),
  concentration: Concentrated.optional(),
  stage: Stage.optional().describe('The earliest that it may come from'),
  downstream: count.describe('Places of the supply map behind it'),
  beyond: z.number().optional().describe('Its score over the least score of its level'),
});

const QueuedView = z.object({
  place: z.number().int().min(1).describe('In the whole queue, 1 for the first'),
  line: z
    .enum(['today', 'cut-off', 'below-alert'])
    .describe("today: the day's; cut-off: waits below the line; below-alert: no alarm, and not counted"),
  signal: SignalSummary,
  reasons: Reasons.describe('What it is ranked by, from the weightiest on; what is absent is not known'),
  because: LocalisedText.describe('The same in words'),
});

export const QueueView = WorkdayView.extend(listOf(QueuedView).shape);

export function queueView(workday: Workday, items: readonly Queued[]): z.infer<typeof QueueView> {
  return { ...workday, items: items.map(queuedView) };
}

function queuedView({ place, line, signal, reasons, because }: Queued): z.infer<typeof QueuedView> {
  const { level, grade, concentrated, stage, downstream, beyond } = reasons;
  return {
    ...{ place, line, signal, because },
    reasons: { level, downstream, ...present({ grade, concentration: concentrated, stage, beyond }) },
  };
}
