import type { Environment } from './environment.ts';

/** What the command line learns from the environment: which node to ask, and by which right. */
export interface ClientEnvironment {
  readonly directory: string | undefined;
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly tokenFile: string | undefined;
  /** Where the user keeps configuration. */
  readonly configHome: string | undefined;
  /** Two letters: which of several languages a text is shown in. */
  readonly language: string;
}

export function clientEnvironment(environment: Environment = process.env): ClientEnvironment {
  return {
    directory: environment.EWS_DIR || undefined,
    url: environment.EWS_URL || undefined,
    token: environment.EWS_TOKEN || undefined,
    tokenFile: environment.EWS_TOKEN_FILE || undefined,
    configHome: environment.XDG_CONFIG_HOME || undefined,
    language: (environment.LC_ALL || environment.LANG || 'en').slice(0, 2),
  };
}
