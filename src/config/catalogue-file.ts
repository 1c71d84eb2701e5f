import type { z } from 'zod';
import type { CatalogueFinding } from '../domain/catalogue.ts';
import { Indicator } from '../domain/indicator.ts';
import { Mapping, MappingName } from '../domain/mapping.ts';
import type { Problem } from './problems.ts';
import { checkYamlPart, readYamlFile, type YamlFile } from './yaml-file.ts';

type Path = readonly (string | number)[];

/** What is to be said of a catalogue file: where, of which indicator and member, and how grave it is. */
export interface CatalogueProblem extends Problem {
  readonly severity: CatalogueFinding['severity'];
  /** Code of the indicator, or name of the mapping, where it has one. */
  readonly indicator?: string;
  readonly mapping?: string;
  /** Dotted path within it; empty: the whole of it, or of the file. */
  readonly member: string;
}

/** An indicator or a mapping, and where it stands. */
export interface Entry<T> {
  readonly kind: 'indicator' | 'mapping';
  readonly name: string;
  readonly value: T;
  readonly yaml: YamlFile;
  readonly path: Path;
}

export interface CatalogueFile {
  readonly indicators: readonly Entry<Indicator>[];
  readonly mappings: readonly Entry<Mapping>[];
  readonly problems: readonly CatalogueProblem[];
}

/**
 * Reads a catalogue file: a list of indicators, or `indicators` beside the `mappings` of the files that they come from.
 * Each entry is checked by itself, so that what is wrong with one does not hide what is wrong with others.
 */
export function readCatalogueFile(file: string): CatalogueFile {
  const yaml = readYamlFile(file);
  if (yaml.problems.length > 0) {
    const problems = yaml.problems.map((problem) => ({ ...problem, severity: 'error', member: '' }) as const);
    return { indicators: [], mappings: [], problems };
  }
  const { data } = yaml;
  if (Array.isArray(data))
    return readParts(
      yaml,
      data.map((_, index) => [index]),
      [],
    );
  // An empty file, or one of comments, has nothing.
  return isRecord(data ?? {}) ? readRecord(yaml, (data ?? {}) as Record<string, unknown>) : refuse(yaml, []);
}

function readRecord(yaml: YamlFile, data: Record<string, unknown>): CatalogueFile {
  const { indicators = [], mappings = {}, ...others } = data;
  if (!Array.isArray(indicators)) return refuse(yaml, ['indicators']);
  if (!isRecord(mappings)) return refuse(yaml, ['mappings']);
  const read = readParts(
    yaml,
    indicators.map((_, index) => ['indicators', index]),
    Object.keys(mappings).map((name) => ['mappings', name]),
  );
  const unknown = Object.keys(others).map((key) => problemAt({ yaml, path: [key] }, [], 'error', UNKNOWN));
  return { ...read, problems: [...read.problems, ...unknown] };
}

const UNKNOWN =
  'there is no such key; a catalogue file is a list that begins with "- code: …", or has indicators: and mappings:';

function refuse(yaml: YamlFile, path: Path): CatalogueFile {
  const message = `${path[0] ?? 'the file'} has to be ${path[0] === 'mappings' ? 'a map of mappings by their names' : 'a list of indicators, each beginning with "- code: …"'}`;
  return { indicators: [], mappings: [], problems: [problemAt({ yaml, path }, [], 'error', message)] };
}

function readParts(yaml: YamlFile, indicators: readonly Path[], mappings: readonly Path[]): CatalogueFile {
  const readIndicators = indicators.map((path) =>
    readPart({ yaml, path, kind: 'indicator', name: codeAt(yaml, path) }, Indicator),
  );
  const readMappings = mappings.map((path) => readMapping(yaml, path));
  return {
    indicators: readIndicators.flatMap(({ entry }) => entry ?? []),
    mappings: readMappings.flatMap(({ entry }) => entry ?? []),
    problems: [...readIndicators, ...readMappings].flatMap(({ problems }) => problems),
  };
}

function readMapping(yaml: YamlFile, path: Path) {
  const place = { yaml, path, kind: 'mapping', name: String(path.at(-1)) } as const;
  const name = MappingName.safeParse(place.name);
  if (name.success) return readPart(place, Mapping);
  const message = name.error.issues[0]?.message ?? 'not a name';
  return { entry: undefined, problems: [problemAt(place, [], 'error', message)] };
}

type Place = Pick<Entry<unknown>, 'yaml' | 'path'> & Partial<Pick<Entry<unknown>, 'kind' | 'name'>>;

function readPart<Schema extends z.ZodType>(
  place: Omit<Entry<unknown>, 'value' | 'name'> & { readonly name: string | undefined },
  schema: Schema,
): { entry: Entry<z.infer<Schema>> | undefined; problems: CatalogueProblem[] } {
  const { yaml, path, kind, name } = place;
  const { value, problems } = checkYamlPart(yaml, path, schema);
  const entry = value === undefined ? undefined : { yaml, path, kind, name: name ?? '', value };
  return {
    entry,
    problems: problems.map((problem) => ({
      ...problem,
      severity: 'error',
      ...(name === undefined ? {} : { [kind]: name }),
      member: problem.key.split('.').slice(path.length).join('.'),
    })),
  };
}

/** Something that is found of an entry, by its place in the file. */
export function problemAt(
  { yaml, path, kind, name }: Place,
  member: Path,
  severity: CatalogueFinding['severity'],
  message: string,
): CatalogueProblem {
  const whole = [...path, ...member];
  return {
    file: yaml.file,
    line: yaml.lineOf(whole),
    key: whole.join('.'),
    message,
    severity,
    ...(kind === undefined || name === undefined ? {} : { [kind]: name }),
    member: member.join('.'),
  };
}

/** The code of an entry that may be anything. */
function codeAt({ data }: YamlFile, path: Path): string | undefined {
  const entry = path.reduce((value: unknown, key) => (value as Record<string, unknown>)?.[key], data);
  const code = (entry as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
