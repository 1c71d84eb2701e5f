import { indicatorOfSeries, type SeriesPoint } from '../domain/series.ts';
import type { SignalInPlay } from '../situation/port.ts';
import { type Known, signalLine } from './lines.ts';
import type { SituationReportSources } from './port.ts';
import type { Chart } from './schema.ts';

const MOST_CHARTS = 6;
/** Signals that are looked at for as many different series. */
const MOST_LOOKED_AT = 60;
/** The newest points of a series that are drawn. */
const POINTS = 40;

/** The series behind the highest open signals, each once. */
export async function chartsOf(
  { weeks, window }: Pick<SituationReportSources, 'weeks' | 'window'>,
  known: Known,
): Promise<Chart[]> {
  const signals = await weeks.highestSignals(MOST_LOOKED_AT);
  const bySeries = new Map(signals.toReversed().map((signal) => [signal.series, signal]));
  const chosen = signals.filter((signal) => bySeries.get(signal.series) === signal).slice(0, MOST_CHARTS);
  const charts = await Promise.all(
    chosen.map(async (signal) => chartOf(signal, await window(signal.series, POINTS), known)),
  );
  return charts.filter((chart) => chart !== undefined);
}

function chartOf(signal: SignalInPlay, points: readonly SeriesPoint[], known: Known): Chart | undefined {
  const indicator = known.indicators.get(indicatorOfSeries(signal.series));
  if (indicator === undefined || points.length === 0) return undefined;
  return {
    signal: signalLine(signal, known),
    unit: indicator.unit,
    publisher: indicator.source.publisher,
    frequency: indicator.frequency,
    points: points.map(({ period, value }) => ({ period, value })),
    episode: { from: beginning(signal, points), peak: signal.period },
  };
}

/** Where an episode began is not kept: what was the newest point as it was raised says it. */
function beginning({ raisedAt, period }: SignalInPlay, points: readonly SeriesPoint[]): string {
  const raised = Date.parse(raisedAt);
  const peak = points.findIndex((point) => point.period === period);
  const newest = points.findLastIndex(({ knownAt }) => knownAt <= raised);
  const known = [peak, newest].filter((index) => index >= 0);
  // What stands out may be older than all that is drawn.
  return points[Math.min(...known)]?.period ?? points[0]!.period;
}
