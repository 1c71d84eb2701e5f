import { ObservationStatus, WITHDRAWN } from '../../domain/series.ts';
import { Columns } from './columns.ts';

const NUMBER_WITHDRAWN = ObservationStatus.options.indexOf(WITHDRAWN);

/** What an offered row is to what is held of its point. */
export const OUTCOME = {
  stored: 0,
  revised: 1,
  unchanged: 2,
  conflict: 3,
  /** It took the place of the vintage that its own run had written. */
  replaced: 4,
  /** The same, and it says what was known before the run: the run's vintage is gone. */
  restored: 5,
} as const;

/**
 * The points of a series, or of a part of one: the newest vintage of each, and the earlier ones in order of their
 * periods and, within one, of the vintages.
 */
export class Points {
  readonly latest = new Columns();
  readonly earlier = new Columns();
  #next = 0;

  clear(): void {
    this.latest.count = 0;
    this.earlier.count = 0;
    this.#next = 0;
  }

  /** Points that were not withdrawn. */
  countShown(): number {
    let shown = 0;
    for (let at = 0; at < this.latest.count; at++) {
      if (this.latest.statuses[at] !== NUMBER_WITHDRAWN) shown += 1;
    }
    return shown;
  }

  /**
   * Judges a row by the newest vintage not younger than itself, and adds it where it says something new.
   * `replaces`: the vintage of this time may be replaced, since the run that offers the row wrote it.
   */
  offer(ordinal: number, value: number, status: number, knownAt: number, replaces: boolean): number {
    const { latest, earlier } = this;
    const at = this.#find(ordinal);
    if (at === latest.count || latest.ordinals[at] !== ordinal) {
      if (status === NUMBER_WITHDRAWN) return OUTCOME.unchanged;
      latest.insert(at, ordinal, value, status, knownAt);
      return OUTCOME.stored;
    }
    const newest = latest.knownAt[at]!;
    if (knownAt < newest) return this.#offerEarlier(ordinal, value, status, knownAt);
    if (latest.isSame(at, value, status)) return OUTCOME.unchanged;
    if (knownAt === newest) return replaces ? this.#replace(at, value, status) : OUTCOME.conflict;
    earlier.insert(
      earlier.lowerBound(ordinal + 1),
      ordinal,
      latest.values[at]!,
      latest.statuses[at]!,
      newest,
    );
    latest.set(at, ordinal, value, status, knownAt);
    return OUTCOME.revised;
  }

  /** Rows mostly come in order of their periods: the place after the last one is tried first. */
  #find(ordinal: number): number {
    const { ordinals, count } = this.latest;
    let at = this.#next;
    if (count === 0 || ordinal > ordinals[count - 1]!) at = count;
    else if (ordinals[at] !== ordinal || at >= count) at = this.latest.lowerBound(ordinal);
    this.#next = at + 1;
    return at;
  }

  #offerEarlier(ordinal: number, value: number, status: number, knownAt: number): number {
    const { earlier } = this;
    const first = earlier.lowerBound(ordinal);
    let base = earlier.lowerBound(ordinal + 1) - 1;
    while (base >= first && earlier.knownAt[base]! > knownAt) base -= 1;
    if (base >= first) {
      if (earlier.isSame(base, value, status)) return OUTCOME.unchanged;
      if (earlier.knownAt[base] === knownAt) return OUTCOME.conflict;
    } else if (status === NUMBER_WITHDRAWN) return OUTCOME.unchanged;
    earlier.insert(base + 1, ordinal, value, status, knownAt);
    return base >= first ? OUTCOME.revised : OUTCOME.stored;
  }

  #replace(at: number, value: number, status: number): number {
    const { latest, earlier } = this;
    const ordinal = latest.ordinals[at]!;
    const before = earlier.lowerBound(ordinal + 1) - 1;
    const hasBefore = before >= 0 && earlier.ordinals[before] === ordinal;
    if (hasBefore && earlier.isSame(before, value, status)) {
      latest.set(at, ordinal, value, status, earlier.knownAt[before]!);
      earlier.remove(before);
      return OUTCOME.restored;
    }
    latest.set(at, ordinal, value, status, latest.knownAt[at]!);
    return OUTCOME.replaced;
  }
}
