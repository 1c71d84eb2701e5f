import type { Indicator } from '../domain/indicator.ts';
import type { ChannelName } from './channels/channel.ts';
import { type Corroboration, UNCORROBORATED } from './channels/corroboration.ts';
import { PACES } from './channels/pace.ts';
import { scoreMemory } from './channels/score.ts';
import type { LevelThresholds } from './channels/thresholds.ts';
import { type Finding, Watch } from './channels/watch.ts';
import type { Parameters, Point } from './detectors/detector.ts';
import type { Applied } from './parameters.ts';
import type { Witnesses } from './witnesses.ts';

/** What both channels said of a point of a live series. */
export interface WatchedPoint {
  readonly findings: readonly Finding[];
  /** What related series added to the score of the alert channel. */
  readonly corroboration: Corroboration;
}

/** How much the channels of a series may alarm. */
export interface ChannelBudget {
  readonly alarmTime: Readonly<Record<ChannelName, number>>;
  /** What the ceiling over all series leaves to one. */
  readonly alarmsPerYear?: number | undefined;
}

/** Points of a series that a step of its channels depends on, with the past that thresholds follow from. */
export function watchedMemory(frequency: Indicator['frequency']): number {
  const pace = PACES[frequency];
  return scoreMemory(pace) + pace.past + pace.renewal;
}

/** Watches whose series is not judged further, for another one like it: to make one takes half as long as to judge by it. */
class SpareWatches {
  readonly #most = 100;
  readonly #byName = new Map<string, Watch>();

  take(name: string): Watch | undefined {
    const watch = this.#byName.get(name);
    this.#byName.delete(name);
    watch?.clear();
    return watch;
  }

  put(name: string, watch: Watch): void {
    if (this.#byName.size >= this.#most) this.#byName.clear();
    this.#byName.set(name, watch);
  }
}

const spare = new SpareWatches();

/** The channels of a live series: the same arithmetic as in a replay (src/replay/history.ts). */
export function watchedStream(
  { frequency, harmful, kind }: Pick<Indicator, 'frequency' | 'harmful' | 'kind'>,
  { alarmTime, alarmsPerYear }: ChannelBudget,
  witnesses: Pick<Witnesses, 'at' | 'areMany'> | undefined,
): { step(point: Point): WatchedPoint; skip(point: Point): void; end(): void } {
  const isCorroborated = witnesses?.areMany;
  const name = [
    frequency,
    harmful,
    kind,
    alarmTime.alert,
    alarmTime.caution,
    alarmsPerYear,
    isCorroborated,
  ].join(' ');
  const watch =
    spare.take(name) ??
    new Watch({
      pace: frequency,
      direction: harmful,
      kind,
      isCorroborated,
      budget: {
        alert: { alarmTime: alarmTime.alert, risesPerYear: alarmsPerYear },
        // Shares are those of an alert, of which a caution may have twice as much.
        caution: { alarmTime: alarmTime.caution / 2, risesPerYear: alarmsPerYear },
      },
    });
  return {
    step({ ordinal, value }) {
      const corroboration = witnesses?.at(ordinal) ?? UNCORROBORATED;
      const { findings } = watch.step(ordinal, value, { corroboration: corroboration.added });
      return { findings, corroboration };
    },
    skip({ ordinal, value }) {
      watch.advance(ordinal, value, witnesses?.at(ordinal).added ?? 0);
    },
    end: () => spare.put(name, watch),
  };
}

/** The parameters that evidence of a step holds: the budget, and the thresholds that followed from it. */
export function frozenParameters(
  channel: ChannelName,
  { alarmTime, alarmsPerYear }: ChannelBudget,
  least: LevelThresholds,
): Parameters {
  return {
    alarmTime: alarmTime[channel],
    ...(alarmsPerYear === undefined ? {} : { alarmsPerYear }),
    ...Object.fromEntries(least),
  };
}

/** The budget that the configured channels state. */
export function budgetOf(channels: readonly Applied[], alarmsPerYear: number | undefined): ChannelBudget {
  const shareOf = (channel: ChannelName) =>
    Number(channels.find(({ detector }) => detector.channel === channel)?.parameters.alarmTime ?? 0);
  return { alarmTime: { alert: shareOf('alert'), caution: shareOf('caution') }, alarmsPerYear };
}
