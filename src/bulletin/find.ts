import type { BulletinContent } from '../domain/bulletin.ts';
import { EwsError } from '../domain/errors.ts';
import type { BulletinState, BulletinStore, Issued, OwnBulletin } from './port.ts';

/** @throws EwsError `not_found` */
export async function requireOwn(store: BulletinStore, id: string): Promise<OwnBulletin> {
  const bulletin = await store.ownBulletin(id);
  if (bulletin === undefined) throw new EwsError('not_found', `This node has no bulletin ${id} of its own.`);
  return bulletin;
}

/** One that stands: issued, and neither updated nor cancelled. @throws EwsError `not_found`, `wrong_state` */
export async function requireIssued(
  store: BulletinStore,
  id: string,
): Promise<{ content: BulletinContent; issued: Issued }> {
  const { content, life } = await requireOwn(store, id);
  if (life.state !== 'issued') throw wrongState(id, life, 'issued');
  return { content, issued: life.issued };
}

/** @throws EwsError `not_found`, `wrong_state` */
export async function requireInReview(
  store: BulletinStore,
  id: string,
): Promise<{ bulletin: OwnBulletin; life: Extract<BulletinState, { state: 'in-review' }> }> {
  const bulletin = await requireOwn(store, id);
  if (bulletin.life.state !== 'in-review') throw wrongState(id, bulletin.life, 'in-review');
  return { bulletin, life: bulletin.life };
}

function wrongState(id: string, { state }: BulletinState, needed: BulletinState['state']): EwsError {
  return new EwsError('wrong_state', `Bulletin ${id} is ${state}; this needs one that is ${needed}.`, {
    state,
    needed,
  });
}
