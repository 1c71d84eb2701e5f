import { type Derived, definitionOf } from './plan.ts';
import type { DefinitionMemory, DerivedSeriesStore } from './port.ts';

/** A series was claimed for a derivation that was not computed over all its history yet. */
const CLAIMED = '';

/**
 * By which definitions the derived series were computed, remembered over restarts: another one has all history
 * computed anew.
 */
export class Definitions {
  readonly #memory: DefinitionMemory;
  readonly #store: Pick<DerivedSeriesStore, 'series'>;
  #known: Record<string, string> | undefined;

  constructor(memory: DefinitionMemory, store: Pick<DerivedSeriesStore, 'series'>) {
    this.#memory = memory;
    this.#store = store;
  }

  /**
   * Claims what is new, before it is computed, so that a run that is killed is known later. Returns the codes that
   * cannot be claimed: they have series that somebody put in, which must not be written over.
   */
  async claim(derived: readonly Derived[]): Promise<string[]> {
    const known = await this.#read();
    const [claimed, taken]: [[string, string][], string[]] = [[], []];
    for (const each of derived) {
      const { code } = each.indicator;
      const isOurs =
        known[code] !== undefined || (await this.#store.series({ indicator: code, limit: 1 })).length === 0;
      if (isOurs) claimed.push([code, known[code] ?? CLAIMED]);
      else taken.push(code);
    }
    await this.#write(Object.fromEntries(claimed));
    return taken;
  }

  /** Those whose history was computed by another definition, or not to its end. */
  async changed(derived: readonly Derived[]): Promise<Derived[]> {
    const known = await this.#read();
    return derived.filter((each) => known[each.indicator.code] !== definitionOf(each));
  }

  /** The history of these is computed by their definitions. */
  async settle(derived: readonly Derived[]): Promise<void> {
    const settled = derived.map((each) => [each.indicator.code, definitionOf(each)]);
    await this.#write({ ...(await this.#read()), ...Object.fromEntries(settled) });
  }

  async #read(): Promise<Readonly<Record<string, string>>> {
    this.#known ??= JSON.parse((await this.#memory.read()) ?? '{}') as Record<string, string>;
    return this.#known;
  }

  async #write(known: Record<string, string>): Promise<void> {
    const [before, after] = [JSON.stringify(this.#known), JSON.stringify(known)];
    if (before !== after) await this.#memory.write(after);
    this.#known = known;
  }
}
