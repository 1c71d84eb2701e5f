import type { Crisis } from '../../src/backtest/crises.ts';
import { lengthOf, type Span } from '../../src/backtest/days.ts';
import type { Judged } from '../../src/backtest/judged.ts';
import type { World } from '../../src/backtest/world.ts';
import { periodOrdinal } from '../../src/domain/time.ts';

export function day(text: string): number {
  return periodOrdinal('D', text);
}

/** A crisis of KR that series `a` could have seen, where nothing else is said. */
export function crisis(parts: Partial<Crisis> = {}): Crisis {
  return {
    id: 'X1',
    title: 'A shortage',
    affected: ['KR'],
    start: 1000,
    announced: 1010,
    peak: 1050,
    series: ['a'],
    ...parts,
  };
}

interface JudgedParts extends Partial<Omit<Judged, 'rises' | 'inAlarm' | 'scores'>> {
  readonly alert?: readonly number[];
  readonly caution?: readonly number[];
  /** Spans of days in alarm, by the alert channel. */
  readonly alarms?: readonly Span[];
  readonly scores?: readonly number[];
}

/** What was said of a public series of KR, where nothing else is said. */
export function judged(parts: JudgedParts = {}): Judged {
  const { alert = [], caution = [], alarms = [], scores = [], ...rest } = parts;
  const span = rest.span ?? { from: 0, until: 2000 };
  const inAlarm = new Uint8Array(lengthOf(span));
  for (const { from, until } of alarms) inAlarm.fill(1, from - span.from, until - span.from);
  return {
    series: 'a',
    pace: 'D',
    direction: 'up',
    lagDays: 0,
    node: 'KR',
    scope: 'public',
    item: 'a',
    days: [],
    ...rest,
    span,
    rises: { alert, caution },
    inAlarm: { alert: inAlarm, caution: new Uint8Array(lengthOf(span)) },
    scores: { alert: scores, caution: scores.map(() => 0), ewma: scores.map((score) => -score) },
  };
}

export function world(crises: readonly Crisis[], those: readonly Judged[]): World {
  return { time: { from: 0, until: 2000 }, crises, judged: those };
}
