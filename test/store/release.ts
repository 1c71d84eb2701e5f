import type { BulletinState } from '../../src/bulletin/port.ts';
import type { BulletinContent, BulletinReference } from '../../src/domain/bulletin.ts';
import { toBase64url } from '../../src/domain/bytes.ts';
import { contentDigest } from '../../src/domain/canonical.ts';
import type { LogAppend } from '../../src/log/port.ts';
import type { Stores } from '../../src/store/stores.ts';
import { audit, draft, logAppend, stand } from './build.ts';

/** Drafts, submits (as kim) and approves. */
export async function approved(stores: Stores, body: BulletinContent, ...approvers: string[]): Promise<void> {
  const digest = contentDigest(body);
  await stores.bulletins.createDraft(draft(body), audit());
  await stores.bulletins.submit(body.id, stand('kim', digest), audit());
  for (const name of approvers) await stores.bulletins.approve(body.id, stand(name, digest), audit());
}

/** Issues what was approved, as the next entry of the own log. */
export async function issue(stores: Stores, id: string, digest: string): Promise<LogAppend> {
  const log = await stores.log.ownLog();
  const append = logAppend(log!, 'bulletin', `jws of ${id}`);
  await stores.bulletins.issue({ id, sent: '2021-10-11T02:00:00.000Z', digest, append }, audit());
  return append;
}

/** All of that; the answer is what an update or a cancellation refers to. */
export async function release(stores: Stores, body: BulletinContent): Promise<BulletinReference> {
  await approved(stores, body, 'lee');
  const { origin, entry } = await issue(stores, body.id, contentDigest(body));
  return { id: body.id, log: origin, seq: entry.seq, digest: toBase64url(entry.digest) };
}

export async function lifeOf(stores: Stores, id: string): Promise<BulletinState | undefined> {
  return (await stores.bulletins.ownBulletin(id))?.life;
}
