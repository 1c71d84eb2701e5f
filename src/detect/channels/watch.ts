import { LEVELS, type Level, levelRank } from '../../domain/level.ts';
import { Alarm, holds } from './alarm.ts';
import type { ChannelName, Members, Watched } from './channel.ts';
import { PACES, type Pace } from './pace.ts';
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
  readonly budget: Budget;
}

/** Judges the points of one series as they come. */
export class Watch {
  readonly #stream;
  readonly #channels: readonly Channel[];

  constructor({ pace, direction, kind, budget }: WatchOptions) {
    this.#stream = scoreStream({ pace, direction, kind });
    this.#channels = CHANNEL_NAMES.map((name) => new Channel(name, budget, pace));
  }

  step(
    ordinal: number,
    value: number,
    { calibrates = true, corroboration = 0 }: StepOptions = {},
  ): WatchedStep {
    const { alert, caution } = this.#stream.step(ordinal, value);
    const scores = { alert: alert === null ? null : alert + corroboration, caution };
    return {
      findings: this.#channels.map((channel) => channel.step(scores[channel.name], calibrates)),
      members: this.#stream.members(),
      own: alert,
    };
  }
}

class Channel {
  readonly name: ChannelName;
  readonly #alarmsAt: Level;
  readonly #thresholds: Thresholds;
  readonly #alarm: Alarm;
  #level: Level | undefined;

  constructor(name: ChannelName, budget: Budget, pace: Pace) {
    const { levels, alarmsAt } = CHANNELS[name];
    this.name = name;
    this.#alarmsAt = alarmsAt;
    this.#thresholds = new Thresholds({ channel: name, levels, budget, pace });
    this.#alarm = new Alarm(PACES[pace].refractory);
  }

  step(score: number | null, calibrates: boolean): Finding {
    const channel = this.name;
    if (score === null) return { channel, score, level: undefined, alarm: false };
    const { least } = this.#thresholds;
    this.#level = levelAfter(this.#level, score, least);
    const alarm = this.#alarm.step(score, least.get(this.#alarmsAt)!);
    if (calibrates) this.#thresholds.add(score);
    return { channel, score, level: this.#level, alarm };
  }
}

/** The highest level whose threshold the score reaches; one that stands already ends below 0.7 of its own. */
function levelAfter(before: Level | undefined, score: number, least: LevelThresholds): Level | undefined {
  let level: Level | undefined;
  for (const [each, threshold] of least) {
    const held = before !== undefined && levelRank(each) <= levelRank(before);
    if (holds(held, score, threshold)) level = each;
  }
  return level;
}
