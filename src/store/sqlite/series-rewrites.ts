import type { Rewritten } from '../../derive/port.ts';
import { Points } from '../blocks/points.ts';
import type { BlockRows } from './block-rows.ts';
import type { ObservationStatements } from './observation-rows.ts';
import { NEW_SERIES, type SeriesIdentities } from './series-identities.ts';

/** Puts derived series in the place of what is held of them, inside the caller's transaction. */
export class SeriesRewrites {
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

  /** A series without rows is gone. */
  rewrite({ vintages, fromOrdinal }: Rewritten): void {
    const state = this.#identities.findOrNew(vintages.series);
    const { id, key, indicator: code } = state;
    const { ordinals } = vintages;
    const isNew = id === NEW_SERIES;
    if (ordinals.length === 0) {
      if (!isNew) this.#remove(id, code);
      return;
    }
    this.#read(vintages);
    const [points, count] = [this.#points.countShown(), ordinals.length];
    const [first, last] = [ordinals[0]!, ordinals.at(-1)!];
    const newest = vintages.knownAt.reduce((most, each) => Math.max(most, each));
    if (isNew) {
      const made = this.#sql.addSeries.run(key, code, points, count, first, last, newest, 0, first, first);
      this.#blocks.write(Number(made.lastInsertRowid), [], [true], this.#points);
    } else {
      this.#blocks.remove(id);
      this.#sql.rewrite.run({ id, points, vintages: count, first, last, newest, fromOrdinal });
      this.#blocks.write(id, [], [true], this.#points);
    }
    this.#sql.growIndicator.run({ code, series: isNew ? 1 : 0, last, knownAt: newest });
  }

  #read({ ordinals, values, statuses, knownAt }: Rewritten['vintages']): void {
    this.#points.clear();
    for (let row = 0; row < ordinals.length; row++)
      this.#points.offer(ordinals[row]!, values[row]!, statuses[row]!, knownAt[row]!, false);
  }

  #remove(id: number, code: string): void {
    this.#blocks.remove(id);
    this.#sql.removeSeries.run(id);
    this.#sql.growIndicator.run({ code, series: -1, last: null, knownAt: null });
  }
}
