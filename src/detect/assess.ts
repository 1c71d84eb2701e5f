import type { Evidence } from '../domain/evidence.ts';
import type { LocalisedText, Sector } from '../domain/indicator.ts';
import { type Level, levelRank } from '../domain/level.ts';
import type { SeriesKey } from '../domain/series.ts';
import type { Signal } from '../domain/signal.ts';
import { type EpochMs, formatInstant } from '../domain/time.ts';

/** What a detector said of a point. */
export interface AssessedStep {
  readonly ordinal: number;
  readonly period: string;
  readonly score: number;
  readonly level?: Level | undefined;
  /** A level that was reached before still stands, though this step would not reach it. */
  readonly isHeld?: boolean | undefined;
}

/** What the episodes of one series and detector are judged by. */
export interface EpisodeContext {
  readonly series: SeriesKey;
  readonly sector: Sector;
  /** Steps in a row below attention that close an episode. */
  readonly quietSteps: number;
  /** Steps before this one are judged already or too old; they only say how long it has been quiet. */
  readonly judgeFrom: number;
  readonly now: EpochMs;
  /** The id of the episode that opens in this period: the same whenever it is asked. */
  readonly signalId: (period: string) => string;
  readonly ordinalOf: (period: string) => number;
  readonly finding: (step: AssessedStep, level: Level) => Finding;
}

export interface Finding {
  readonly explanation: LocalisedText;
  readonly evidence: Evidence;
}

/** A signal to store, as it is after all steps, and the last thing that happened to it. */
export interface SignalChange {
  readonly change: 'opened' | 'grown' | 'closed';
  readonly signal: Signal;
}

/**
 * Runs the episodes of one series and detector over its steps. An episode opens at the first level, grows
 * when the level rises above its own, and closes after `quietSteps` steps without a level. `open` is the
 * signal of the episode that goes on (no `closedAt`), whatever its state: one that an analyst dismissed or
 * drafted keeps that state, grows and closes in it, and no other opens in the meantime; but one that was dismissed and
 * then rises to `alert` or above is open again. The detector of a signal is the one that gave it its level.
 *
 * The same steps judged again change nothing, so a run that was interrupted can be repeated.
 */
export function assess(
  open: Signal | undefined,
  steps: readonly AssessedStep[],
  context: EpisodeContext,
): SignalChange[] {
  const changes = new Map<string, SignalChange>();
  const note = (change: SignalChange['change'], signal: Signal) => {
    changes.set(signal.id, { change, signal });
    return signal;
  };
  let current = open;
  let quiet = 0;
  for (const step of steps) {
    quiet = isQuiet(step, current, context) ? quiet + 1 : 0;
    if (step.ordinal < context.judgeFrom) continue;
    if (current === undefined) {
      if (step.level !== undefined) current = note('opened', opened(step, step.level, context));
    } else if (step.level !== undefined && levelRank(step.level) > levelRank(current.level)) {
      current = note(changes.get(current.id)?.change ?? 'grown', grown(current, step, step.level, context));
    } else if (quiet >= context.quietSteps) {
      note('closed', closed(current, context));
      current = undefined;
    }
  }
  return [...changes.values()];
}

/** The period that an episode stands on is not quiet, even if a revision takes its level away. */
function isQuiet(step: AssessedStep, current: Signal | undefined, context: EpisodeContext): boolean {
  if (step.level !== undefined || step.isHeld === true) return false;
  return current === undefined || step.ordinal > context.ordinalOf(current.period);
}

function opened(step: AssessedStep, level: Level, context: EpisodeContext): Signal {
  const at = formatInstant(context.now);
  const finding = context.finding(step, level);
  return {
    id: context.signalId(step.period),
    series: context.series,
    sector: context.sector,
    detector: finding.evidence.detector,
    state: 'open',
    level,
    score: step.score,
    period: step.period,
    raisedAt: at,
    updatedAt: at,
    ...finding,
  };
}

function grown(signal: Signal, step: AssessedStep, level: Level, context: EpisodeContext): Signal {
  const finding = context.finding(step, level);
  const reopens = signal.state === 'dismissed' && levelRank(level) >= levelRank('alert');
  return {
    ...signal,
    // Whoever dismissed it judged something lesser.
    state: reopens ? 'open' : signal.state,
    detector: finding.evidence.detector,
    level,
    score: step.score,
    period: step.period,
    updatedAt: formatInstant(context.now),
    ...finding,
  };
}

/** As it is once its episode is over. */
export function closed(signal: Signal, { now }: Pick<EpisodeContext, 'now'>): Signal {
  const at = formatInstant(now);
  return { ...signal, state: signal.state === 'open' ? 'closed' : signal.state, updatedAt: at, closedAt: at };
}
