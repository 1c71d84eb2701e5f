import { z } from 'zod';
import { fromBase64url } from '../domain/bytes.ts';
import { Envelope, MAX_ENTRY_BYTES } from '../domain/envelope.ts';
import { EwsError } from '../domain/errors.ts';
import type { LogOrigin } from '../domain/node-id.ts';
import { entryDigest } from '../log/entry-digest.ts';
import { JWS_TYPE, peekJws, verifyJws } from '../log/jws.ts';
import type { Keys } from './anchor.ts';
import type { Steps } from './steps.ts';
import type { ProofStep } from './verification.ts';

/** The entry that a proof carries. */
export interface CarriedEntry {
  readonly jws: string;
  readonly digest: Uint8Array;
}

const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Takes the entry out of the proof and computes its digest. @throws EwsError `entry_invalid`, `entry_too_large` */
export function carriedEntry(extra: Uint8Array | undefined): CarriedEntry {
  if (extra === undefined)
    throw new EwsError('entry_invalid', 'The file carries no entry: it has no extra line.');
  if (extra.length > MAX_ENTRY_BYTES) {
    throw new EwsError(
      'entry_too_large',
      `The entry has ${extra.length} bytes; ${MAX_ENTRY_BYTES} are allowed.`,
    );
  }
  const jws = Buffer.from(extra).toString('latin1');
  if (!COMPACT_JWS.test(jws)) throw new EwsError('entry_invalid', 'The extra line is not a compact JWS.');
  return { jws, digest: entryDigest(jws) };
}

/** Verifies the entry's signature, and that the entry says of itself what the proof says of its place. */
export async function entrySteps(
  steps: Steps<ProofStep>,
  entry: CarriedEntry,
  place: { readonly origin: LogOrigin; readonly seq: number },
  keys: Keys | undefined,
): Promise<Envelope | undefined> {
  const { origin, seq } = place;
  let payload: unknown;
  if (keys === undefined) {
    steps.skip('entry-signature', 'There is no key to verify the signature of the entry with.');
    payload = unverifiedPayload(entry.jws);
  } else {
    payload = await steps.run(
      'entry-signature',
      () => verifiedPayload(entry.jws, keys, origin, seq),
      `The entry is signed by the key of ${origin} that signs number ${seq}.`,
    );
    if (payload === undefined) return undefined;
  }
  return steps.run(
    'place',
    () => envelopeOf(payload, origin, seq),
    `The entry says itself that it is number ${seq} of ${origin}.`,
  );
}

function verifiedPayload(jws: string, keys: Keys, origin: LogOrigin, seq: number): Promise<unknown> {
  return verifyJws(jws, JWS_TYPE.entry, keys.entryKey(origin, seq, peekJws(jws)?.kid), 'entry_signature');
}

/** Undefined, which is no envelope, where it cannot be read. */
function unverifiedPayload(jws: string): unknown {
  try {
    const bytes = fromBase64url(jws.split('.')[1] ?? '');
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function envelopeOf(payload: unknown, origin: LogOrigin, seq: number): Envelope {
  const parsed = Envelope.safeParse(payload);
  if (!parsed.success) {
    throw new EwsError('entry_invalid', `This is not an entry: ${z.prettifyError(parsed.error)}`);
  }
  const { log, seq: own } = parsed.data;
  // A validly signed entry in another place is a replay, or a log that was reordered.
  if (log === origin && own === seq) return parsed.data;
  throw new EwsError(
    'entry_invalid',
    `The entry says that it is number ${own} of ${log}, not ${seq} of ${origin}.`,
  );
}
