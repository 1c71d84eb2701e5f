import { CommanderError } from 'commander';
import { formatProblem, type Problem } from '../config/problems.ts';
import { EwsError } from '../domain/errors.ts';
import { EXIT } from './exit-codes.ts';
import { printable } from './output.ts';

/** Reports what ended a command on standard error, and returns the exit code. */
export function reportFailure(thrown: unknown, asJson: boolean): number {
  // Commander has already said what is wrong with the command line, or printed the help that was asked for.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const error = toEwsError(thrown);
  const text = asJson ? JSON.stringify(problemObject(error), null, 2) : sentences(error);
  process.stderr.write(`${text}\n`);
  return EXIT.failed;
}

/** The members of RFC 9457 that make sense without HTTP, the code, and the facts. */
function problemObject({ code, message, detail }: EwsError): object {
  return { ...detail, type: `urn:ews:error:${code}`, detail: message, code };
}

function sentences({ code, message, detail }: EwsError): string {
  const { problems = [], issues = [] } = detail as { problems?: Problem[]; issues?: Issue[] };
  const listed = [
    ...problems.map(formatProblem),
    ...issues.map(({ path, message: text }) => `${path}: ${text}`),
  ];
  // One finding alone is mostly the message itself.
  const lines = listed.length === 1 && message.startsWith(listed[0] ?? '') ? [] : listed;
  return [`ews: ${message} [${code}]`, ...lines].map(printable).join('\n  ');
}

interface Issue {
  readonly path: string;
  readonly message: string;
}

function toEwsError(thrown: unknown): EwsError {
  if (thrown instanceof EwsError) return thrown;
  const { code, message = String(thrown) } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' || code === 'ENOTDIR') {
    return new EwsError('invalid_input', `A file cannot be used: ${message}.`, {}, { cause: thrown });
  }
  return new EwsError('internal', `Unexpected: ${message}`, {}, { cause: thrown });
}
