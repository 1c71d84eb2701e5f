import type { Problem } from './problems.ts';
import type { Override } from './yaml-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that take the place of a key of node.yaml. */
const OVERRIDES: Readonly<Record<string, readonly string[]>> = {
  EWS_AGENCY_HOST: ['agency', 'host'],
  EWS_AGENCY_PORT: ['agency', 'port'],
  EWS_FEDERATION_HOST: ['federation', 'host'],
  EWS_FEDERATION_PORT: ['federation', 'port'],
  EWS_FEDERATION_URL: ['federation', 'url'],
  EWS_LOG_LEVEL: ['log', 'level'],
  EWS_METRICS_HOST: ['metrics', 'host'],
  EWS_METRICS_PORT: ['metrics', 'port'],
};

/** Variables that are read elsewhere: for secrets, and by the command line. */
const OTHERS = [
  'EWS_SESSION_SECRET',
  'EWS_SESSION_SECRET_FILE',
  'EWS_METRICS_TOKEN',
  'EWS_METRICS_TOKEN_FILE',
  'EWS_REPORT_SECRETS',
  'EWS_REPORT_SECRETS_FILE',
  'EWS_DIR',
  'EWS_URL',
  'EWS_TOKEN',
  'EWS_TOKEN_FILE',
];

/** Every variable that this program knows. */
export const VARIABLES: readonly string[] = [...Object.keys(OVERRIDES), ...OTHERS];

/** What the environment puts in the place of keys. One that is set but empty counts as not set. */
export function environmentOverrides(environment: Environment): Override[] {
  return Object.entries(OVERRIDES).flatMap(([variable, path]) => {
    const text = environment[variable];
    if (text === undefined || text === '') return [];
    // What is not a number in its plain form stays text, and is refused where a number is due.
    const value = path.at(-1) === 'port' && /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : text;
    return [{ variable, path, value }];
  });
}

/** A variable with a typing error would otherwise do nothing, and nobody would know. */
export function unknownVariables(environment: Environment): Problem[] {
  const known = new Set(VARIABLES);
  return Object.keys(environment)
    .filter((name) => name.startsWith('EWS_') && !known.has(name))
    .map((name) => ({
      file: 'environment',
      key: name,
      message: 'there is no such variable; "ews config check --help" lists them',
    }));
}
