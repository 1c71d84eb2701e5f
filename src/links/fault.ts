import { clip } from '../domain/bytes.ts';
import { type ErrorCode, EwsError } from '../domain/errors.ts';
import type { Fault, FaultClass, FaultSide } from '../domain/link.ts';

type Kind = readonly [FaultClass, FaultSide];

/** Codes of Node.js and undici that say that a name could not be resolved. */
const NAME_CODES = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'];

/** Codes that say that TLS failed: OpenSSL's words for certificates, and Node's own. */
const TLS_CODES =
  /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|CRL_)/;

/** Our own machine could not even try. */
const LOCAL_CODES = ['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EACCES', 'EPERM', 'ENETDOWN'];

/** Errors of this side's code and of what the peer sent. Codes that are not named are faults in this node. */
const KINDS: Partial<Record<ErrorCode, Kind>> = {
  peer_timeout: ['connect', 'network'],
  invalid_input: ['connect', 'here'],
  peer_answer: ['refused', 'peer'],
  page_malformed: ['protocol', 'peer'],
  page_truncated: ['protocol', 'peer'],
  page_too_large: ['protocol', 'peer'],
  entry_too_large: ['protocol', 'peer'],
  report_invalid: ['protocol', 'peer'],
  report_misdirected: ['protocol', 'peer'],
  report_expired: ['clock', 'peer'],
  sequence_mismatch: ['verification', 'peer'],
  root_mismatch: ['verification', 'peer'],
  checkpoint_stale: ['verification', 'peer'],
  checkpoint_fork: ['verification', 'peer'],
  checkpoint_malformed: ['verification', 'peer'],
  note_malformed: ['verification', 'peer'],
  note_signature: ['verification', 'peer'],
  proof_invalid: ['verification', 'peer'],
  proof_malformed: ['verification', 'peer'],
  key_unknown: ['verification', 'peer'],
  key_weak: ['verification', 'peer'],
  key_statement_invalid: ['verification', 'peer'],
  fingerprint_mismatch: ['verification', 'peer'],
  node_document_invalid: ['verification', 'peer'],
  version_mismatch: ['protocol', 'peer'],
};

/** What the peer answered, by the code in its problem document: whose side is it on? */
const ANSWERS: Readonly<Record<string, Kind>> = {
  token_invalid: ['authentication', 'here'],
  token_replayed: ['authentication', 'here'],
  token_clock: ['clock', 'here'],
  key_unknown: ['authentication', 'here'],
  peer_unknown: ['authentication', 'peer'],
  peer_suspended: ['refused', 'peer'],
  cursor_invalid: ['protocol', 'here'],
  cursor_ahead: ['verification', 'peer'],
  cursor_mismatch: ['verification', 'peer'],
  report_invalid: ['protocol', 'here'],
  report_misdirected: ['protocol', 'here'],
  report_expired: ['clock', 'here'],
  invalid_input: ['protocol', 'here'],
  too_large: ['protocol', 'here'],
  unsupported_media_type: ['protocol', 'here'],
  not_found: ['protocol', 'peer'],
  rate_limited: ['refused', 'here'],
  unavailable: ['refused', 'peer'],
  internal: ['refused', 'peer'],
};

/** A sentence of a peer is shown up to this length. */
const DETAIL_LENGTH = 300;

/** Puts an error of an exchange with a peer into a class, and says on whose side it is. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof EwsError)) return fault(['internal', 'here'], 'internal', String(error));
  const { code, message, detail } = error;
  if (code === 'peer_unreachable') return unreachable(String(detail.reason ?? ''), message);
  if (code === 'peer_answer') {
    const answered = String(detail.code ?? 'unknown');
    return fault(ANSWERS[answered] ?? ['refused', 'peer'], answered, message);
  }
  return fault(KINDS[code] ?? ['internal', 'here'], code, message);
}

/** By the code of the system call or library, which `net/outgoing.ts` keeps. */
function unreachable(reason: string, message: string): Fault {
  const code = 'peer_unreachable';
  if (NAME_CODES.includes(reason)) return fault(['dns', 'network'], code, message);
  if (TLS_CODES.test(reason)) return fault(['tls', 'peer'], code, message);
  if (LOCAL_CODES.includes(reason)) return fault(['connect', 'here'], code, message);
  // Somebody answered that nothing listens there: the network works as far as the peer's machine.
  if (reason === 'ECONNREFUSED') return fault(['connect', 'peer'], code, message);
  return fault(['connect', 'network'], code, message);
}

function fault([kind, side]: Kind, code: string, detail: string): Fault {
  return { class: kind, code, side, detail: clip(detail, DETAIL_LENGTH) };
}
