import { readFileSync, statSync } from 'node:fs';
import type { Environment } from './environment.ts';
import type { Problem } from './problems.ts';

/** 256 bits in base64url have 43 characters; less than 32 characters can be tried out. */
const MIN_CHARACTERS = 32;

/** What was found, or why it cannot be used; undefined: none is stated. */
type Secret = { readonly value: string | undefined } | { readonly problem: Problem };

/** A file that may hold the secret where the environment states none. */
interface OwnFile {
  readonly file: string;
  /** The key of node.yaml that names it; empty where it is always the same file. */
  readonly key: string;
  /** It is one that this program made: nobody but its owner may read it. */
  readonly isPrivate: boolean;
}

/** The secret that signs sessions: from `EWS_SESSION_SECRET`, from `EWS_SESSION_SECRET_FILE`, else from `keys/`. */
export function readSessionSecret(environment: Environment, file: string): Secret {
  return readSecret('session secret', 'EWS_SESSION_SECRET', environment, { file, key: '', isPrivate: true });
}

/** The token that whoever reads `/metrics` shows: from `EWS_METRICS_TOKEN`, `EWS_METRICS_TOKEN_FILE`, or the file. */
export function readMetricsToken(environment: Environment, file: string | undefined): Secret {
  const own = file === undefined ? undefined : { file, key: 'metrics.tokenFile', isPrivate: false };
  return readSecret('token', 'EWS_METRICS_TOKEN', environment, own);
}

/** From the variable, from the file that `<variable>_FILE` names, else from the node's own. */
function readSecret(what: string, variable: string, environment: Environment, own?: OwnFile): Secret {
  const [value, file] = [environment[variable], environment[`${variable}_FILE`]];
  if (value && file) return refuse('environment', variable, `${variable}_FILE is set too; set one of them`);
  if (value) return checked(what, 'environment', variable, value);
  // A mounted secret has whatever mode its mount gives it; our own file has the one that we gave it.
  const from = file ? { file, key: `${variable}_FILE`, isPrivate: false } : own;
  return from === undefined ? { value: undefined } : fromFile(what, from);
}

function fromFile(what: string, { file, key, isPrivate }: OwnFile): Secret {
  try {
    const open = isPrivate && process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
    if (open) return refuse(file, key, 'others than its owner may read it; "chmod 600" it');
    return checked(what, file, key, readFileSync(file, 'utf8').trim());
  } catch (error) {
    return refuse(file, key, `the ${what} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function checked(what: string, file: string, key: string, value: string): Secret {
  if (value.length >= MIN_CHARACTERS) return { value };
  return refuse(file, key, `a ${what} has ${MIN_CHARACTERS} characters or more, best from a generator`);
}

function refuse(file: string, key: string, message: string): Secret {
  return { problem: { file, key, message } };
}
