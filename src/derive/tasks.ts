import { dimensionValues, indicatorOfSeries, type SeriesKey } from '../domain/series.ts';
import type { Groups } from './groups.ts';
import { type Derived, groupOf, type Plan } from './plan.ts';

/** A group of a derived indicator that has to be computed from some period on. */
export interface Task {
  readonly derived: Derived;
  readonly group: string;
  from: number;
}

/** What has to be computed, each once, by the rank of the derived indicators. */
export class Tasks {
  readonly #plan: Plan;
  readonly #groups: Groups;
  readonly #byRank = new Map<number, Map<string, Task>>();

  constructor(plan: Plan, groups: Groups) {
    this.#plan = plan;
    this.#groups = groups;
  }

  /** What follows from a change of a series. */
  addFrom(series: SeriesKey, from: number): void {
    const dependents = this.#plan.ofInput.get(indicatorOfSeries(series));
    if (dependents === undefined) return;
    const values = dimensionValues(series);
    for (const derived of dependents) {
      this.#groups.note(derived, series);
      const group = groupOf(derived, values);
      if (group !== undefined) this.add(derived, group, from);
    }
  }

  add(derived: Derived, group: string, from: number): void {
    const tasks = this.#byRank.get(derived.rank) ?? new Map<string, Task>();
    const name = `${derived.indicator.code}/${group}`;
    const known = tasks.get(name);
    if (known === undefined) tasks.set(name, { derived, group, from });
    else known.from = Math.min(known.from, from);
    this.#byRank.set(derived.rank, tasks);
  }

  /**
   * The tasks of the lowest rank, which are taken out; undefined when there are none. Those that are computed from the
   * same inputs follow each other.
   */
  next(): readonly Task[] | undefined {
    const [rank] = [...this.#byRank.keys()].sort((a, b) => a - b);
    if (rank === undefined) return undefined;
    const tasks = this.#byRank.get(rank);
    this.#byRank.delete(rank);
    const inputsOf = ({ derived, group }: Task) => `${derived.inputs[0]} ${derived.over} ${group}`;
    const sorted = [...(tasks?.values() ?? [])].map((task) => ({ task, inputs: inputsOf(task) }));
    sorted.sort((a, b) => (a.inputs < b.inputs ? -1 : a.inputs > b.inputs ? 1 : 0));
    return sorted.map(({ task }) => task);
  }
}
