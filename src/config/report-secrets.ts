import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Sender } from '../reports/settings.ts';
import type { Environment } from './environment.ts';
import type { Problem } from './problems.ts';

/** As the Standard Webhooks scheme writes a secret: `whsec_` and the base64 of 24 to 64 bytes. */
const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;
/** The one in use, and the one that takes its place. */
const MOST_SECRETS = 2;
const VARIABLE = 'EWS_REPORT_SECRETS';
const FORM = '"whsec_" and the base64 of 24 to 64 bytes; two lines at most';

interface ReportSecrets {
  /** Keys by the name of the sender. */
  readonly keys: ReadonlyMap<string, readonly Uint8Array[]>;
  readonly problems: readonly Problem[];
}

/**
 * The secrets of senders: each from its file, else from `EWS_REPORT_SECRETS`, or from the file that
 * `EWS_REPORT_SECRETS_FILE` names: lines such as `mission-hanoi=whsec_…`.
 */
export function readReportSecrets(
  environment: Environment,
  senders: readonly Sender[],
  around: { readonly file: string; readonly directory: string },
): ReportSecrets {
  const stated = readStated(environment);
  const keys = new Map<string, readonly Uint8Array[]>();
  const problems: Problem[] = [...stated.problems];
  for (const [index, { name, secretFile }] of senders.entries()) {
    const add = (message: string) =>
      problems.push({ file: around.file, key: `reports.senders.${index}`, message: `${name}: ${message}` });
    const lines =
      secretFile === undefined ? stated.lines.get(name) : readLines(resolve(around.directory, secretFile));
    if (lines === undefined) {
      add(
        secretFile === undefined
          ? `has no secret: state secretFile, ${VARIABLE} or ${VARIABLE}_FILE`
          : `its secret cannot be read from ${secretFile}`,
      );
      continue;
    }
    const parsed = lines.map(parseSecret);
    const good = parsed.filter((key) => key !== undefined);
    if (good.length !== lines.length || good.length === 0 || good.length > MOST_SECRETS)
      add(`its secret is not ${FORM}`);
    else keys.set(name, good);
  }
  return { keys, problems };
}

function readStated(environment: Environment): {
  readonly lines: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
} {
  const [value, file] = [environment[VARIABLE], environment[`${VARIABLE}_FILE`]];
  const problem = (key: string, message: string) => ({
    lines: new Map<string, readonly string[]>(),
    problems: [{ file: 'environment', key, message }],
  });
  if (value && file) return problem(VARIABLE, `${VARIABLE}_FILE is set too; set one of them`);
  const lines = file ? readLines(file) : linesOf(value ?? '');
  if (lines === undefined) return problem(`${VARIABLE}_FILE`, 'cannot be read');
  const pairs = lines.map((line) => {
    const at = line.indexOf('=');
    return { name: line.slice(0, Math.max(0, at)).trim(), secret: line.slice(at + 1).trim() };
  });
  const bySender = Object.groupBy(pairs, ({ name }) => name);
  const entries = Object.entries(bySender).map(([name, group = []]) => {
    return [name, group.map(({ secret }) => secret)] as const;
  });
  return { lines: new Map(entries), problems: [] };
}

function readLines(file: string): readonly string[] | undefined {
  try {
    return linesOf(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

function parseSecret(text: string): Uint8Array | undefined {
  const [, base64 = ''] = SECRET.exec(text) ?? [];
  const key = Buffer.from(base64, 'base64');
  return key.length >= 24 && key.length <= 64 && key.toString('base64') === base64 ? key : undefined;
}
