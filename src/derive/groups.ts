import { dimensionValues, type SeriesKey } from '../domain/series.ts';
import { type Derived, groupOf } from './plan.ts';
import type { DerivedSeriesStore } from './port.ts';

/** Series read at a time. */
const PAGE = 5_000;

/**
 * Which series belong together, for derivations over a dimension. All series of an input are listed once; those
 * that come later are told, since a series that is new is due.
 */
export class Groups {
  readonly #store: Pick<DerivedSeriesStore, 'series'>;
  /** By input and dimension, then by group. */
  readonly #known = new Map<string, Map<string, Set<SeriesKey>>>();

  constructor(store: Pick<DerivedSeriesStore, 'series'>) {
    this.#store = store;
  }

  /** The series that the group of a derivation is computed from, in the order of its formula. */
  async members(derived: Derived, group: string): Promise<readonly SeriesKey[]> {
    if (derived.over === undefined) return derived.inputs.map((code) => `${code}/${group}`);
    // The order of the keys, so that sums are the same whoever computes them.
    return [...((await this.#of(derived)).get(group) ?? [])].sort();
  }

  /** All groups that there are series for. */
  async groups(derived: Derived): Promise<Iterable<string>> {
    if (derived.over !== undefined) return [...(await this.#of(derived)).keys()];
    const groups = new Set<string>();
    for (const input of derived.inputs)
      for await (const series of this.#series(input)) groups.add(series.slice(series.indexOf('/') + 1));
    return groups;
  }

  /** Takes note of a series that may be new. */
  note(derived: Derived, series: SeriesKey): void {
    const known = this.#known.get(nameOf(derived));
    if (known !== undefined) add(known, derived, series);
  }

  async #of(derived: Derived): Promise<ReadonlyMap<string, ReadonlySet<SeriesKey>>> {
    const held = this.#known.get(nameOf(derived));
    if (held !== undefined) return held;
    const read = new Map<string, Set<SeriesKey>>();
    for await (const series of this.#series(derived.inputs[0] ?? '')) add(read, derived, series);
    this.#known.set(nameOf(derived), read);
    return read;
  }

  async *#series(indicator: string): AsyncGenerator<SeriesKey> {
    for (let after: SeriesKey | undefined; ; ) {
      const page = await this.#store.series({ indicator, limit: PAGE, ...(after && { after }) });
      for (const { series } of page) yield series;
      if (page.length < PAGE) return;
      after = page.at(-1)?.series;
    }
  }
}

function nameOf({ inputs, over }: Derived): string {
  return `${inputs[0]} ${over}`;
}

function add(groups: Map<string, Set<SeriesKey>>, derived: Derived, series: SeriesKey): void {
  const group = groupOf(derived, dimensionValues(series));
  if (group === undefined) return;
  const members = groups.get(group);
  if (members === undefined) groups.set(group, new Set([series]));
  else members.add(series);
}
