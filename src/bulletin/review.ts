import type { AuditEvent } from '../domain/audit.ts';
import type { Actor } from '../domain/people.ts';
import { formatInstant } from '../domain/time.ts';
import type { BulletinParts } from './context.ts';
import { requireInReview, requireOwn } from './find.ts';
import type { OwnBulletin, Stand } from './port.ts';

/** An analyst puts exactly this content forward. */
export async function submit(
  parts: BulletinParts,
  id: string,
  digest: string,
  actor: Actor,
): Promise<OwnBulletin> {
  await parts.store.submit(
    id,
    stand(parts, digest, actor),
    audit(parts, 'bulletin.submitted', id, actor, { digest }),
  );
  const bulletin = await requireOwn(parts.store, id);
  parts.events.bulletinSubmitted({ id, level: bulletin.content.level });
  return bulletin;
}

/** Another person releases exactly this content. */
export async function approve(
  parts: BulletinParts,
  id: string,
  digest: string,
  actor: Actor,
): Promise<OwnBulletin> {
  await parts.store.approve(
    id,
    stand(parts, digest, actor),
    audit(parts, 'bulletin.approved', id, actor, { digest }),
  );
  const { bulletin, life } = await requireInReview(parts.store, id);
  parts.events.bulletinApproved({ id, level: bulletin.content.level, approvals: life.approvals.length });
  return bulletin;
}

/** An approver sends it back: what was said for it is void. */
export async function returnToDraft(
  parts: BulletinParts,
  id: string,
  reason: string,
  actor: Actor,
): Promise<OwnBulletin> {
  await parts.store.returnToDraft(id, audit(parts, 'bulletin.returned', id, actor, { reason }));
  const bulletin = await requireOwn(parts.store, id);
  parts.events.bulletinReturned({ id, level: bulletin.content.level });
  return bulletin;
}

export async function withdraw(parts: BulletinParts, id: string, actor: Actor): Promise<void> {
  await parts.store.withdraw(id, audit(parts, 'bulletin.withdrawn', id, actor));
  const { content } = await requireOwn(parts.store, id);
  parts.events.bulletinWithdrawn({ id, level: content.level });
}

function stand(parts: BulletinParts, digest: string, actor: Actor): Stand {
  return { subject: actor.subject, name: actor.name, time: formatInstant(parts.business.now()), digest };
}

function audit(
  parts: BulletinParts,
  action: string,
  subject: string,
  actor: Actor,
  detail?: AuditEvent['detail'],
): AuditEvent {
  return { at: parts.business.now(), actor, action, subject, ...(detail === undefined ? {} : { detail }) };
}
