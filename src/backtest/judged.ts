import type { ChannelName } from '../detect/channels/channel.ts';
import { CHANNEL_NAMES, isInAlarm } from '../detect/channels/watch.ts';
import type { EpochMs } from '../domain/time.ts';
import { type ReplayedStep, type Row, replay } from '../replay/history.ts';
import { type Day, dayOf, lengthOf, overlap, type Span } from './days.ts';
import { plainEwma } from './plain-ewma.ts';
import type { Listed } from './series-index.ts';

/** What orders the steps of a series: the channels, and the plain detector that they are compared with. */
export const SCORERS = [...CHANNEL_NAMES, 'ewma'] as const;
export type Scorer = (typeof SCORERS)[number];

/** What was said of a series as its values became known, within the time that is looked at. */
export interface Judged extends Listed {
  /** From the first day on which it was judged to the last. */
  readonly span: Span;
  /** Days of rises. */
  readonly rises: Readonly<Record<ChannelName, readonly Day[]>>;
  /** For each day of the span, whether it was in alarm (1). */
  readonly inAlarm: Readonly<Record<ChannelName, Uint8Array>>;
  /** Day of each step that all scorers judged, and its scores. */
  readonly days: readonly Day[];
  readonly scores: Readonly<Record<Scorer, readonly number[]>>;
}

interface Said {
  readonly score: number;
  readonly isInAlarm: boolean;
  readonly isRise: boolean;
}

interface Step {
  readonly day: Day;
  readonly said: Readonly<Record<ChannelName, Said>>;
  readonly ewma: number | undefined;
}

export interface JudgeOptions {
  /** The time that is looked at. */
  readonly time: Span;
  /** The share of its own past that a series may have been in alarm. */
  readonly alarmTime: number;
  /** What related series add to its scores at a moment. */
  readonly corroboration?: ((at: EpochMs) => number) | undefined;
  readonly isCorroborated?: boolean | undefined;
}

/** Undefined: no step of it was judged in that time. */
export function judge(
  listed: Listed,
  rows: readonly Row[],
  { time, alarmTime, ...related }: JudgeOptions,
): Judged | undefined {
  const { pace, direction, kind } = listed;
  const ewma = plainEwma(rows, pace, direction);
  const steps: Step[] = [];
  for (const step of replay(rows, { pace, direction, kind, budget: { alarmTime }, ...related })) {
    const said = saidOf(step);
    if (said !== undefined) steps.push({ day: dayOf(step.row.availableAt), said, ewma: ewma.get(step.row) });
  }
  const last = steps.at(-1);
  const span = last && overlap({ from: steps[0]!.day, until: last.day + 1 }, time);
  if (span === undefined) return undefined;
  const within = steps.filter(({ day }) => day >= span.from && day < span.until);
  const scored = within.filter((step) => step.ewma !== undefined);
  return {
    ...listed,
    span,
    rises: byChannel((name) => within.filter(({ said }) => said[name].isRise).map(({ day }) => day)),
    inAlarm: byChannel((name) => alarmDays(steps, name, span)),
    days: scored.map(({ day }) => day),
    scores: {
      ...byChannel((name) => scored.map(({ said }) => said[name].score)),
      ewma: scored.map((step) => step.ewma!),
    },
  };
}

/** Undefined in warm-up. */
function saidOf({ findings }: ReplayedStep): Record<ChannelName, Said> | undefined {
  const said = findings.map(({ channel, score, level, alarm }) => {
    return { channel, score, isInAlarm: isInAlarm(channel, level), isRise: alarm };
  });
  if (said.some(({ score }) => score === null)) return undefined;
  return Object.fromEntries(said.map((each) => [each.channel, each])) as unknown as Record<ChannelName, Said>;
}

/** What a step said stands until the next one. */
function alarmDays(steps: readonly Step[], name: ChannelName, span: Span): Uint8Array {
  const days = new Uint8Array(lengthOf(span));
  for (const [index, { day, said }] of steps.entries()) {
    if (!said[name].isInAlarm) continue;
    const stands = overlap({ from: day, until: steps[index + 1]?.day ?? span.until }, span);
    if (stands !== undefined) days.fill(1, stands.from - span.from, stands.until - span.from);
  }
  return days;
}

function byChannel<T>(of: (name: ChannelName) => T): Record<ChannelName, T> {
  return Object.fromEntries(CHANNEL_NAMES.map((name) => [name, of(name)])) as Record<ChannelName, T>;
}
