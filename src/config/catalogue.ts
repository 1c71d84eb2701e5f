import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Indicator } from '../domain/indicator.ts';
import { Mapping, MappingName } from '../domain/mapping.ts';
import type { Problem } from './problems.ts';
import { checkYaml, readYamlFile, type YamlFile } from './yaml-file.ts';

/** A catalogue file is a list of indicators, or has them beside the mappings of the files that they come from. */
const CatalogueFile = z.strictObject({
  indicators: z.array(Indicator).default([]),
  mappings: z.record(MappingName, Mapping).default({}),
});

export interface Catalogue {
  readonly indicators: readonly Indicator[];
  readonly mappings: ReadonlyMap<string, Mapping>;
}

interface Part extends z.infer<typeof CatalogueFile> {
  readonly yaml: YamlFile;
  /** Where the indicators stand in the file. */
  readonly root: readonly string[];
}

/** The indicators and mappings of `config/indicators/*.yaml`. Each code and each name stands in one place. */
export function readCatalogue(folder: string): Catalogue & { problems: readonly Problem[] } {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  const read = names.sort().map((name) => readFile(join(folder, name)));
  const parts = read.flatMap(({ part }) => part ?? []);
  const indicators = parts.flatMap((part) => part.indicators);
  return {
    indicators,
    mappings: new Map(parts.flatMap(({ mappings }) => Object.entries(mappings))),
    problems: [
      ...read.flatMap(({ problems }) => problems),
      ...twice(parts.flatMap(indicatorPlaces)),
      ...twice(parts.flatMap(mappingPlaces)),
      ...parts.flatMap((part) => misfits(part, indicators)),
    ],
  };
}

function readFile(file: string): { part: Part | undefined; problems: readonly Problem[] } {
  const yaml = readYamlFile(file);
  if (!Array.isArray(yaml.data)) {
    const { value, problems } = checkYaml(yaml, CatalogueFile);
    return { part: value && { ...value, yaml, root: ['indicators'] }, problems };
  }
  const { value, problems } = checkYaml(yaml, z.array(Indicator));
  return { part: value && { indicators: value, mappings: {}, yaml, root: [] }, problems };
}

interface Place {
  readonly name: string;
  readonly yaml: YamlFile;
  readonly path: readonly (string | number)[];
}

function indicatorPlaces({ indicators, yaml, root }: Part): Place[] {
  return indicators.map(({ code }, index) => ({ name: code, yaml, path: [...root, index, 'code'] }));
}

function mappingPlaces({ mappings, yaml }: Part): Place[] {
  return Object.keys(mappings).map((name) => ({ name, yaml, path: ['mappings', name] }));
}

function twice(places: readonly Place[]): Problem[] {
  const first = new Map<string, string>();
  return places.flatMap(({ name, yaml, path }) => {
    const line = yaml.lineOf(path);
    const before = first.get(name);
    if (before === undefined) first.set(name, `${yaml.file}:${line}`);
    const message = `${name} stands at ${before} too`;
    return before === undefined ? [] : [{ file: yaml.file, line, key: path.join('.'), message }];
  });
}

/** Mappings to indicators that the catalogue does not have, or has with other dimensions. */
function misfits({ mappings, yaml }: Part, indicators: readonly Indicator[]): Problem[] {
  const dimensionsOf = new Map(indicators.map(({ code, dimensions }) => [code, dimensions]));
  return Object.entries(mappings).flatMap(([name, { series }]) =>
    series.flatMap(({ indicator, dimensions }, index) => {
      const codes = indicator.is === undefined ? Object.values(indicator.values ?? {}) : [indicator.is];
      const path = ['mappings', name, 'series', index, 'indicator'];
      const place = { file: yaml.file, line: yaml.lineOf(path), key: path.join('.') };
      return codes.flatMap((code) => {
        const own = dimensionsOf.get(code);
        if (own === undefined) return [{ ...place, message: `the catalogue has no indicator ${code}` }];
        const given = Object.keys(dimensions);
        const fits = own.length === given.length && own.every((dimension) => given.includes(dimension));
        return fits ? [] : [{ ...place, message: `${code} has the dimensions ${own.join(', ')}` }];
      });
    }),
  );
}
