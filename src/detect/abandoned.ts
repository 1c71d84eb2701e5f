import { indicatorOfSeries } from '../domain/series.ts';
import { periodOrdinal } from '../domain/time.ts';
import { closed, type SignalChange } from './assess.ts';
import type { DetectionParts } from './detect.ts';
import { detectorsFor } from './parameters.ts';
import { DETECTORS } from './registry.ts';

/**
 * Ends the episodes of detectors that no longer run on their series, since the configuration or the indicator was changed:
 * nothing would ever close them.
 */
export async function closeAbandoned({
  series,
  signals,
  settings,
  clock,
}: Pick<DetectionParts, 'series' | 'signals' | 'settings' | 'clock'>): Promise<SignalChange[]> {
  const changes: SignalChange[] = [];
  for (const detector of DETECTORS.keys()) {
    for (const signal of await signals.episodes(detector)) {
      const indicator = await series.indicator(indicatorOfSeries(signal.series));
      const applied = indicator === undefined ? [] : detectorsFor(settings, indicator, signal.series);
      if (applied.some((each) => each.detector.name === detector)) continue;
      const ended = closed(signal, { now: clock.now() });
      const { frequency } = signal.evidence;
      const { throughOrdinal = periodOrdinal(frequency, signal.period) } = await signals.position(
        signal.series,
        detector,
      );
      await signals.recordAssessments([
        { series: signal.series, detector, throughOrdinal, signals: [ended] },
      ]);
      changes.push({ change: 'closed', signal: ended });
    }
  }
  return changes;
}
