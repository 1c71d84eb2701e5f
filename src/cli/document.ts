import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { formatProblem } from '../config/problems.ts';
import { checkYaml, parseYaml } from '../config/yaml-file.ts';
import { EwsError } from '../domain/errors.ts';

/**
 * A document that a person wrote, in YAML or JSON, checked before it is sent, so that what is wrong is named
 * by its line. `-` is standard input. @throws EwsError `invalid_input`, with `problems`
 */
export function readDocument<Schema extends z.ZodType>(file: string, schema: Schema): object {
  const name = file === '-' ? 'standard input' : file;
  const yaml = parseYaml(name, readFileSync(file === '-' ? 0 : file, 'utf8'));
  const { problems } = checkYaml(yaml, schema);
  const [first, ...others] = problems;
  // As it was written: the node fills in the defaults.
  if (first === undefined) return yaml.data as object;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new EwsError('invalid_input', `${formatProblem(first)}${more}`, { problems });
}
