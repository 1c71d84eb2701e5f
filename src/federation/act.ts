import { type Body, ENTRY_SCHEMA, type EntryType, type Envelope } from '../domain/envelope.ts';
import { formatInstant } from '../domain/time.ts';
import type { Audience, Tlp } from '../domain/tlp.ts';
import type { LogAppend } from '../log/port.ts';
import type { FederationParts } from './context.ts';

/** An act of the node itself, not of its people: evidence of a fork, a key change, a new epoch. */
export interface Act {
  readonly type: EntryType;
  readonly tlp: Tlp;
  readonly aud: Audience;
  /** What depends on its place is made when that is known: anew for each attempt. */
  readonly body: Body | ((seq: number) => Promise<Body>);
}

/** Signs an act for its place in the own log, and appends it. @throws EwsError what OwnLog.append throws */
export async function appendAct(
  parts: Pick<FederationParts, 'log' | 'logs' | 'signer' | 'wall' | 'randomId'>,
  { type, tlp, aud, body }: Act,
): Promise<LogAppend> {
  return parts.log.append(
    async (seq) => {
      const time = parts.wall.now();
      const envelope: Envelope = {
        v: 1,
        type,
        schema: ENTRY_SCHEMA[type],
        log: parts.log.origin,
        seq,
        time: formatInstant(time),
        aud,
        tlp,
        nonce: parts.randomId(),
        body: typeof body === 'function' ? await body(seq) : body,
      };
      return { jws: await parts.signer.signEntry(envelope), type, time };
    },
    (append) => parts.logs.appendAct(append),
  );
}
