import { EwsError } from '../../domain/errors.ts';
import type { SeriesKey } from '../../domain/series.ts';
import { formatPeriod } from '../../domain/time.ts';
import type { NewObservation, Outcome } from '../../ingest/port.ts';
import { type ObservationStatements, ROWS_PER_STATEMENT, type SeriesIdentity } from './observation-rows.ts';
import type { SeriesIdentities } from './series-identities.ts';
import { orNull, orUndefined } from './values.ts';
import { SeriesVintages, type Vintage } from './vintages.ts';

/** Series, period, time, status, value. */
type Row = [number, number, number, string, number | null];

/** Appends batches of observations, inside the caller's transaction. */
export class ObservationBatches {
  readonly #sql: ObservationStatements;
  readonly #identities: SeriesIdentities;

  constructor(sql: ObservationStatements, identities: SeriesIdentities) {
    this.#sql = sql;
    this.#identities = identities;
  }

  append(batch: readonly NewObservation[]): Outcome[] {
    const outcomes = new Array<Outcome>(batch.length);
    const rows: Row[] = [];
    // One series at a time: its vintages are read once, and its rows lie side by side.
    for (const [key, positions] of positionsBySeries(batch)) {
      const series = this.#identities.findOrAdd(key);
      const offered = positions.map((position) => requirePeriod(series, batch[position] as NewObservation));
      const vintages = new SeriesVintages(this.#heldPoints(series, offered));
      offered.forEach((each, index) => {
        outcomes[positions[index] as number] = vintages.offer(each);
      });
      this.#grow(series, vintages, rows);
    }
    this.#insert(rows);
    return outcomes;
  }

  #heldPoints({ id }: SeriesIdentity, offered: readonly NewObservation[]): Map<number, Vintage[]> {
    const points = new Map<number, Vintage[]>();
    for (const [ordinal, knownAt, status, value] of this.#sql.vintages.all(id, ...span(offered))) {
      const vintage = { knownAt, status, value: orUndefined(value) };
      const held = points.get(ordinal);
      if (held === undefined) points.set(ordinal, [vintage]);
      else held.push(vintage);
    }
    return points;
  }

  /** Notes what a batch adds to a series, and adds its rows to those to be inserted. */
  #grow({ id }: SeriesIdentity, { added, newPoints }: SeriesVintages, rows: Row[]): void {
    if (added.length === 0) return;
    const [first, last] = span(added);
    const knownAt = added.reduce((newest, each) => Math.max(newest, each.knownAt), Number.NEGATIVE_INFINITY);
    this.#sql.grow.run({ id, points: newPoints, vintages: added.length, first, last, knownAt });
    for (const { ordinal, knownAt, status, value } of added) {
      rows.push([id, ordinal, knownAt, status, orNull(value)]);
    }
  }

  #insert(rows: readonly Row[]): void {
    const whole = rows.length - (rows.length % ROWS_PER_STATEMENT);
    for (let at = 0; at < whole; at += ROWS_PER_STATEMENT) {
      this.#sql.appendMany.run(...rows.slice(at, at + ROWS_PER_STATEMENT).flat());
    }
    for (const row of rows.slice(whole)) this.#sql.append.run(...row);
  }
}

function positionsBySeries(batch: readonly NewObservation[]): Map<SeriesKey, number[]> {
  const positions = new Map<SeriesKey, number[]>();
  batch.forEach(({ series }, position) => {
    const held = positions.get(series);
    if (held === undefined) positions.set(series, [position]);
    else held.push(position);
  });
  return positions;
}

/** The first and the last period of a group that is not empty. */
function span(observations: readonly NewObservation[]): [from: number, to: number] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { ordinal } of observations) {
    if (ordinal < from) from = ordinal;
    if (ordinal > to) to = ordinal;
  }
  return [from, to];
}

/** Only the number is kept: it has to say the same as the text. */
function requirePeriod({ key, frequency }: SeriesIdentity, offered: NewObservation): NewObservation {
  const { period, ordinal } = offered;
  if (Number.isSafeInteger(ordinal) && formatPeriod(frequency, ordinal) === period) return offered;
  const detail = { series: key, period, ordinal };
  throw new EwsError(
    'invalid_input',
    `"${period}" is not period ${ordinal} of ${key} (${frequency}).`,
    detail,
  );
}
