import { createHmac, timingSafeEqual } from 'node:crypto';
import { EwsError } from '../domain/errors.ts';
import type { EpochMs } from '../domain/time.ts';
import type { Delivery } from './port.ts';

/** A message as it came: whoever sent it controls every part. */
export interface Message {
  readonly sender: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

const ID = /^[A-Za-z0-9._-]{1,128}$/;
const TIMESTAMP = /^[1-9][0-9]{0,11}$/;
const SIGNATURE = /^v1,[A-Za-z0-9+/]{43}=$/;
/** While a sender changes its secret it signs with both. */
const MOST_SIGNATURES = 4;
/** Stands in for the key of a sender that there is not, so that a name costs the same time as one that there is. */
const NOBODY = Buffer.alloc(32);

/**
 * Verifies a message by the Standard Webhooks scheme (https://www.standardwebhooks.com, 1.0): the headers `webhook-id`,
 * `webhook-timestamp` (seconds since 1970) and `webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over
 * `<id>.<timestamp>.<body>`; several are parted by a space, and one has to be right. Answers what keeps it from being
 * taken twice.
 * @throws EwsError `unauthenticated`: no such sender, or a signature that none of its keys made; `token_clock`: its time
 *   is off by more than `windowSeconds`, with `offSeconds`
 */
export function verifyMessage(
  message: Message,
  keys: ReadonlyMap<string, readonly Uint8Array[]>,
  { now, windowSeconds }: { readonly now: EpochMs; readonly windowSeconds: number },
): Delivery {
  const id = header(message, 'webhook-id', ID);
  const timestamp = header(message, 'webhook-timestamp', TIMESTAMP);
  const signatures = signaturesOf(message);
  const known = keys.get(message.sender);
  const expected = (known ?? [NOBODY]).map((key) => signatureOf(key, id, timestamp, message.body));
  const isSigned = signatures.some((given) => expected.some((due) => isSame(given, due)));
  if (known === undefined || !isSigned) {
    throw new EwsError(
      'unauthenticated',
      'There is no such sender, or none of its secrets made this signature.',
    );
  }
  // Only whoever knows the secret learns how the clocks stand.
  const offSeconds = Number(timestamp) - Math.floor(now / 1000);
  if (Math.abs(offSeconds) > windowSeconds) {
    throw new EwsError(
      'token_clock',
      `The message is dated ${offSeconds} s from this node's clock; ${windowSeconds} s are allowed. Send it anew.`,
      { offSeconds, windowSeconds },
    );
  }
  return { sender: message.sender, id, expiresAt: (Number(timestamp) + windowSeconds + 1) * 1000 };
}

/** `v1,` and the base64 of the HMAC. */
export function signatureOf(key: Uint8Array, id: string, timestamp: string, body: Uint8Array): string {
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return `v1,${mac}`;
}

function header({ headers }: Message, name: string, form: RegExp): string {
  const value = headers[name];
  if (typeof value === 'string' && form.test(value)) return value;
  throw new EwsError('unauthenticated', `The header ${name} is missing, or not in its form.`, {
    header: name,
  });
}

function signaturesOf({ headers }: Message): readonly string[] {
  const name = 'webhook-signature';
  const value = headers[name];
  const given = typeof value === 'string' ? value.split(' ') : [];
  const fits = given.filter((each) => SIGNATURE.test(each));
  // Others than v1 may stand beside it.
  if (given.length <= MOST_SIGNATURES && fits.length > 0) return fits;
  throw new EwsError('unauthenticated', `The header ${name} is missing, or not in its form.`, {
    header: name,
  });
}

function isSame(given: string, due: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(due)];
  return one.length === other.length && timingSafeEqual(one, other);
}
