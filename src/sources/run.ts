import { contentDigest } from '../domain/canonical.ts';
import { type ErrorCode, EwsError } from '../domain/errors.ts';
import type { IngestCounts } from '../domain/ingest-counts.ts';
import type { Mapping } from '../domain/mapping.ts';
import type { Clock } from '../domain/time.ts';
import { countsOf, type IngestReport } from '../ingest/report.ts';
import type { Outgoing, OutgoingAnswer } from '../net/outgoing.ts';
import type { SourceRun, SourceState, Validators } from './port.ts';
import type { SourceSettings } from './settings.ts';

/** What a run works with. */
export interface RunParts {
  /** What a source is asked through: it knows where it may go. */
  readonly outgoing: (source: SourceSettings) => Outgoing;
  readonly mappings: ReadonlyMap<string, Mapping>;
  /** What stands for `{key}` in the address of a source, by its name. */
  readonly keys: ReadonlyMap<string, string>;
  /** Stores the rows of a content. */
  readonly ingest: (input: AsyncIterable<Uint8Array>, settings: SourceSettings) => Promise<IngestReport>;
  readonly wall: Clock;
}

/** What a run came to, and what the source said of its content; `undefined`: what it said before holds on. */
export interface RunResult {
  readonly run: SourceRun;
  readonly validators: Validators | undefined;
}

/** Longer header values are no validators that anybody would want to keep. */
const MAX_VALIDATOR = 1000;

/** Fetches a source once and ingests what it has. It does not throw: what goes wrong is how the run ended. */
export async function runSource(
  parts: RunParts,
  settings: SourceSettings,
  state: SourceState | undefined,
  signal: AbortSignal,
): Promise<RunResult> {
  const startedAt = parts.wall.now();
  const identity = identityOf(settings, parts.mappings);
  const held = state?.validators?.of === identity ? state.validators : undefined;
  let bytes = 0;
  const end = (outcome: Outcome, validators: Validators | undefined): RunResult => {
    const { name: source } = settings;
    const nothing = { code: undefined, message: undefined, counts: undefined };
    const run = { source, startedAt, endedAt: parts.wall.now(), bytes, ...nothing, ...outcome };
    return { run, validators };
  };
  try {
    const answer = await ask(parts, settings, held, signal);
    if (answer.status === 304 && held !== undefined) {
      await drain(answer.body);
      return end({ outcome: 'not-modified' }, held);
    }
    await requireContent(answer, settings);
    const counted = async function* () {
      for await (const chunk of answer.body) {
        bytes += chunk.length;
        yield chunk;
      }
    };
    const counts = countsOf(await parts.ingest(counted(), settings));
    const fault = faultOf(counts, settings);
    if (fault !== undefined) return end({ outcome: 'failed', counts, ...fault }, undefined);
    // What was refused may be taken another day, as when its indicator is in the catalogue: then ask for all of it.
    const validators = counts.refused === 0 ? validatorsOf(answer, identity) : undefined;
    return end({ outcome: 'ingested', counts }, validators);
  } catch (thrown) {
    const { code, message } = asSourceError(thrown);
    const shown = withoutKey(message, parts.keys.get(settings.name));
    return end({ outcome: 'failed', code, message: shown }, held);
  }
}

type Outcome = Pick<SourceRun, 'outcome'> & Partial<Pick<SourceRun, 'code' | 'message' | 'counts'>>;

/** What validators are true of: with another address or another way of reading they say nothing. */
function identityOf(
  { url, format, delimiter, mapping: name }: SourceSettings,
  mappings: ReadonlyMap<string, Mapping>,
): string {
  const mapping = name === undefined ? undefined : mappings.get(name);
  return contentDigest(JSON.parse(JSON.stringify({ url, format, delimiter, mapping })));
}

function ask(
  { outgoing, keys }: RunParts,
  settings: SourceSettings,
  held: Validators | undefined,
  signal: AbortSignal,
): Promise<OutgoingAnswer> {
  const { name, url, timeoutSeconds, idleSeconds, maxBytes } = settings;
  const key = keys.get(name);
  return outgoing(settings).open({
    method: 'GET',
    url: key === undefined ? url : url.replaceAll('{key}', encodeURIComponent(key)),
    headers: {
      'user-agent': 'ews-node',
      ...(held?.etag === undefined ? {} : { 'if-none-match': held.etag }),
      ...(held?.lastModified === undefined ? {} : { 'if-modified-since': held.lastModified }),
    },
    idleMs: idleSeconds * 1000,
    totalMs: timeoutSeconds * 1000,
    maxBytes,
    signal,
  });
}

/** @throws EwsError `source_answer`: another status than 200; `too_large`: by the length that it states */
async function requireContent({ status, headers, body }: OutgoingAnswer, { url, maxBytes }: SourceSettings) {
  if (status !== 200) {
    await drain(body);
    const hint = HINTS[status] ?? '';
    throw new EwsError('source_answer', `${url} answered ${status}.${hint}`, { status });
  }
  if (headers['content-encoding'] === undefined && Number(headers['content-length']) > maxBytes) {
    await drain(body);
    const message = `${url} has ${headers['content-length']} bytes, and maxBytes allows ${maxBytes}.`;
    throw new EwsError('too_large', message, { maxBytes });
  }
}

const HINTS: Readonly<Record<number, string>> = {
  401: ' It wants to know who asks.',
  403: ' It refuses this node.',
  404: ' There is nothing at this address: has it moved?',
  410: ' It is gone for good.',
  429: ' It is asked too often: make the schedule slower.',
};

/** The body of an answer that is not wanted: what is not read would hold its connection. */
async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body) return;
}

function validatorsOf({ headers }: OutgoingAnswer, of: string): Validators | undefined {
  const etag = usable(headers.etag);
  const lastModified = usable(headers['last-modified']);
  if (etag === undefined && lastModified === undefined) return undefined;
  return { of, etag, lastModified };
}

/** The other side controls it, and gets it back. */
function usable(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value.length <= MAX_VALIDATOR && /^[\x20-\x7e]+$/.test(value)
    ? value
    : undefined;
}

/** What reads as rows and gives nothing is no success: silence would look like news that there is none. */
function faultOf(
  counts: IngestCounts,
  { url, strict }: SourceSettings,
): { code: ErrorCode; message: string } | undefined {
  const { offered, refused } = counts;
  if (offered === 0) return { code: 'source_answer', message: `${url} has no rows.` };
  if (refused === offered)
    return { code: 'source_answer', message: `${url}: none of its ${offered} rows can be used.` };
  if (!strict || refused === 0) return undefined;
  return {
    code: 'invalid_input',
    message: `${url}: ${refused} of ${offered} rows are refused, so nothing was stored.`,
  };
}

/** Runs are shown and logged: what a source let this node in by is not. */
function withoutKey(message: string, key: string | undefined): string {
  if (key === undefined) return message;
  return message.replaceAll(encodeURIComponent(key), '{key}').replaceAll(key, '{key}');
}

/** The client speaks of peers; here the other side is a source. */
const CODES: Partial<Record<ErrorCode, ErrorCode>> = {
  peer_unreachable: 'source_unreachable',
  peer_timeout: 'source_timeout',
  page_too_large: 'too_large',
};

function asSourceError(thrown: unknown): { code: ErrorCode; message: string } {
  if (!(thrown instanceof EwsError)) return { code: 'internal', message: String(thrown) };
  return { code: CODES[thrown.code] ?? thrown.code, message: thrown.message };
}
