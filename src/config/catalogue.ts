import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueFindings } from '../domain/catalogue.ts';
import type { Indicator } from '../domain/indicator.ts';
import type { Mapping } from '../domain/mapping.ts';
import { type CatalogueProblem, type Entry, problemAt, readCatalogueFile } from './catalogue-file.ts';

export interface Catalogue {
  readonly files: readonly string[];
  readonly indicators: readonly Indicator[];
  readonly mappings: ReadonlyMap<string, Mapping>;
  readonly problems: readonly CatalogueProblem[];
}

/** The catalogue files of a folder in the order of their names; none where there is no folder. */
export function catalogueFiles(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  return names.sort().map((name) => join(folder, name));
}

/** Reads catalogue files as one catalogue, and says everything there is to say of them at once. */
export function readCatalogue(files: readonly string[]): Catalogue {
  const read = files.map(readCatalogueFile);
  const indicators = unique(read.flatMap((file) => file.indicators));
  const mappings = unique(read.flatMap((file) => file.mappings));
  const problems = [...read.flatMap((file) => file.problems), ...indicators.twice, ...mappings.twice];
  // An entry that cannot be read is not unknown: what depends on others is judged once they can be.
  const isWhole = problems.length === 0;
  problems.push(...findings(indicators.entries, isWhole));
  if (isWhole)
    for (const mapping of mappings.entries.values()) problems.push(...misfits(mapping, indicators.entries));
  return { files, indicators: valuesOf(indicators.entries), mappings: mapOf(mappings.entries), problems };
}

type Entries<T> = ReadonlyMap<string, Entry<T>>;

/** Each code and each name stands in one place. */
function unique<T>(all: readonly Entry<T>[]): { entries: Entries<T>; twice: CatalogueProblem[] } {
  const entries = new Map<string, Entry<T>>();
  const twice: CatalogueProblem[] = [];
  for (const entry of all) {
    const first = entries.get(entry.name);
    if (first === undefined) entries.set(entry.name, entry);
    else
      twice.push(problemAt(entry, nameIn(entry), 'error', `${entry.name} stands at ${placeOf(first)} too`));
  }
  return { entries, twice };
}

/** Where the name of an entry stands in it. */
function nameIn({ kind }: Entry<unknown>): readonly string[] {
  return kind === 'indicator' ? ['code'] : [];
}

function placeOf(entry: Entry<unknown>): string {
  return `${entry.yaml.file}:${entry.yaml.lineOf([...entry.path, ...nameIn(entry)])}`;
}

function findings(indicators: Entries<Indicator>, isWhole: boolean): CatalogueProblem[] {
  return catalogueFindings(valuesOf(indicators)).flatMap(({ code, path, severity, message }) => {
    const isOfOthers = path[0] === 'derived' || path[0] === 'dimensions';
    const entry = indicators.get(code);
    if (entry === undefined || (isOfOthers && !isWhole)) return [];
    return [problemAt(entry, path, severity, message)];
  });
}

/** Mappings to indicators that the catalogue does not have, has with other dimensions, or that are derived. */
function misfits(mapping: Entry<Mapping>, indicators: Entries<Indicator>): CatalogueProblem[] {
  return mapping.value.series.flatMap(({ indicator, dimensions }, index) => {
    const codes = indicator.is === undefined ? Object.values(indicator.values ?? {}) : [indicator.is];
    const error = (message: string) => [problemAt(mapping, ['series', index, 'indicator'], 'error', message)];
    return codes.flatMap((code) => {
      const own = indicators.get(code)?.value;
      if (own === undefined) return error(`the catalogue has no indicator ${code}`);
      if (own.derived !== undefined)
        return error(
          `${code} is derived and takes no values from files; map its inputs, or leave out derived`,
        );
      const given = Object.keys(dimensions);
      const fits =
        own.dimensions.length === given.length && own.dimensions.every((each) => given.includes(each));
      return fits ? [] : error(`${code} has the dimensions ${own.dimensions.join(', ')}`);
    });
  });
}

function valuesOf<T>(entries: Entries<T>): T[] {
  return [...entries.values()].map(({ value }) => value);
}

function mapOf<T>(entries: Entries<T>): Map<string, T> {
  return new Map([...entries].map(([name, { value }]) => [name, value]));
}
