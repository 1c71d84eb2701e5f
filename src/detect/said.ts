import type { Evidence } from '../domain/evidence.ts';
import { levelRank } from '../domain/level.ts';
import type { SeriesPoint } from '../domain/series.ts';
import { CHANNEL_SPANS } from './channels/channel.ts';
import { levelReached } from './channels/thresholds.ts';
import type { Finding } from './channels/watch.ts';
import type { Detector, Parameters, Step } from './detectors/detector.ts';
import { firstOfInterest, type LoadedSeries } from './judge.ts';
import type { Applied } from './parameters.ts';
import type { Streams } from './streams.ts';
import { budgetOf, frozenParameters, type WatchedPoint, watchedStream } from './watched.ts';
import type { Witnesses, WitnessStand } from './witnesses.ts';

/** What was said of a point, by which detector. */
export interface Said {
  readonly step: Step;
  /** A level that was reached before still stands. */
  readonly isHeld?: boolean;
  /** What evidence of it holds. */
  readonly by: () => { detector: Detector; parameters: Parameters; related?: Evidence['related'] };
}

/** By the place of a point; only for those that are of interest. */
export type SaidOf = (place: number) => Said;

/** Detectors that share one episode of a series: the two channels; each other one is alone. */
export type Group = readonly [Applied, ...Applied[]];

export function groupsOf(applied: readonly Applied[]): Group[] {
  const [first, ...channels] = applied.filter(({ detector }) => detector.channel !== undefined);
  const alone = applied.filter(({ detector }) => detector.channel === undefined);
  return [
    ...(first === undefined ? [] : [[first, ...channels] as const]),
    ...alone.map((each) => [each] as const),
  ];
}

/** What a detector that is alone says of each point. */
export function saidAlone(streams: Streams, { detector, parameters }: Applied, loaded: LoadedSeries): SaidOf {
  const { series, indicator, points } = loaded;
  const { frequency, kind, harmful } = indicator;
  const key = [series, detector.name, frequency, kind, harmful].join(' ');
  const by = () => ({ detector, parameters });
  const create = () => detector.stream(parameters, indicator);
  const steps = streams.run(key, parameters, create, points, firstOfInterest(loaded));
  return (place) => ({ step: steps[place]!, by });
}

/** What related series say, and the ceiling that all series together leave to one. */
export interface Surroundings {
  readonly stand: WitnessStand;
  readonly witnesses: Witnesses;
  readonly alarmsPerYear: number | undefined;
}

/** What the channels say of each point: the one with the higher level, or else the fast one. */
export function saidByChannels(
  streams: Streams,
  channels: Group,
  loaded: LoadedSeries,
  { stand, witnesses, alarmsPerYear }: Surroundings,
): SaidOf {
  const { series, indicator, points } = loaded;
  const { frequency, kind, harmful } = indicator;
  const budget = budgetOf(channels, alarmsPerYear);
  const key = [series, 'channels', frequency, kind, harmful].join(' ');
  const { version, areMany } = witnesses;
  const dependsOn = { ...budget.alarmTime, alarmsPerYear: alarmsPerYear ?? 0, version, areMany };
  const create = () => watchedStream(indicator, budget, witnesses);
  const watched = streams.run(key, dependsOn, create, points, firstOfInterest(loaded));
  return (index) => {
    const { findings, corroboration } = watched[index]!;
    const spoken = channels.map(({ detector }) => {
      const found = findings.find(({ channel }) => channel === detector.channel)!;
      return { detector, found, step: stepOf(found, points, index) };
    });
    const loudest = spoken.reduce((one, other) => (rank(other.step) > rank(one.step) ? other : one));
    const { detector, found, step } = loudest;
    return {
      step,
      isHeld: spoken.some((each) => each.found.level !== undefined),
      by: () => ({
        detector,
        parameters: frozenParameters(found.channel, budget, found.least),
        related: found.channel === 'alert' ? relatedOf(corroboration, stand) : [],
      }),
    };
  };
}

const rank = ({ level }: Step) => (level === undefined ? -1 : levelRank(level));

function stepOf({ channel, score, least }: Finding, points: readonly SeriesPoint[], index: number): Step {
  const span = CHANNEL_SPANS[channel];
  const before = points[Math.max(0, index - span)]!;
  return {
    score: score ?? 0,
    level: levelReached(score, least),
    span,
    side: points[index]!.value < before.value ? 'below' : 'above',
  };
}

function relatedOf({ by }: WatchedPoint['corroboration'], stand: WitnessStand): Evidence['related'] {
  return by.map((related) => ({
    series: related.series,
    names: stand.namesOf(related),
    score: related.score,
  }));
}
