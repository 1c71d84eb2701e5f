import { Alarm, timeInAlarm } from '../detect/channels/alarm.ts';
import { PACES } from '../detect/channels/pace.ts';
import { scoreMemory, scoreStream } from '../detect/channels/score.ts';
import { FOUND_WITHIN, type Host, type Placement, placementsOf } from './placements.ts';
import { inject, SHOCK_NAMES, type ShockName } from './shocks.ts';

/** What one detector makes of one kind of shock. */
export interface Ranked {
  readonly detector: string;
  readonly shock: ShockName;
  readonly placements: number;
  /** Share of placements with an alarm from the beginning of the shock to six steps after its end. */
  readonly found: number;
  /** The same without the shock: by chance. */
  readonly foundWithout: number;
  /** What is left of it, and its standard error. */
  readonly gain: number;
  readonly standardError: number;
}

export interface RankingOptions {
  readonly placements: number;
  readonly seed: number;
  /** Share of calm time in alarm, the same for every detector. */
  readonly alarmTime: number;
}

/** By detector: the scores of a run of points; NaN while there is too little history. */
type Scored = ReadonlyMap<string, Float64Array>;

/**
 * Puts the same shocks at the same places into real series and asks each detector, set so that it is in alarm for the
 * same share of the calm time of each series, whether it alarms; and again without the shock.
 */
export function rank(hosts: readonly Host[], options: RankingOptions): Ranked[] {
  const placements = placementsOf(hosts, options.placements, options.seed);
  const thresholds = new Map<Host, ReadonlyMap<string, number>>();
  for (const { host } of placements) {
    if (!thresholds.has(host)) thresholds.set(host, thresholdsOf(host, options.alarmTime));
  }
  const tallies = new Map<string, Tally>();
  for (const placement of placements) {
    for (const shock of SHOCK_NAMES) meet(placement, shock, thresholds.get(placement.host)!, tallies);
  }
  return [...tallies.values()].map(summed);
}

interface Tally {
  readonly detector: string;
  readonly shock: ShockName;
  readonly outcomes: { readonly found: number; readonly without: number }[];
}

function meet(
  { host, at }: Placement,
  shock: ShockName,
  thresholds: ReadonlyMap<string, number>,
  tallies: Map<string, Tally>,
): void {
  const sign = host.direction === 'down' ? -1 : 1;
  const shocked = inject(shock, host, at, { pace: host.pace, sign });
  if (shocked === undefined) return;
  // Enough to fill the memory, and to see whether an alarm stood before.
  const from = Math.max(0, at - 2 * scoreMemory(PACES[host.pace]));
  const to = shocked.end + FOUND_WITHIN + 1;
  const [first, last] = [at - from, shocked.end - from + FOUND_WITHIN];
  const whole = score(host, shocked.values, from, to);
  const plain = score(host, host.values, from, to);
  for (const [detector, threshold] of thresholds) {
    const hits = (scores: Scored) =>
      rises(scores.get(detector)!, threshold, host).some((index) => index >= first && index <= last) ? 1 : 0;
    const key = `${detector} ${shock}`;
    const tally = tallies.get(key) ?? { detector, shock, outcomes: [] };
    tally.outcomes.push({ found: hits(whole), without: hits(plain) });
    tallies.set(key, tally);
  }
}

function score(
  { ordinals, pace, direction, kind }: Host,
  values: readonly number[],
  from: number,
  to: number,
): Scored {
  const stream = scoreStream({ pace, direction, kind });
  const scored = new Map<string, Float64Array>();
  for (let index = from; index < to; index += 1) {
    const { alert, caution } = stream.step(ordinals[index]!, values[index]!);
    if (alert === null || caution === null) continue;
    for (const [detector, each] of Object.entries({ alert, caution, ...stream.members() })) {
      const scores = scored.get(detector) ?? new Float64Array(to - from).fill(Number.NaN);
      scores[index - from] = each;
      scored.set(detector, scores);
    }
  }
  return scored;
}

function rises(scores: Float64Array, threshold: number, { pace }: Host): number[] {
  const alarm = new Alarm(PACES[pace].refractory);
  const found: number[] = [];
  for (const [index, each] of scores.entries()) {
    if (!Number.isNaN(each) && alarm.step(each, threshold)) found.push(index);
  }
  return found;
}

/** For each detector the lowest threshold under which the calm time of the series is in alarm for no larger a share. */
function thresholdsOf(host: Host, alarmTime: number): ReadonlyMap<string, number> {
  const scored = score(host, host.values, 0, host.values.length);
  return new Map(
    [...scored].map(([detector, scores]) => {
      const steps = [...scores.keys()].filter((step) => !Number.isNaN(scores[step]!));
      const judged = steps.map((step) => scores[step]!);
      const isCalm = (place: number) => host.isCalm[steps[place]!]!;
      const candidates = Float64Array.from(judged.filter((_, place) => isCalm(place))).sort();
      let [low, high] = [0, candidates.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (timeInAlarm(judged, candidates[middle]!, isCalm) <= alarmTime) high = middle;
        else low = middle + 1;
      }
      return [detector, candidates[low] ?? Number.POSITIVE_INFINITY] as const;
    }),
  );
}

function summed({ detector, shock, outcomes }: Tally): Ranked {
  const count = outcomes.length;
  const mean = (of: (outcome: Tally['outcomes'][number]) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / count;
  const [found, foundWithout] = [mean((each) => each.found), mean((each) => each.without)];
  const gain = found - foundWithout;
  const variance = mean((each) => (each.found - each.without - gain) ** 2) / Math.max(1, count - 1);
  return {
    detector,
    shock,
    placements: count,
    found,
    foundWithout,
    gain,
    standardError: Math.sqrt(variance),
  };
}
