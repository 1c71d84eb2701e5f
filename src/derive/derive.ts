import { setImmediate } from 'node:timers/promises';
import { catalogueFindings } from '../domain/catalogue.ts';
import type { Indicator } from '../domain/indicator.ts';
import type { SeriesKey, SeriesVintages } from '../domain/series.ts';
import type { Clock } from '../domain/time.ts';
import { compute } from './compute.ts';
import { Definitions } from './definitions.ts';
import { difference } from './difference.ts';
import { Groups } from './groups.ts';
import { type Derived, definitionOf, outputOf, type Plan, planOf } from './plan.ts';
import type { DefinitionMemory, DerivedSeriesStore } from './port.ts';
import { type Task, Tasks } from './tasks.ts';
import { Writing } from './writing.ts';

/** Due series taken at a time: so many that a group is seldom computed twice, and so few that nobody waits for the list. */
const SLICE = 5_000;

/** Of these so many are cleared in one transaction. */
const CLEARED = 1_000;

/** Before every period that there is. */
const FIRST = -(2 ** 31);

export interface DerivationParts {
  readonly store: DerivedSeriesStore;
  readonly definitions: DefinitionMemory;
  /** Business time. */
  readonly clock: Clock;
  /** Told of a derived indicator that cannot be computed, and why. */
  readonly onRefused?: ((code: string, reason: string) => void) | undefined;
}

export interface Derivation {
  /**
   * Computes what follows from all series that have something new, until there is none, and for definitions that are
   * new, from all history. It can be killed anywhere and run again: only what differs is written. Returns how
   * many derived series changed.
   */
  runDue(): Promise<number>;
  /** The catalogue may have changed: it is read again by the next run. */
  renew(): void;
}

export function createDerivation(parts: DerivationParts): Derivation {
  const runner = new Runner(parts);
  let last: Promise<unknown> = Promise.resolve();
  return {
    runDue() {
      // One after the other: two runs over the same series would append the same twice.
      const run = last.then(() => runner.run());
      last = run.catch(() => undefined);
      return run;
    },
    renew: () => runner.forgetPlan(),
  };
}

class Runner {
  readonly #parts: DerivationParts;
  readonly #definitions: Definitions;
  readonly #writing: Writing;
  #groups: Groups;
  #plan: Plan | undefined;
  /** What the plan is made of, as text: groups are listed anew only where it is another one. */
  #shape = '';
  /** Inputs of the group that was computed last: several derivations often go over the same. */
  #loaded: ReadonlyMap<SeriesKey, SeriesVintages> = new Map();

  constructor(parts: DerivationParts) {
    this.#parts = parts;
    this.#definitions = new Definitions(parts.definitions, parts.store);
    this.#groups = new Groups(parts.store);
    this.#writing = new Writing(parts.store, () => parts.clock.now());
  }

  forgetPlan(): void {
    this.#plan = undefined;
  }

  async run(): Promise<number> {
    const { store } = this.#parts;
    this.#writing.forget();
    let written = 0;
    for (;;) {
      if (this.#plan === undefined) written += await this.#renew();
      const plan = this.#plan;
      const slice = await store.dueForDerivation(SLICE);
      if (slice.length === 0 && plan !== undefined) return written;
      // The catalogue changed a moment ago: nothing is cleared by what stood there before.
      if (plan === undefined) continue;
      const tasks = new Tasks(plan, this.#groups);
      for (const { series, fromOrdinal } of slice) tasks.addFrom(series, fromOrdinal);
      written += await this.#carryOut(tasks);
      for (let from = 0; from < slice.length; from += CLEARED)
        await store.clearDerivation(slice.slice(from, from + CLEARED));
    }
  }

  /** Reads the catalogue, and computes all history of what is defined anew. */
  async #renew(): Promise<number> {
    const indicators = await this.#parts.store.indicators();
    const misfits = misfitsOf(indicators);
    const fitting = indicators.map((each) => (misfits.has(each.code) ? asItIs(each) : each));
    const taken = new Set(await this.#definitions.claim(planOf(fitting).derived));
    for (const code of taken) misfits.set(code, 'it has series that were put in');
    for (const [code, reason] of misfits) this.#parts.onRefused?.(code, reason);
    const plan = planOf(fitting.map((each) => (taken.has(each.code) ? asItIs(each) : each)));
    const shape = JSON.stringify(
      plan.derived.map((each) => [each.indicator.code, definitionOf(each), each.over]),
    );
    if (shape !== this.#shape) this.#groups = new Groups(this.#parts.store);
    [this.#plan, this.#shape] = [plan, shape];
    const renewed = await this.#definitions.changed(plan.derived);
    const written = await this.#computeAll(plan, renewed);
    await this.#definitions.settle(renewed);
    return written;
  }

  async #computeAll(plan: Plan, derived: readonly Derived[]): Promise<number> {
    const tasks = new Tasks(plan, this.#groups);
    let written = 0;
    for (const each of derived) {
      for (const group of await this.#groups.groups(each)) tasks.add(each, group, FIRST);
      // Derivations of derivations find their inputs only when these are written.
      written += await this.#carryOut(tasks);
    }
    return written;
  }

  /** From the lowest rank to the highest: what changes leads to further tasks. */
  async #carryOut(tasks: Tasks): Promise<number> {
    let written = 0;
    for (let next = tasks.next(); next !== undefined; next = tasks.next()) {
      for (const task of next) {
        // A store may answer at once: other work gets its turn between two groups.
        await setImmediate();
        for (const { series, from } of await this.#computeGroup(task)) {
          tasks.addFrom(series, from);
          written += 1;
        }
      }
      this.#loaded = new Map();
      await this.#writing.flush();
    }
    return written;
  }

  /** Returns the series that changed, and from which period on. */
  async #computeGroup({ derived, group, from }: Task): Promise<{ series: SeriesKey; from: number }[]> {
    const members = await this.#groups.members(derived, group);
    const inputs = await this.#load(members, derived);
    const computed = compute(derived.derivation, inputs, from);
    const changed: { series: SeriesKey; from: number }[] = [];
    for (const [place, written] of computed.entries()) {
      const series = outputOf(derived, group, inputs[place]?.series ?? '');
      const found = difference(await this.#parts.store.vintages(series), written, from);
      if (found.kind === 'none') continue;
      if (found.kind === 'added') await this.#writing.append(series, found.rows);
      else await this.#writing.rewrite(found.vintages, found.fromOrdinal);
      changed.push({ series, from: found.kind === 'added' ? found.rows.ordinals[0]! : found.fromOrdinal });
    }
    return changed;
  }

  async #load(members: readonly SeriesKey[], derived: Derived): Promise<SeriesVintages[]> {
    const loaded = new Map<SeriesKey, SeriesVintages>();
    for (const series of members) {
      const vintages = this.#loaded.get(series) ?? (await this.#parts.store.vintages(series));
      loaded.set(series, vintages ?? nothingOf(series, derived));
    }
    this.#loaded = loaded;
    return members.map((series) => loaded.get(series) as SeriesVintages);
  }
}

/** Derived indicators that do not fit their inputs: files and the API may each be right, and not go together. */
function misfitsOf(indicators: readonly Indicator[]): Map<string, string> {
  const errors = catalogueFindings(indicators).filter(
    ({ severity, path }) => severity === 'error' && (path[0] === 'derived' || path[0] === 'dimensions'),
  );
  return new Map(errors.map(({ code, message }) => [code, message]));
}

/** An indicator that is not computed, although it says how. */
function asItIs({ derived: _not, ...indicator }: Indicator): Indicator {
  return indicator;
}

/** An input that is not there (yet). */
function nothingOf(series: SeriesKey, { indicator: { frequency } }: Derived): SeriesVintages {
  const none = { ordinals: new Int32Array(), values: new Float64Array() };
  return { series, frequency, ...none, statuses: new Uint8Array(), knownAt: new Float64Array() };
}
