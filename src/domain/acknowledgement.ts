import { z } from 'zod';
import { BulletinReference } from './bulletin.ts';
import { Instant } from './time.ts';

/** What people at a peer say of a bulletin. (That it was received is said by the signed cursor.) */
export const AcknowledgementType = z.enum(['read', 'acting', 'disputed']);
export type AcknowledgementType = z.infer<typeof AcknowledgementType>;

/** The body of an entry of type `read`, `acting` or `disputed`. An acknowledgement is never acknowledged. */
export const AcknowledgementBody = z.looseObject({
  bulletin: BulletinReference,
  subject: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  role: z.enum(['analyst', 'approver']),
  time: Instant,
  note: z.string().max(4000).optional(),
});
export type AcknowledgementBody = z.infer<typeof AcknowledgementBody>;
