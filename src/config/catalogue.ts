import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CatalogueFinding, catalogueFindings } from '../domain/catalogue.ts';
import { Indicator } from '../domain/indicator.ts';
import type { Problem } from './problems.ts';
import { checkYamlPart, readYamlFile, type YamlFile } from './yaml-file.ts';

/** What is to be said of a catalogue file: where, of which indicator and member, and how grave it is. */
export interface CatalogueProblem extends Problem {
  readonly severity: CatalogueFinding['severity'];
  /** Its code, where it has one. */
  readonly indicator?: string;
  /** Dotted path within the indicator; empty: the indicator, or the file, as a whole. */
  readonly member: string;
}

export interface Catalogue {
  readonly files: readonly string[];
  readonly indicators: readonly Indicator[];
  readonly problems: readonly CatalogueProblem[];
}

interface Entry {
  readonly yaml: YamlFile;
  readonly index: number;
  readonly indicator: Indicator;
}

/** The catalogue files of a folder in the order of their names; none where there is no folder. */
export function catalogueFiles(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  return names.sort().map((name) => join(folder, name));
}

/** Reads catalogue files as one catalogue, and says everything there is to say of them at once. */
export function readCatalogue(files: readonly string[]): Catalogue {
  const entries = new Map<string, Entry>();
  const problems: CatalogueProblem[] = [];
  for (const yaml of files.map(readYamlFile)) {
    const read = readEntries(yaml);
    problems.push(...read.problems);
    for (const entry of read.entries) {
      const first = entries.get(entry.indicator.code);
      if (first === undefined) entries.set(entry.indicator.code, entry);
      else
        problems.push(
          problemOf(entry, ['code'], 'error', `${entry.indicator.code} stands at ${placeOf(first)} too`),
        );
    }
  }
  const indicators = [...entries.values()].map(({ indicator }) => indicator);
  // An entry that cannot be read is not an unknown input: what depends on it is judged once it can be.
  const whole = problems.every(({ severity }) => severity !== 'error');
  for (const { code, path, severity, message } of catalogueFindings(indicators)) {
    const isOfOthers = path[0] === 'derived' || path[0] === 'dimensions';
    if (whole || !isOfOthers) problems.push(problemOf(entries.get(code) as Entry, path, severity, message));
  }
  return { files, indicators, problems };
}

function readEntries(yaml: YamlFile): { entries: Entry[]; problems: CatalogueProblem[] } {
  const { file, data, lineOf } = yaml;
  const unreadable = yaml.problems.map(
    (problem): CatalogueProblem => ({ ...problem, severity: 'error', member: '' }),
  );
  if (unreadable.length > 0) return { entries: [], problems: unreadable };
  // An empty file, or one of comments, has no indicators.
  if (data === null || data === undefined) return { entries: [], problems: [] };
  if (!Array.isArray(data)) {
    const message = 'a catalogue file is a list: each indicator begins with "- code: …"';
    return {
      entries: [],
      problems: [{ file, line: lineOf([]), key: '', severity: 'error', member: '', message }],
    };
  }
  const read = data.map((_, index) => {
    const { value, problems } = checkYamlPart(yaml, [index], Indicator);
    return {
      entries: value === undefined ? [] : [{ yaml, index, indicator: value }],
      problems: problems.map(
        (problem): CatalogueProblem => ({
          ...problem,
          severity: 'error',
          ...codeIn(data[index]),
          member: problem.key.split('.').slice(1).join('.'),
        }),
      ),
    };
  });
  return { entries: read.flatMap((each) => each.entries), problems: read.flatMap((each) => each.problems) };
}

/** The code of an entry that may be anything. */
function codeIn(entry: unknown): { indicator?: string } {
  const code = (entry as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? { indicator: code } : {};
}

function problemOf(
  { yaml, index, indicator }: Entry,
  path: CatalogueFinding['path'],
  severity: CatalogueFinding['severity'],
  message: string,
): CatalogueProblem {
  return {
    file: yaml.file,
    line: yaml.lineOf([index, ...path]),
    key: [index, ...path].join('.'),
    message,
    severity,
    indicator: indicator.code,
    member: path.join('.'),
  };
}

function placeOf({ yaml, index }: Entry): string {
  return `${yaml.file}:${yaml.lineOf([index, 'code'])}`;
}
