import { readFileSync, statSync } from 'node:fs';
import type { Environment } from './environment.ts';
import type { Problem } from './problems.ts';

/** 256 bits in base64url have 43 characters; less than 32 characters can be tried out. */
const MIN_CHARACTERS = 32;

type Secret = { readonly value: string } | { readonly problem: Problem };

/** The secret that signs sessions: from `EWS_SESSION_SECRET`, from `EWS_SESSION_SECRET_FILE`, else from `keys/`. */
export function readSessionSecret(environment: Environment, keyFile: string): Secret {
  const { EWS_SESSION_SECRET: value, EWS_SESSION_SECRET_FILE: file } = environment;
  if (value && file) {
    return refuse('environment', 'EWS_SESSION_SECRET', 'EWS_SESSION_SECRET_FILE is set too; set one of them');
  }
  if (value) return checked('environment', 'EWS_SESSION_SECRET', value);
  // A mounted secret has whatever mode its mount gives it; our own file has the one that we gave it.
  return file ? fromFile(file, 'EWS_SESSION_SECRET_FILE', false) : fromFile(keyFile, '', true);
}

function fromFile(file: string, key: string, isPrivate: boolean): Secret {
  try {
    const open = isPrivate && process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
    if (open) return refuse(file, key, 'others than its owner may read it; "chmod 600" it');
    return checked(file, key, readFileSync(file, 'utf8').trim());
  } catch (error) {
    return refuse(file, key, `the session secret cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function checked(file: string, key: string, value: string): Secret {
  if (value.length >= MIN_CHARACTERS) return { value };
  return refuse(
    file,
    key,
    `a session secret has ${MIN_CHARACTERS} characters or more, best from a generator`,
  );
}

function refuse(file: string, key: string, message: string): Secret {
  return { problem: { file, key, message } };
}
