import { LEVELS, type Level, levelRank } from '../../domain/level.ts';
import type { Resting, StateReader, StateWriter } from '../state-at-rest.ts';
import { Alarm, holds } from './alarm.ts';
import type { ChannelName, Members, ScoreStream, Watched } from './channel.ts';
import { PACES, type Pace } from './pace.ts';
import { type PriorName, priorOf } from './prior.ts';
import { scoreStream } from './score.ts';
import { type Budget, type LevelThresholds, Thresholds } from './thresholds.ts';

/** What a channel says of a step. */
export interface Finding {
  readonly channel: ChannelName;
  /** Null while there is too little history. */
  readonly score: number | null;
  readonly level: Level | undefined;
  /** The first rise to the level that the channel alarms at, and to none after it for some time. */
  readonly alarm: boolean;
  /** The thresholds that the step was judged by. */
  readonly least: LevelThresholds;
}

export interface WatchedStep {
  readonly findings: readonly Finding[];
  /** The single scores that those of the channels are made of. */
  readonly members: Members;
  /** The score of the alert channel by the series alone. */
  readonly own: number | null;
}

export interface StepOptions {
  /** Whether later steps are judged by this one too. */
  readonly calibrates?: boolean;
  /** What related series add to the score of the alert channel. */
  readonly corroboration?: number;
}

/** The levels of a channel, and the one at which it alarms. */
const CHANNELS: Readonly<
  Record<ChannelName, { readonly levels: readonly Level[]; readonly alarmsAt: Level }>
> = {
  alert: { levels: LEVELS, alarmsAt: 'alert' },
  caution: { levels: ['attention', 'caution'], alarmsAt: 'caution' },
};

export const CHANNEL_NAMES = Object.keys(CHANNELS) as readonly ChannelName[];

/** Whether a channel that says this level is in alarm. */
export function isInAlarm(channel: ChannelName, level: Level | undefined): boolean {
  return level !== undefined && levelRank(level) >= levelRank(CHANNELS[channel].alarmsAt);
}

export interface WatchOptions extends Watched {
  readonly budget: Budget | Readonly<Record<ChannelName, Budget>>;
  /** Related series of enough items to corroborate it fully add to its scores. */
  readonly isCorroborated?: boolean | undefined;
}

/** Judges the points of one series as they come. */
export class Watch implements Resting {
  readonly #stream: ScoreStream;
  readonly #alert: Channel;
  readonly #caution: Channel;

  constructor({ pace, direction, kind, budget, isCorroborated = false }: WatchOptions) {
    this.#stream = scoreStream({ pace, direction, kind });
    const channel = (name: ChannelName) =>
      new Channel(name, {
        prior: priorOf(name, pace, isCorroborated),
        budget: 'alert' in budget ? budget[name] : budget,
        pace,
      });
    this.#alert = channel('alert');
    this.#caution = channel('caution');
  }

  step(ordinal: number, value: number, options: StepOptions = {}): WatchedStep {
    this.advance(ordinal, value, options.corroboration ?? 0, options.calibrates ?? true);
    return {
      findings: [this.#alert.finding(), this.#caution.finding()],
      members: this.#stream.members(),
      own: Number.isNaN(this.#stream.alert) ? null : this.#stream.alert,
    };
  }

  /** The same step without a word on it, where nobody asks: most steps of many series are history. */
  advance(ordinal: number, value: number, corroboration = 0, calibrates = true): void {
    const stream = this.#stream;
    stream.advance(ordinal, value);
    this.#alert.step(ordinal, stream.alert + corroboration, calibrates);
    this.#caution.step(ordinal, stream.caution, calibrates);
  }

  /** As it was before the first step, for another series like this one. */
  clear(): void {
    this.#stream.clear();
    this.#alert.clear();
    this.#caution.clear();
  }

  save(to: StateWriter): void {
    this.#stream.save(to);
    this.#alert.save(to);
    this.#caution.save(to);
  }

  restore(from: StateReader): void {
    this.#stream.restore(from);
    this.#alert.restore(from);
    this.#caution.restore(from);
  }
}

/** In its place of the levels of a channel: none. */
const NO_LEVEL = -1;

interface ChannelOptions {
  readonly prior: PriorName;
  readonly budget: Budget;
  readonly pace: Pace;
}

class Channel implements Resting {
  readonly #name: ChannelName;
  readonly #levels: readonly Level[];
  readonly #alarmsAt: number;
  readonly #thresholds: Thresholds;
  readonly #alarm: Alarm;
  /** What is said of the newest step; the level by its place. */
  #score = Number.NaN;
  #level = NO_LEVEL;
  #rises = false;

  constructor(name: ChannelName, { prior, budget, pace }: ChannelOptions) {
    const { levels, alarmsAt } = CHANNELS[name];
    this.#name = name;
    this.#levels = levels;
    this.#alarmsAt = levels.indexOf(alarmsAt);
    this.#thresholds = new Thresholds({ prior, levels, budget, pace });
    this.#alarm = new Alarm(PACES[pace].refractory);
  }

  /** NaN while there is too little history. */
  step(ordinal: number, score: number, calibrates: boolean): void {
    const thresholds = this.#thresholds;
    thresholds.ask(ordinal);
    this.#score = score;
    this.#rises = false;
    if (Number.isNaN(score)) return;
    this.#level = levelAfter(this.#level, score, thresholds.inOrder);
    this.#rises = this.#alarm.step(score, thresholds.inOrder[this.#alarmsAt]!);
    if (calibrates) thresholds.add(score);
  }

  finding(): Finding {
    const isJudged = !Number.isNaN(this.#score);
    return {
      channel: this.#name,
      score: isJudged ? this.#score : null,
      level: isJudged ? this.#levels[this.#level] : undefined,
      alarm: this.#rises,
      least: this.#thresholds.least,
    };
  }

  clear(): void {
    this.#level = NO_LEVEL;
    this.#score = Number.NaN;
    this.#thresholds.clear();
    this.#alarm.clear();
  }

  save(to: StateWriter): void {
    to.small(this.#level + 1);
    this.#thresholds.save(to);
    this.#alarm.save(to);
  }

  restore(from: StateReader): void {
    this.#level = from.small() - 1;
    this.#score = Number.NaN;
    this.#thresholds.restore(from);
    this.#alarm.restore(from);
  }
}

/** The highest level whose threshold the score reaches; one that stands already ends below 0.7 of its own. */
function levelAfter(before: number, score: number, least: Float64Array): number {
  let level = NO_LEVEL;
  for (let each = 0; each < least.length; each += 1) {
    if (holds(each <= before, score, least[each]!)) level = each;
  }
  return level;
}
