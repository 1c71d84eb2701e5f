import { setImmediate } from 'node:timers/promises';
import type { Indicator } from '../domain/indicator.ts';
import type { SeriesPoint } from '../domain/series.ts';
import { type BandItem, bandItem, POINTS_AT_A_TIME } from './band.ts';
import type { ChannelName } from './channels/channel.ts';
import { scoreStream } from './channels/score.ts';
import { scoreBand } from './channels/score-band.ts';
import { levelReached } from './channels/thresholds.ts';
import { type ChannelBudget, watchedStream } from './watched.ts';
import type { Witnesses } from './witnesses.ts';

/**
 * What a channel says of the last `length` points of a live series, each by the thresholds of its time, and for `alert`
 * the band that it had before it saw the point.
 */
export async function channelBandOver(
  channel: ChannelName,
  indicator: Indicator,
  points: readonly SeriesPoint[],
  { budget, witnesses, length }: { budget: ChannelBudget; witnesses: Witnesses; length: number },
): Promise<BandItem[]> {
  const { frequency, kind, harmful } = indicator;
  const watch = watchedStream(indicator, budget, witnesses);
  const watched = { pace: frequency, direction: harmful, kind };
  const scores = scoreStream(watched);
  const items: BandItem[] = [];
  for (const [index, point] of points.entries()) {
    if (index % POINTS_AT_A_TIME === 0) await setImmediate();
    const isShown = index >= points.length - length;
    const before = points[index - 1]?.value;
    const band =
      isShown && channel === 'alert' ? scoreBand(watched, scores, point.ordinal, before) : undefined;
    scores.advance(point.ordinal, point.value);
    const { findings, corroboration } = watch.step(point);
    if (!isShown) continue;
    const { score, least } = findings.find((finding) => finding.channel === channel)!;
    const edges = (level: 'caution' | 'alert') => {
      const threshold = least.get(level);
      return threshold === undefined ? undefined : band?.edges(threshold - corroboration.added);
    };
    const said = { score: score ?? 0, level: levelReached(score, least) };
    const [cautious, alarmed] = [edges('caution'), edges('alert')];
    items.push(bandItem(point, said, { expected: band?.expected, cautious, alarmed }));
  }
  return items;
}
