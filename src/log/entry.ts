import { z } from 'zod';
import { Envelope, MAX_ENTRY_BYTES } from '../domain/envelope.ts';
import { EwsError } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import { isPlainBulletin } from '../domain/plain-bulletin.ts';
import { JWS_TYPE, readUncheckedJws, readVerifiedJws } from './jws.ts';
import type { PublicKey } from './keys.ts';

/**
 * Opens an entry of which log and sequence number are known from its place in the log.
 * @throws EwsError `entry_too_large`, `entry_signature`, `entry_invalid` (the envelope, or one for another place)
 */
export async function openEntry(
  jws: string,
  origin: LogOrigin,
  seq: number,
  key: PublicKey,
): Promise<Envelope> {
  requireEntryLength(jws, origin, seq);
  return readPlaced(readVerifiedJws(jws, JWS_TYPE.entry, key, 'entry_signature'), origin, seq);
}

/**
 * The same without its own signature, which is left to `hasSignature`: of an entry that hashes into a root that its
 * origin signed. @throws EwsError as `openEntry`
 */
export function readProvenEntry(jws: string, origin: LogOrigin, seq: number, key: PublicKey): Envelope {
  requireEntryLength(jws, origin, seq);
  return readPlaced(readUncheckedJws(jws, JWS_TYPE.entry, key, 'entry_signature'), origin, seq);
}

function requireEntryLength(jws: string, origin: LogOrigin, seq: number): void {
  if (jws.length > MAX_ENTRY_BYTES) {
    throw new EwsError(
      'entry_too_large',
      `Entry ${seq} of ${origin} has ${jws.length} bytes; ${MAX_ENTRY_BYTES} are allowed.`,
    );
  }
}

function readPlaced(payload: unknown, origin: LogOrigin, seq: number): Envelope {
  const envelope = isPlainBulletin(payload) ? payload : parseEnvelope(payload, origin, seq);
  // A validly signed entry in another place is a replay, or a log that was reordered.
  if (envelope.log !== origin || envelope.seq !== seq) {
    throw new EwsError(
      'entry_invalid',
      `Entry ${seq} of ${origin} says that it is ${envelope.seq} of ${envelope.log}.`,
    );
  }
  return envelope;
}

function parseEnvelope(payload: unknown, origin: LogOrigin, seq: number): Envelope {
  requireShallow(payload, `Entry ${seq} of ${origin}`);
  const parsed = Envelope.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw new EwsError('entry_invalid', `Entry ${seq} of ${origin}: ${z.prettifyError(parsed.error)}`);
}

/** No body needs more; libraries and threads that take a value on recurse into it. */
const MAX_DEPTH = 64;

/** @throws EwsError `entry_invalid` */
export function requireShallow(value: unknown, what: string): void {
  if (isNestedWithin(value, MAX_DEPTH)) return;
  throw new EwsError('entry_invalid', `${what} is nested more than ${MAX_DEPTH} levels deep.`);
}

/** Never goes deeper than `levels`, however deep the value is. */
function isNestedWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels <= 0) return Object.keys(value).length === 0;
  for (const each of Object.values(value)) {
    if (typeof each === 'object' && each !== null && !isNestedWithin(each, levels - 1)) return false;
  }
  return true;
}

/**
 * The audience of an entry that this node wrote or verified itself: it was parsed then, and whoever serves a long log
 * asks this of each.
 */
export function addressOf(jws: string): Pick<Envelope, 'aud' | 'jwe'> {
  return payloadOf(jws) as Envelope;
}

/** Whether everybody may have an entry whole: what is encrypted to its audience may pass through all hands. */
export function isForAll({ aud, jwe }: Pick<Envelope, 'aud' | 'jwe'>): boolean {
  return aud === '*' || jwe !== undefined;
}

/** An entry that this node wrote or verified itself; its signature is not checked again. */
export function readEnvelope(jws: string): Envelope {
  return Envelope.parse(payloadOf(jws));
}

function payloadOf(jws: string): unknown {
  const [, payload = ''] = jws.split('.', 2);
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
}
