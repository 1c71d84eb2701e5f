import { readFileSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml';
import type { z } from 'zod';
import type { Problem } from './problems.ts';

type Path = readonly PropertyKey[];

/** A value from outside the file that takes the place of one in it. */
export interface Override {
  readonly variable: string;
  readonly path: readonly string[];
  readonly value: string | number;
}

/** A YAML file as plain data, and where each key of it stands. */
export interface YamlFile {
  readonly file: string;
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** Line of the key at a path, or of the nearest key above it. */
  lineOf(path: Path): number;
}

/** Reads a file. What is wrong with its syntax, such as a key that stands twice, is in `problems`. */
export function readYamlFile(file: string): YamlFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const message =
      code === 'ENOENT' ? 'the file does not exist; "ews init" makes a node' : `cannot be read: ${code}`;
    return { file, data: undefined, problems: [{ file, key: '', message }], lineOf: () => 1 };
  }
  return parseYaml(file, text);
}

export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const problems: Problem[] = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    file,
    line: lineAt(pos[0]),
    key: keyAt(document.contents, pos[0]),
    message,
  }));
  const lineOf = (path: Path) => lineAt(offsetOf(document, path));
  if (problems.length > 0) return { file, data: undefined, problems, lineOf };
  try {
    return { file, data: document.toJS(), problems, lineOf };
  } catch (error) {
    // An alias without its anchor, or too many of them.
    const message = (error as Error).message;
    return { file, data: undefined, problems: [{ file, line: 1, key: '', message }], lineOf };
  }
}

/** Dotted path of the key that an offset belongs to: what a syntax error is about. */
function keyAt(contents: unknown, offset: number): string {
  const path: string[] = [];
  let node = contents;
  while (isMap(node)) {
    const pair = node.items.findLast(({ key }) => isScalar(key) && (key.range?.[0] ?? 0) <= offset);
    if (pair === undefined) break;
    path.push(String((pair.key as Scalar).value));
    node = pair.value;
  }
  return path.join('.');
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = (document.contents as Node | null)?.range?.[0] ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    const child = childOf(node, part);
    if (child === undefined) return offset;
    offset = child.offset;
    node = child.value;
  }
  return offset;
}

function childOf(node: unknown, part: PropertyKey): { offset: number; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
    return pair && { offset: (pair.key as Node).range?.[0] ?? 0, value: pair.value };
  }
  const item = isSeq(node) ? (node.items[Number(part)] as Node | undefined) : undefined;
  return item && { offset: item.range?.[0] ?? 0, value: item };
}

/** Checks a file's data against a schema, with overrides in place. Each problem names its key and line. */
export function checkYaml<Schema extends z.ZodType>(
  yaml: YamlFile,
  schema: Schema,
  overrides: readonly Override[] = [],
): { readonly value: z.infer<Schema> | undefined; readonly problems: readonly Problem[] } {
  if (yaml.problems.length > 0) return { value: undefined, problems: yaml.problems };
  const checked = schema.safeParse(overridden(yaml.data ?? {}, overrides));
  if (checked.success) return { value: checked.data, problems: [] };
  const problems = checked.error.issues.flatMap(spread).map(({ path, message }): Problem => {
    const override = overrides.find((candidate) => candidate.path.join('.') === path.join('.'));
    if (override !== undefined) return { file: 'environment', key: override.variable, message };
    return { file: yaml.file, line: yaml.lineOf(path), key: path.map(String).join('.'), message };
  });
  return { value: undefined, problems };
}

/** Checks what stands at a path of a file's data, which has no problems of its own. Problems have whole paths. */
export function checkYamlPart<Schema extends z.ZodType>(
  yaml: YamlFile,
  at: Path,
  schema: Schema,
): { readonly value: z.infer<Schema> | undefined; readonly problems: readonly Problem[] } {
  const part = at.reduce((value, key) => (value as Record<PropertyKey, unknown>)[key], yaml.data);
  const checked = schema.safeParse(part);
  if (checked.success) return { value: checked.data, problems: [] };
  const problems = checked.error.issues.flatMap(spread).map(({ path, message }): Problem => {
    const whole = [...at, ...path];
    return { file: yaml.file, line: yaml.lineOf(whole), key: whole.map(String).join('.'), message };
  });
  return { value: undefined, problems };
}

/** Unknown keys come as one issue of the object that holds them: each becomes a problem of its own. */
function spread(issue: z.core.$ZodIssue): { path: Path; message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'there is no such key' }));
}

function overridden(data: unknown, overrides: readonly Override[]): unknown {
  const copy = structuredClone(data);
  for (const { path, value } of overrides) setIn(copy, path, value);
  return copy;
}

function setIn(target: unknown, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (typeof target !== 'object' || target === null) return;
  const record = target as Record<string, unknown>;
  if (rest.length === 0) {
    record[key] = value;
  } else {
    record[key] ??= {};
    setIn(record[key], rest, value);
  }
}
