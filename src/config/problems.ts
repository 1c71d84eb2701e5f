import { EwsError } from '../domain/errors.ts';

/** One thing that is wrong with the configuration, and where it stands. */
export interface Problem {
  /** A path, or `environment`. */
  readonly file: string;
  readonly line?: number;
  /** Dotted path of the key, or the name of the variable; empty: the file as a whole. */
  readonly key: string;
  readonly message: string;
}

/** `config/node.yaml:7: agency.port: expected number, received string` */
export function formatProblem({ file, line, key, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return key === '' ? `${place}: ${message}` : `${place}: ${key}: ${message}`;
}

/** @throws EwsError `config_invalid` with all of them in `detail.problems`, unless there are none */
export function requireNoProblems(problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new EwsError('config_invalid', `${formatProblem(first)}${more}`, { problems });
}
