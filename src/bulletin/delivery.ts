import { formatInstant } from '../domain/time.ts';
import { isInAudience } from '../domain/tlp.ts';
import type { BulletinParts } from './context.ts';
import { requireOwn } from './find.ts';
import type { Delivery } from './port.ts';

/** How an issued bulletin fares at each peer: by its signed cursors and its people's acknowledgements. */
export async function deliveries(parts: BulletinParts, id: string): Promise<Delivery[]> {
  const { content, life } = await requireOwn(parts.store, id);
  if (!('issued' in life)) return [];
  const { seq } = life.issued.reference;
  const acknowledgements = await parts.store.acknowledgements(id);
  return (await parts.receivers()).map(({ node, size, missing, at }) => {
    // What a relay sealed for it, it does not have.
    const passed = size > seq && !missing.some(([from, to]) => seq >= from && seq < to);
    return {
      peer: node,
      state: isInAudience(content.audience, content.issuer, node)
        ? passed
          ? 'received'
          : 'waiting'
        : 'outside',
      receivedAt: passed && at !== undefined ? formatInstant(at) : undefined,
      acknowledgements: acknowledgements.filter((acknowledgement) => acknowledgement.node === node),
    };
  });
}
