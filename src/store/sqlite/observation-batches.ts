import { EwsError } from '../../domain/errors.ts';
import { hasValue, ObservationStatus } from '../../domain/series.ts';
import type { BatchOutcome, IngestRun, ObservationBatch } from '../../ingest/batch.ts';
import { appendToBlock } from '../blocks/append.ts';
import { OUTCOME, Points } from '../blocks/points.ts';
import { type BlockRows, blockIndex, decodeAll, FIRST_ORDINAL, LAST_ORDINAL } from './block-rows.ts';
import type { ObservationStatements, SeriesState } from './observation-rows.ts';
import { NEW_SERIES, type SeriesIdentities } from './series-identities.ts';

/** By the number of a status: whether it goes with a value. */
const WITH_VALUE = ObservationStatus.options.map(hasValue);

/** Counts of rows while a batch is judged. */
interface Counts {
  stored: number;
  revised: number;
  unchanged: number;
  superseded: number;
  readonly conflicts: number[];
}

/** What a batch adds to a series. */
interface Growth {
  vintages: number;
  first: number;
  last: number;
  knownAt: number;
}

/** Judges batches of observations, and appends them inside the caller's transaction. */
export class ObservationBatches {
  readonly #sql: ObservationStatements;
  readonly #blocks: BlockRows;
  readonly #identities: SeriesIdentities;
  /** Used for one series after the other. */
  readonly #points = new Points();

  constructor(sql: ObservationStatements, blocks: BlockRows, identities: SeriesIdentities) {
    this.#sql = sql;
    this.#blocks = blocks;
    this.#identities = identities;
  }

  append(batch: ObservationBatch, run: IngestRun): BatchOutcome {
    const counts = noCounts();
    const indicators = new GrownIndicators();
    for (const { index, state } of this.#inOrder(batch)) {
      const growth =
        this.#appendPoint(batch, index, state, run, counts) ??
        this.#appendRows(batch, index, state, run, counts);
      if (growth !== undefined) indicators.add(state, growth);
    }
    for (const [code, grown] of indicators.byCode) this.#sql.growIndicator.run({ code, ...grown });
    return counts;
  }

  /** One new point at the end of a series, which is what most publications bring. Anything else: nothing is done. */
  #appendPoint(
    batch: ObservationBatch,
    index: number,
    state: SeriesState,
    run: IngestRun,
    counts: Counts,
  ): Growth | undefined {
    const row = batch.starts[index]!;
    const ordinal = batch.ordinals[row]!;
    const isOne = batch.starts[index + 1] === row + 1 && batch.statuses[row] === 0;
    if (!isOne || state.lastOrdinal === null || ordinal <= state.lastOrdinal) return undefined;
    requireRows(batch, row, row + 1, state.key);
    const held = this.#blocks.last(state);
    if (held === undefined) return undefined;
    const stated = batch.knownAt[row]!;
    const knownAt = Number.isNaN(stated) ? run.knownAt : stated;
    const body = appendToBlock(held[1], ordinal, batch.values[row]!, knownAt);
    if (body === undefined) return undefined;
    const growth = { vintages: 1, first: ordinal, last: ordinal, knownAt };
    counts.stored += 1;
    this.#grow(state, growth, 1, run);
    this.#blocks.replace(held[0], body);
    return growth;
  }

  #appendRows(
    batch: ObservationBatch,
    index: number,
    state: SeriesState,
    run: IngestRun,
    counts: Counts,
  ): Growth | undefined {
    const { growth, shown, held, changed } = this.#judge(batch, index, state, run, counts);
    if (growth === undefined) return undefined;
    const id = this.#grow(state, growth, this.#points.countShown() - shown, run);
    this.#blocks.write(id, held, changed, this.#points);
    return growth;
  }

  /** Writes down what a series has grown by; one that is new is made with it. Returns its id. */
  #grow(state: SeriesState, growth: Growth, shown: number, run: IngestRun): number {
    const { vintages, first, last, knownAt } = growth;
    const mark = ownsRun(state, run) ? run.id : -run.id;
    if (state.id === NEW_SERIES) {
      const made = this.#sql.addSeries.run(
        ...[state.key, state.indicator, shown, vintages, first, last, knownAt, mark, first, first],
      );
      return Number(made.lastInsertRowid);
    }
    this.#sql.grow.run(shown, vintages, first, last, knownAt, mark, first, first, state.id);
    return state.id;
  }

  forecast(batch: ObservationBatch, run: IngestRun): BatchOutcome {
    const counts = noCounts();
    for (const [index, key] of batch.series.entries()) {
      const state = this.#identities.findOrNew(key);
      this.#judge(batch, index, state, run, counts);
    }
    return counts;
  }

  /** In the order in which series lie in the file, new ones last, so that each page is written once. */
  #inOrder(batch: ObservationBatch): { index: number; state: SeriesState }[] {
    const states = batch.series.map((key, index) => ({ index, state: this.#identities.findOrNew(key) }));
    return states.sort((a, b) => a.state.id - b.state.id);
  }

  /** Offers the rows of one series to what is held of it. No growth: nothing of it changed. */
  #judge(batch: ObservationBatch, index: number, state: SeriesState, run: IngestRun, counts: Counts) {
    const [from, to] = [batch.starts[index]!, batch.starts[index + 1]!];
    const [least, greatest] = requireRows(batch, from, to, state.key);
    const held = this.#blocks.of(state, least, greatest);
    const ids = held.map(([id]) => id);
    const points = this.#points;
    decodeAll(held, points);
    const shown = points.countShown();
    const changed = new Array<boolean>(Math.max(1, ids.length)).fill(false);
    const owns = ownsRun(state, run);
    let growth: Growth | undefined;
    for (let row = from; row < to; row++) {
      const ordinal = batch.ordinals[row]!;
      const stated = batch.knownAt[row]!;
      const isStated = !Number.isNaN(stated);
      const knownAt = isStated ? stated : run.knownAt;
      const replaces = owns && !isStated;
      const outcome = points.offer(ordinal, batch.values[row]!, batch.statuses[row]!, knownAt, replaces);
      if (!count(counts, outcome, row)) continue;
      changed[ids.length < 2 ? 0 : blockIndex(ids, ordinal)] = true;
      growth ??= { vintages: 0, first: ordinal, last: ordinal, knownAt };
      growth.vintages += ADDED_VINTAGES[outcome]!;
      if (ordinal < growth.first) growth.first = ordinal;
      if (ordinal > growth.last) growth.last = ordinal;
      if (knownAt > growth.knownAt) growth.knownAt = knownAt;
    }
    return { growth, shown, held: ids, changed };
  }
}

/** What a batch adds to each indicator. */
class GrownIndicators {
  readonly byCode = new Map<string, { series: number; last: number; knownAt: number }>();

  add({ indicator, lastOrdinal }: SeriesState, { last, knownAt }: Growth): void {
    const isNew = lastOrdinal === null ? 1 : 0;
    const grown = this.byCode.get(indicator);
    if (grown === undefined) this.byCode.set(indicator, { series: isNew, last, knownAt });
    else {
      grown.series += isNew;
      if (last > grown.last) grown.last = last;
      if (knownAt > grown.knownAt) grown.knownAt = knownAt;
    }
  }
}

const ADDED_VINTAGES: readonly number[] = [1, 1, 0, 0, 0, -1];

function noCounts(): Counts {
  return { stored: 0, revised: 0, unchanged: 0, superseded: 0, conflicts: [] };
}

/** Whether the row changed anything. */
function count(counts: Counts, outcome: number, row: number): boolean {
  switch (outcome) {
    case OUTCOME.stored:
      counts.stored += 1;
      return true;
    case OUTCOME.revised:
      counts.revised += 1;
      return true;
    case OUTCOME.replaced:
      counts.superseded += 1;
      return true;
    case OUTCOME.restored:
      // The earlier row was counted as a revision, and this one says what was known before.
      counts.revised -= 1;
      counts.superseded += 1;
      counts.unchanged += 1;
      return true;
    case OUTCOME.unchanged:
      counts.unchanged += 1;
      return false;
    default:
      counts.conflicts.push(row);
      return false;
  }
}

/** Whether what a series holds of the run's own time was written by the run, all of it. */
function ownsRun(state: SeriesState, run: IngestRun): boolean {
  if (state.run === run.id) return true;
  return state.run !== -run.id && (state.knownAt === null || state.knownAt < run.knownAt);
}

/**
 * Returns the least and the greatest period of the rows.
 * @throws EwsError `invalid_input`
 */
function requireRows(batch: ObservationBatch, from: number, to: number, key: string): [number, number] {
  let [least, greatest] = [LAST_ORDINAL, FIRST_ORDINAL];
  for (let row = from; row < to; row++) {
    const ordinal = batch.ordinals[row]!;
    const value = batch.values[row]!;
    const knownAt = batch.knownAt[row]!;
    if (ordinal < least) least = ordinal;
    if (ordinal > greatest) greatest = ordinal;
    // biome-ignore lint/suspicious/noSelfCompare: NaN is not itself, and this runs for every row
    const isAbsent = value !== value;
    const fits = WITH_VALUE[batch.statuses[row]!] === !isAbsent && (isAbsent || Number.isFinite(value));
    // biome-ignore lint/suspicious/noSelfCompare: as above
    if (fits && (knownAt !== knownAt || Number.isSafeInteger(knownAt))) continue;
    throw new EwsError('invalid_input', `Row ${row} of the batch, of ${key}, has no value that fits.`, {
      series: key,
      row,
    });
  }
  if (least >= FIRST_ORDINAL && greatest <= LAST_ORDINAL) return [least, greatest];
  throw new EwsError('invalid_input', `The batch has a period of ${key} that no calendar has.`, {
    series: key,
  });
}
