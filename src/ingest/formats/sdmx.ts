import { clip } from '../../domain/bytes.ts';
import { EwsError } from '../../domain/errors.ts';
import { Frequency } from '../../domain/indicator.ts';
import { Mapping } from '../../domain/mapping.ts';
import { componentOf } from '../../domain/sdmx.ts';
import { Mapper, type UsualColumns } from './mapper.ts';
import type { Catalogue } from './row.ts';

export const SDMX_COLUMNS = {
  period: 'TIME_PERIOD',
  value: 'OBS_VALUE',
  status: 'OBS_STATUS',
  knownAt: 'KNOWN_AT',
} as const satisfies UsualColumns;

/** The id in `AGENCY:ID(1.0)` or `AGENCY:ID`; `undefined` if it is neither. */
export function artefactId(reference: string): string | undefined {
  return /^[A-Za-z][A-Za-z0-9_@$.-]*:([A-Za-z0-9_@$-]+)(?:\([0-9.+*~A-Za-z-]+\))?$/.exec(reference)?.[1];
}

/** How the data of a structure are read: a mapper, or why there is none. */
export type Structure = Mapper | { readonly problem: string };

/** A file names so many structures at most. */
const MAX_STRUCTURES = 1000;

/**
 * Finds how the data of a dataflow are read: by the mapping, if one was stated; otherwise the dataflow has the
 * code of an indicator, and its dimensions are the indicator's in capitals.
 */
export class Structures {
  readonly #name: string;
  readonly #mapping: Mapping | undefined;
  readonly #catalogue: Catalogue;
  readonly #known = new Map<string, Structure>();

  constructor(name: string, mapping: Mapping | undefined, catalogue: Catalogue) {
    this.#name = name;
    this.#mapping = mapping;
    this.#catalogue = catalogue;
  }

  /**
   * `scope` tells tables of one dataflow with different columns apart.
   * @throws EwsError `invalid_input`: the mapping does not fit these columns; `too_large`: too many structures
   */
  find(id: string, columns: readonly string[], line?: number, scope = ''): Structure {
    const key = `${scope}:${id}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size === MAX_STRUCTURES) {
      throw new EwsError('too_large', `${this.#name} names more than ${MAX_STRUCTURES} structures.`, {
        file: this.#name,
      });
    }
    const structure = this.#read(id, columns, line);
    this.#known.set(key, structure);
    return structure;
  }

  #read(id: string, columns: readonly string[], line: number | undefined): Structure {
    const stated = this.#mapping;
    if (stated?.structure !== undefined && stated.structure !== id) {
      return { problem: `The mapping is for structure ${stated.structure}, not "${clip(id)}".` };
    }
    const mapping = stated ?? this.#ofIndicator(id, columns);
    if ('problem' in mapping) return mapping;
    const table = { name: this.#name, columns, catalogue: this.#catalogue };
    return new Mapper(mapping, line === undefined ? table : { ...table, line }, SDMX_COLUMNS);
  }

  #ofIndicator(id: string, columns: readonly string[]): Mapping | { problem: string } {
    const dimensions = this.#catalogue.get(id)?.dimensions;
    if (dimensions === undefined) {
      return { problem: `No indicator has the code "${clip(id)}". State a mapping of this structure.` };
    }
    const missing = dimensions.map(componentOf).filter((component) => !columns.includes(component));
    if (missing.length > 0) {
      return {
        problem: `${id} needs the dimensions ${missing.join(', ')}. State a mapping of this structure.`,
      };
    }
    const parts = dimensions.map((name) => [name, { column: componentOf(name) }]);
    return Mapping.parse({ series: [{ indicator: id, dimensions: Object.fromEntries(parts) }] });
  }
}

/** Why a frequency cannot be read; `undefined`: it can, or none is stated. */
export function frequencyProblem(frequency: string): string | undefined {
  if (frequency === '' || Frequency.safeParse(frequency).success) return undefined;
  const halves = frequency === 'S' || frequency === 'H' ? ' Half-years are not held.' : '';
  return `Frequency "${clip(frequency)}" is not one of ${Frequency.options.join(', ')}.${halves}`;
}

/** Statuses of SDMX without a value that a missing number may stand for. */
export const MISSING = 'O';
