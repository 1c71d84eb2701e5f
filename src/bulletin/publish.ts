import { ENTRY_SCHEMA, type Envelope } from '../domain/envelope.ts';
import { EwsError } from '../domain/errors.ts';
import type { BulletinBody } from '../domain/four-eyes.ts';
import type { Actor } from '../domain/people.ts';
import { formatInstant } from '../domain/time.ts';
import type { BulletinParts } from './context.ts';
import { requireInReview, requireIssued, requireOwn } from './find.ts';
import type { OwnBulletin, Stand } from './port.ts';

/**
 * Issues a bulletin in review: reads content and approvals from the store again, signs, and appends to the
 * log. The signer refuses without four eyes, and so does the database, whatever this function believes.
 */
export async function issue(parts: BulletinParts, id: string, actor: Actor): Promise<OwnBulletin> {
  const body = await releasedBody(parts, id);
  const { content, sent, digest } = body;
  const seal = await parts.sealFor({ tlp: content.tlp, aud: content.audience });
  const append = await parts.log.append(
    async (seq) => {
      const time = parts.wall.now();
      const envelope: Envelope = {
        v: 1,
        type: 'bulletin',
        schema: ENTRY_SCHEMA.bulletin,
        log: parts.log.origin,
        seq,
        time: formatInstant(time),
        aud: content.audience,
        tlp: content.tlp,
        nonce: parts.randomId(),
        body,
      };
      return { jws: await parts.signer.signEntry(envelope, seal), type: envelope.type, time };
    },
    (append) =>
      parts.store.issue(
        { id, sent, digest, append },
        {
          at: parts.business.now(),
          actor,
          action: 'bulletin.issued',
          subject: id,
          detail: { seq: append.entry.seq, digest },
        },
      ),
  );
  parts.events.bulletinIssued({ id, level: content.level, seq: append.entry.seq });
  return requireOwn(parts.store, id);
}

async function releasedBody(parts: BulletinParts, id: string): Promise<BulletinBody> {
  const { bulletin, life } = await requireInReview(parts.store, id);
  const { content, digest } = bulletin;
  const now = parts.business.now();
  if (Date.parse(content.expires) <= now) {
    throw new EwsError(
      'invalid_input',
      `Bulletin ${id} expires at ${content.expires}, which has passed: edit it first.`,
      { path: 'expires' },
    );
  }
  for (const reference of content.references) await requireIssued(parts.store, reference.id);
  return {
    content,
    sent: formatInstant(now),
    digest,
    submission: { role: 'analyst', ...signed(life.submission) },
    approvals: life.approvals.map((approval) => ({ role: 'approver' as const, ...signed(approval) })),
  };
}

/** What of a stand goes into signed bytes: the pseudonym, not the name. */
function signed({ subject, time, digest }: Stand): Omit<Stand, 'name'> {
  return { subject, time, digest };
}
