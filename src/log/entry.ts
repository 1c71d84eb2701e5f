import { z } from 'zod';
import { Envelope, MAX_ENTRY_BYTES } from '../domain/envelope.ts';
import { EwsError } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import { JWS_TYPE, verifyJws } from './jws.ts';
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
  if (jws.length > MAX_ENTRY_BYTES) {
    throw new EwsError(
      'entry_too_large',
      `Entry ${seq} of ${origin} has ${jws.length} bytes; ${MAX_ENTRY_BYTES} are allowed.`,
    );
  }
  const payload = await verifyJws(jws, JWS_TYPE.entry, key, 'entry_signature');
  requireShallow(payload, `Entry ${seq} of ${origin}`);
  const parsed = Envelope.safeParse(payload);
  if (!parsed.success)
    throw new EwsError('entry_invalid', `Entry ${seq} of ${origin}: ${z.prettifyError(parsed.error)}`);
  // A validly signed entry in another place is a replay, or a log that was reordered.
  if (parsed.data.log !== origin || parsed.data.seq !== seq) {
    throw new EwsError(
      'entry_invalid',
      `Entry ${seq} of ${origin} says that it is ${parsed.data.seq} of ${parsed.data.log}.`,
    );
  }
  return parsed.data;
}

/** No body needs more; libraries and threads that take a value on recurse into it. */
const MAX_DEPTH = 64;

/** @throws EwsError `entry_invalid` */
export function requireShallow(value: unknown, what: string): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      throw new EwsError('entry_invalid', `${what} is nested more than ${MAX_DEPTH} levels deep.`);
    }
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
}

/** The audience of an entry that this node wrote or verified itself; its signature is not checked again. */
export function readEnvelope(jws: string): Envelope {
  const payload = jws.split('.')[1] ?? '';
  return Envelope.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
}
