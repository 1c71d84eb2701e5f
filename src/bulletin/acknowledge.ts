import type { AcknowledgementBody, AcknowledgementType } from '../domain/acknowledgement.ts';
import { ENTRY_SCHEMA, type Envelope } from '../domain/envelope.ts';
import { EwsError } from '../domain/errors.ts';
import type { Actor } from '../domain/people.ts';
import { formatInstant } from '../domain/time.ts';
import { readEnvelope } from '../log/entry.ts';
import type { BulletinParts } from './context.ts';
import type { Acknowledgement, PeerBulletin } from './port.ts';

/** Tells a bulletin's issuer, by an entry addressed to it alone, what people here say of it. */
export async function acknowledge(
  parts: BulletinParts,
  id: string,
  type: AcknowledgementType,
  note: string | undefined,
  actor: Actor,
): Promise<Acknowledgement> {
  const bulletin = await parts.store.peerBulletin(id);
  if (bulletin === undefined) throw new EwsError('not_found', `This node holds no bulletin ${id} of a peer.`);
  const acknowledgement: Acknowledgement = {
    type,
    node: parts.node,
    bulletin: bulletin.reference,
    subject: actor.subject,
    time: formatInstant(parts.business.now()),
    note,
  };
  const seal = await sealOf(parts, bulletin);
  await parts.log.append(
    async (seq) => {
      const time = parts.wall.now();
      const envelope = envelopeOf(parts, seq, formatInstant(time), bulletin, acknowledgement, actor);
      return { jws: await parts.signer.signEntry(envelope, seal), type, time };
    },
    (append) =>
      parts.store.acknowledge(acknowledgement, append, {
        at: parts.business.now(),
        actor,
        action: `bulletin.${type}`,
        subject: id,
        detail: { seq: append.entry.seq },
      }),
  );
  parts.events.acknowledged({ id, type });
  return acknowledgement;
}

/** What is said of an encrypted bulletin is encrypted, too: it tells of its content. */
async function sealOf(parts: BulletinParts, { content, reference }: PeerBulletin) {
  const [entry] = await parts.logs.entries(reference.log, reference.seq, 1);
  const isEncrypted = entry?.jws !== undefined && readEnvelope(entry.jws).jwe !== undefined;
  return parts.sealFor({ tlp: content.tlp, aud: [content.issuer] }, isEncrypted);
}

function envelopeOf(
  parts: BulletinParts,
  seq: number,
  time: string,
  { content, reference }: PeerBulletin,
  { type, subject, time: at, note }: Acknowledgement,
  actor: Actor,
): Envelope {
  const body: AcknowledgementBody = {
    bulletin: reference,
    subject,
    role: actor.role === 'approver' ? 'approver' : 'analyst',
    time: at,
    ...(note === undefined ? {} : { note }),
  };
  return {
    v: 1,
    type,
    schema: ENTRY_SCHEMA[type],
    log: parts.log.origin,
    seq,
    time,
    aud: [content.issuer],
    tlp: content.tlp,
    nonce: parts.randomId(),
    body,
  };
}
