import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { clientEnvironment } from '../config/client-environment.ts';
import { EwsError } from '../domain/errors.ts';

/** `$XDG_CONFIG_HOME/ews/credentials.json`, 0600: `{"current":"https://…","tokens":{"https://…":{"name","token"}}}`. */
const Credentials = z.strictObject({
  /** The node that was signed in to last: the one that is asked unless another is named. */
  current: z.string().optional(),
  tokens: z.record(z.string(), z.strictObject({ name: z.string(), token: z.string() })),
});
export type Credentials = z.infer<typeof Credentials>;

export function credentialsPath(): string {
  return join(clientEnvironment().configHome ?? join(homedir(), '.config'), 'ews', 'credentials.json');
}

/** @throws EwsError `config_invalid`: the file is damaged */
export function readCredentials(): Credentials {
  const path = credentialsPath();
  if (!existsSync(path)) return { tokens: {} };
  try {
    return Credentials.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new EwsError('config_invalid', `${path} is damaged: remove it and sign in.`, { path }, { cause });
  }
}

export function writeCredentials(credentials: Credentials): void {
  const path = credentialsPath();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  chmodSync(beside, 0o600);
  renameSync(beside, path);
}

/** How a command names the node to ask and the right to ask it. */
export interface AccessOptions {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
}

/** What was stated, else the environment, else the last sign-in. A kept token goes to its own node only. */
export function resolveAccess(options: AccessOptions): { url: string; token: string | undefined } {
  const environment = clientEnvironment();
  const kept = readCredentials();
  const url = withoutSlash(options.url ?? environment.url ?? kept.current);
  if (url === undefined) {
    throw new EwsError('invalid_input', 'Which node? State --url, set EWS_URL, or sign in: ews login URL.');
  }
  const file = options.tokenFile ?? (options.token || environment.token ? undefined : environment.tokenFile);
  const token =
    options.token ??
    (file === undefined ? environment.token : readFileSync(file, 'utf8').trim()) ??
    kept.tokens[url]?.token;
  return { url, token };
}

export function withoutSlash<Url extends string | undefined>(url: Url): Url {
  return url?.replace(/\/+$/, '') as Url;
}
