import Database from 'better-sqlite3';
import { type ErrorCode, EwsError } from '../../domain/errors.ts';

/** The codes that triggers of this project's own migrations raise, as the whole text of their message. */
const TRIGGER_CODES: readonly string[] = [
  'already_exists',
  'audit_broken',
  'content_changed',
  'forbidden',
  'four_eyes',
  'not_found',
  'sequence_mismatch',
  'wrong_state',
] satisfies ErrorCode[];

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  already_exists: 'The database holds this already.',
  not_found: 'The database does not hold what this refers to.',
  invalid_input: 'The database refuses this value.',
  unavailable: 'The database cannot be read or written at the moment.',
};

/** By the engine's result codes (https://sqlite.org/rescode.html), never by its messages. */
const CODES: readonly (readonly [prefix: string, code: ErrorCode])[] = [
  ['SQLITE_CONSTRAINT_UNIQUE', 'already_exists'],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'already_exists'],
  ['SQLITE_CONSTRAINT_ROWID', 'already_exists'],
  ['SQLITE_CONSTRAINT_FOREIGNKEY', 'not_found'],
  ['SQLITE_CONSTRAINT_CHECK', 'invalid_input'],
  ['SQLITE_CONSTRAINT_NOTNULL', 'invalid_input'],
  ['SQLITE_CONSTRAINT_DATATYPE', 'invalid_input'],
  ['SQLITE_BUSY', 'unavailable'],
  ['SQLITE_LOCKED', 'unavailable'],
  ['SQLITE_FULL', 'unavailable'],
  ['SQLITE_IOERR', 'unavailable'],
  ['SQLITE_READONLY', 'unavailable'],
  ['SQLITE_CANTOPEN', 'unavailable'],
];

/** What SQLite refused, in this project's codes; any other error as it is. */
export function storeError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const code = codeOf(error);
  const sentence = SENTENCES[code] ?? `A rule of the database refuses this (${code}).`;
  return new EwsError(code, sentence, { sqlite: error.code }, { cause: error });
}

function codeOf({ code, message }: { code: string; message: string }): ErrorCode {
  if (code === 'SQLITE_CONSTRAINT_TRIGGER' && TRIGGER_CODES.includes(message)) return message as ErrorCode;
  return CODES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'internal';
}
