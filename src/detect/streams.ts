import type { SeriesPoint } from '../domain/series.ts';
import type { Parameters } from './detectors/detector.ts';

/** What takes points one by one and says something of each. */
export interface Stepping<S> {
  step(point: SeriesPoint): S;
  /** The same, where nobody asks what is said of it; absent: it costs as much. */
  skip?(point: SeriesPoint): void;
  /** It is not asked again: another one may have what it works with. */
  end?(): void;
}

/** A stream that has seen these points, and what it said of each. */
interface Running {
  readonly stream: Stepping<unknown>;
  readonly dependsOn: Parameters;
  readonly points: readonly SeriesPoint[];
  /** As many as points; undefined for the first ones, of which nobody asked. */
  readonly steps: readonly unknown[];
}

/**
 * Streams kept between two runs, so that a point that is appended costs one step. A step is the same wherever
 * its stream started, so this changes how long a run takes and nothing else. Points that do not follow on
 * from those seen, such as a revision, start a stream anew.
 */
export class Streams {
  readonly #most: number;
  /** In the order of their last use. */
  readonly #running = new Map<string, Running>();

  /** `most`: streams kept; the one used longest ago makes room. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * What a stream says of each of the points from the place `needed` on. It is kept under `key` for as long as what it
   * depends on is the same.
   */
  run<S>(
    key: string,
    dependsOn: Parameters,
    create: () => Stepping<S>,
    points: readonly SeriesPoint[],
    needed = 0,
  ): readonly S[] {
    const kept = this.#running.get(key);
    const from = kept === undefined ? 0 : points.length - appended(kept.points, points);
    const before = from > 0 ? (kept?.steps.slice(-from) as S[]) : [];
    const hasNeeded = needed >= from || before[needed] !== undefined;
    const goesOn = kept !== undefined && from > 0 && hasNeeded && isSame(kept.dependsOn, dependsOn);
    const stream = goesOn ? (kept.stream as Stepping<S>) : create();
    const steps = goesOn ? before : [];
    for (let place = steps.length; place < points.length; place += 1)
      steps.push(stepAt(stream, points[place]!, place >= needed));
    this.#keep(key, { stream, dependsOn, points, steps });
    return steps;
  }

  #keep(key: string, running: Running): void {
    this.#running.delete(key);
    this.#running.set(key, running);
    const [oldest] = this.#running;
    if (this.#running.size <= this.#most || oldest === undefined) return;
    this.#running.delete(oldest[0]);
    oldest[1].stream.end?.();
  }
}

function stepAt<S>(stream: Stepping<S>, point: SeriesPoint, isNeeded: boolean): S {
  if (isNeeded) return stream.step(point);
  if (stream.skip === undefined) stream.step(point);
  else stream.skip(point);
  return undefined as S;
}

/** Some parameters follow from the indicator, which people change while the node runs. */
function isSame(one: Parameters, other: Parameters): boolean {
  if (one === other) return true;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** How many points at the end of `now` are new, if all before them are the last ones of `before`; else all. */
function appended(before: readonly SeriesPoint[], now: readonly SeriesPoint[]): number {
  const last = before.at(-1);
  const end = last === undefined ? -1 : now.findLastIndex(({ ordinal }) => ordinal === last.ordinal);
  const shared = end + 1;
  if (shared === 0 || shared > before.length) return now.length;
  for (let index = 0; index < shared; index += 1) {
    const [old, current] = [before[before.length - shared + index]!, now[index]!];
    if (old !== current && (old.ordinal !== current.ordinal || old.value !== current.value))
      return now.length;
  }
  return now.length - shared;
}
