/**
 * Every refusal that this project makes, by name. A code is part of the public interface: it appears as
 * `code` in problem documents (RFC 9457), in logs, in link states and in the exit messages of `ews`.
 */
export type ErrorCode =
  // what a person or a program asked for
  | 'invalid_input'
  | 'not_found'
  | 'already_exists'
  | 'wrong_state'
  | 'unauthenticated'
  | 'forbidden'
  | 'too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'too_many_streams'
  | 'unavailable'
  | 'internal'
  // configuration
  | 'config_invalid'
  | 'encryption_key_missing'
  | 'backup_invalid'
  // four eyes
  | 'four_eyes'
  | 'content_changed'
  // own log
  | 'log_size_conflict'
  | 'fence_missing'
  | 'fence_ahead'
  | 'fence_mismatch'
  | 'recovery_unfinished'
  | 'recovery_contradicted'
  | 'epoch_superseded'
  // keys and identity
  | 'key_weak'
  | 'key_unknown'
  | 'key_statement_invalid'
  | 'key_revoked'
  | 'key_history'
  | 'node_document_invalid'
  | 'fingerprint_mismatch'
  | 'version_mismatch'
  // formats of the log
  | 'note_malformed'
  | 'note_signature'
  | 'checkpoint_malformed'
  | 'proof_malformed'
  | 'proof_invalid'
  | 'tile_malformed'
  // requests between nodes
  | 'peer_unknown'
  | 'peer_suspended'
  | 'quota_reached'
  | 'token_invalid'
  | 'token_clock'
  | 'token_replayed'
  | 'cursor_invalid'
  | 'cursor_ahead'
  | 'cursor_mismatch'
  | 'report_invalid'
  | 'report_misdirected'
  | 'report_expired'
  // what a peer sent
  | 'peer_unreachable'
  | 'peer_timeout'
  | 'peer_answer'
  | 'page_malformed'
  | 'page_truncated'
  | 'page_too_large'
  | 'entry_too_large'
  | 'entry_signature'
  | 'entry_invalid'
  | 'entry_unopened'
  | 'sequence_mismatch'
  | 'root_mismatch'
  | 'checkpoint_stale'
  | 'checkpoint_fork'
  | 'fork_unproven'
  | 'log_unknown'
  // bundles
  | 'bundle_malformed'
  | 'bundle_gap'
  // sources of data
  | 'source_forbidden'
  | 'source_unreachable'
  | 'source_timeout'
  | 'source_answer'
  // audit trail
  | 'audit_broken';

/** Facts that belong to a refusal: shown to the caller as members of the problem document. */
export type ErrorDetail = Readonly<Record<string, unknown>>;

/** The one error class of the project: a code to act on, a sentence to read, facts to look at. */
export class EwsError extends Error {
  override readonly name = 'EwsError';
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.detail = detail;
  }
}

/** Whether `error` is one of ours with one of these codes. */
export function hasCode(error: unknown, ...codes: ErrorCode[]): error is EwsError {
  return error instanceof EwsError && codes.includes(error.code);
}

/** One of ours as it is; whatever else was thrown, as a fault of the program. */
export function asEwsError(error: unknown): EwsError {
  return error instanceof EwsError ? error : new EwsError('internal', String(error));
}
