import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { type ErrorCode, EwsError } from '../domain/errors.ts';
import { REQUEST_ID_HEADER } from '../request-id.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Type of a problem by its code; the codes are those of domain/errors.ts. */
const problemType = (code: ErrorCode) => `urn:ews:error:${code}`;

/** Statuses by code, for whoever asked for something or sent it. Those of witnesses are C2SP tlog-witness's. */
const STATUS = {
  invalid_input: 400,
  not_found: 404,
  already_exists: 409,
  wrong_state: 409,
  unauthenticated: 401,
  forbidden: 403,
  too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  too_many_streams: 429,
  unavailable: 503,
  internal: 500,
  config_invalid: 500,
  encryption_key_missing: 409,
  backup_invalid: 422,
  four_eyes: 409,
  content_changed: 409,
  log_size_conflict: 409,
  fence_missing: 503,
  fence_ahead: 503,
  fence_mismatch: 503,
  recovery_unfinished: 503,
  recovery_contradicted: 503,
  epoch_superseded: 503,
  key_weak: 422,
  key_unknown: 403,
  key_statement_invalid: 422,
  key_revoked: 502,
  key_history: 502,
  node_document_invalid: 422,
  fingerprint_mismatch: 422,
  version_mismatch: 422,
  note_malformed: 400,
  note_signature: 403,
  checkpoint_malformed: 400,
  proof_malformed: 400,
  proof_invalid: 422,
  tile_malformed: 400,
  peer_unknown: 403,
  peer_suspended: 403,
  quota_reached: 409,
  token_invalid: 401,
  token_clock: 401,
  token_replayed: 401,
  cursor_invalid: 400,
  cursor_ahead: 409,
  cursor_mismatch: 409,
  report_invalid: 400,
  report_misdirected: 400,
  report_expired: 400,
  peer_unreachable: 502,
  peer_timeout: 504,
  peer_answer: 502,
  page_malformed: 502,
  page_truncated: 502,
  page_too_large: 502,
  entry_too_large: 502,
  entry_signature: 502,
  entry_invalid: 502,
  entry_unopened: 502,
  sequence_mismatch: 502,
  root_mismatch: 409,
  checkpoint_stale: 409,
  checkpoint_fork: 409,
  fork_unproven: 422,
  log_unknown: 404,
  bundle_malformed: 422,
  bundle_gap: 409,
  source_forbidden: 422,
  source_unreachable: 502,
  source_timeout: 504,
  source_answer: 502,
  audit_broken: 409,
} as const satisfies Record<ErrorCode, number>;

export type Statuses = Partial<Record<ErrorCode, number>>;

/**
 * Where the agency's listener differs: what is wrong was never sent by the caller, but fetched from a peer on
 * its behalf; and a suspended peer is whom the caller asks about, not who asks.
 */
export const AGENCY_STATUSES: Statuses = {
  key_unknown: 502,
  note_malformed: 502,
  note_signature: 502,
  checkpoint_malformed: 502,
  proof_malformed: 502,
  proof_invalid: 502,
  tile_malformed: 502,
  root_mismatch: 502,
  checkpoint_stale: 502,
  checkpoint_fork: 502,
  peer_suspended: 409,
};

export function statusOf(code: ErrorCode, statuses: Statuses = {}): number {
  return statuses[code] ?? STATUS[code];
}

/** Codes of Fastify and its plugins that a caller can do something about. */
const FRAMEWORK_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_input',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_input',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid_input',
  FST_ERR_BAD_URL: 'invalid_input',
  FST_ERR_MAX_PARAM_LENGTH: 'invalid_input',
};

/** Has every refusal of a server answered as a problem document (RFC 9457). */
export function answerProblems(app: FastifyInstance, statuses: Statuses = {}): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, statuses));
  app.setNotFoundHandler((request, reply) => {
    const missing = new EwsError('not_found', `There is no ${request.method} ${pathOf(request)} here.`);
    return sendProblem(missing, request, reply, statuses);
  });
}

/**
 * Answers with `{"type":"urn:ews:error:not_found","title":"Not Found","status":404,"detail":…,"instance":
 * <request id>,"code":"not_found",…}`, and the members of the error's detail.
 */
export function sendProblem(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  statuses: Statuses = {},
) {
  const error = toEwsError(thrown);
  const status = statusOf(error.code, statuses);
  if (status === 500) request.log.error({ err: thrown }, 'request failed');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const wait = error.detail.retryAfterSeconds;
  if (typeof wait === 'number') reply.header('retry-after', wait);
  // Requests that reach no route come without the hooks that set it.
  reply.header(REQUEST_ID_HEADER, request.id);
  // As text: whatever the schemas of the route are, an error must not fail on its way out.
  return reply
    .code(status)
    .type(PROBLEM_TYPE)
    .send(problemText(error, status, request.id));
}

function problemText({ code, message, detail }: EwsError, status: number, instance: string): string {
  return JSON.stringify({
    ...detail,
    type: problemType(code),
    title: STATUS_CODES[status],
    status,
    detail: message,
    instance,
    code,
  });
}

function toEwsError(thrown: unknown): EwsError {
  if (thrown instanceof EwsError && STATUS[thrown.code] !== 500) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) return invalidRequest(thrown);
  return fromFramework(thrown) ?? new EwsError('internal', 'Something went wrong here; the log says what.');
}

/** Lists what is wrong: `{"path":"body.items.0.level","message":…}`. */
function invalidRequest(error: {
  validation: readonly { instancePath: string; message?: string }[];
  validationContext?: string | undefined;
}): EwsError {
  const place = error.validationContext ?? 'request';
  const issues = error.validation.map(({ instancePath, message = 'is invalid' }) => ({
    path: [place, ...instancePath.split('/').filter((part) => part !== '')].join('.'),
    message,
  }));
  const [first] = issues;
  return new EwsError('invalid_input', `${first?.path}: ${first?.message}.`, { issues });
}

function fromFramework(thrown: unknown): EwsError | undefined {
  const { code, statusCode, message } = (thrown ?? {}) as Partial<FastifyError>;
  const known = FRAMEWORK_CODES[code ?? ''];
  if (known !== undefined && message !== undefined) return new EwsError(known, message);
  if (statusCode === 429) return new EwsError('rate_limited', 'Too many requests.');
  if (statusCode === 503) return new EwsError('unavailable', 'This node is overloaded: try again soon.');
  return undefined;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}
