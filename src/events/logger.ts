import { type DestinationStream, type Logger, pino } from 'pino';
import type { NodeId } from '../domain/node-id.ts';
import { currentRequestId } from '../request-id.ts';

/** Threshold of the log, from everything to nothing. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

const SECRETS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["ews-cursor"]',
  'password',
  'token',
  'secret',
];

/** Each secret by name, at the top of a line and up to two levels below it. */
const REDACTED = SECRETS.flatMap((name) =>
  ['', '*', '*.*'].map((parent) =>
    parent === '' || name.startsWith('[') ? parent + name : `${parent}.${name}`,
  ),
);

/**
 * Anything that is signed: a peer's sentence may quote the token that it was sent, and an error the text that
 * it stumbled over, whole or cut short. Base64url of `{"` begins with `eyJ`.
 */
const SIGNED = /eyJ[\w-]{16,}(?:\.[\w-]*){0,2}/g;

function withoutTokens(line: string): string {
  return line.replaceAll(SIGNED, '[redacted]');
}

/** Lines of Fastify name their request themselves. */
function requestIdOf(lines: Logger): { requestId?: string } {
  const requestId = currentRequestId();
  return requestId === undefined || lines.bindings().requestId !== undefined ? {} : { requestId };
}

/** `destination`: standard output unless given. */
export function createLogger(options: {
  readonly level: LogLevel;
  readonly node: NodeId;
  readonly destination?: DestinationStream | undefined;
}): Logger {
  return pino(
    {
      level: options.level,
      base: { node: options.node },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: (_fields, _level, lines) => requestIdOf(lines),
      redact: { paths: REDACTED, censor: '[redacted]' },
      hooks: { streamWrite: withoutTokens },
    },
    options.destination ?? standardOutput(),
  );
}

/** Written at once, so that no line is lost when the process ends; a broken one is not a reason to stop. */
function standardOutput(): DestinationStream {
  const stream = pino.destination({ dest: 1, sync: true });
  stream.on('error', () => undefined);
  return stream;
}
