import { utf8 } from '../domain/bytes.ts';
import type { Body, Envelope, OpenEnvelope } from '../domain/envelope.ts';
import { EwsError } from '../domain/errors.ts';
import { requireShallow } from './entry.ts';
import type { EncryptionKey, PrivateEncryptionKey } from './keys.ts';
import type { Sealer } from './sealer.ts';

/** Puts `jwe` in place of `body`, after whatever is to be judged on the body was judged. */
export type SealBody = (envelope: Envelope) => Promise<Envelope>;

/** Puts the body in place of `jwe`; an envelope that has one comes back as it is. */
export type OpenBody = (envelope: Envelope) => Promise<OpenEnvelope>;

export function sealingTo(sealer: Sealer, recipients: readonly EncryptionKey[]): SealBody {
  return async ({ body, ...envelope }) => {
    const { log, seq, type } = envelope;
    return {
      ...envelope,
      jwe: await sealer.seal(utf8(JSON.stringify(body)), recipients, { log, seq, type }),
    };
  };
}

/**
 * Opens bodies with whatever keys there are.
 * @throws EwsError `entry_unopened`: none of them is a recipient's, or it was tampered with · `entry_invalid`: made
 * for another place, or no body · `key_weak`
 */
export function openingWith(
  sealer: Sealer,
  keyOf: (kid: string) => PrivateEncryptionKey | undefined,
): OpenBody {
  return async (envelope) => {
    const { jwe, log, seq, type, body } = envelope;
    if (jwe === undefined) return { ...envelope, body: body ?? {} };
    const key = jwe.recipients.map(({ header }) => keyOf(header.kid)).find((each) => each !== undefined);
    if (key === undefined) {
      throw new EwsError('entry_unopened', `Entry ${seq} of ${log} is encrypted to keys that are not here.`);
    }
    const bytes = await sealer.open(jwe, key, { log, seq, type });
    return { ...envelope, body: readBody(bytes, `The body of entry ${seq} of ${log}`) };
  };
}

function readBody(bytes: Uint8Array, what: string): Body {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new EwsError('entry_invalid', `${what} is not JSON.`, {}, { cause });
  }
  requireShallow(body, what);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  throw new EwsError('entry_invalid', `${what} is not an object.`);
}
