import { z } from 'zod';
import type { Envelope } from './envelope.ts';
import { isLaterEpoch } from './epoch.ts';
import { EwsError } from './errors.ts';
import { type ReceivedBulletinBody, requireFourEyes } from './four-eyes.ts';
import { nodeOfOrigin } from './node-id.ts';

/**
 * What has to hold between an entry's envelope and its body, whoever reads it: a peer that pulls, or somebody
 * with a proof file. The envelope was verified before: its signature, and its place in the log.
 */

/** @throws EwsError `entry_invalid`: the body is not of its kind */
export function parseBody<T extends z.ZodType>(schema: T, { type, seq, body }: Envelope): z.infer<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new EwsError(
    'entry_invalid',
    `The body of entry ${seq} is not that of a ${type}: ${z.prettifyError(parsed.error)}`,
  );
}

/** @throws EwsError `content_changed`, `four_eyes` */
export function requireReleased(body: ReceivedBulletinBody, envelope: Envelope): void {
  // The content as it was signed: what parsing would have filled in or dropped is not what people approved.
  requireFourEyes({ ...body, content: envelope.body?.content as ReceivedBulletinBody['content'] });
}

/** A node issues its own bulletins only, and replaces only those, of the log or of an earlier one. @throws EwsError `entry_invalid` */
export function requireOwnIssuer({ content }: ReceivedBulletinBody, { log }: Envelope): void {
  const node = nodeOfOrigin(log);
  if (content.issuer !== node) {
    throw new EwsError('entry_invalid', `A bulletin of ${content.issuer} in the log of ${node}.`);
  }
  const isOwn = (other: string) => other === log || isLaterEpoch(log, other);
  if (!content.references.every((reference) => isOwn(reference.log))) {
    throw new EwsError('entry_invalid', 'It refers to a bulletin of another log.');
  }
}

/** The envelope decides who gets the entry: it may not differ from what people approved. @throws EwsError `entry_invalid` */
export function requireSameMarking({ content }: ReceivedBulletinBody, { tlp, aud }: Envelope): void {
  if (tlp === content.tlp && JSON.stringify(aud) === JSON.stringify(content.audience)) return;
  throw new EwsError(
    'entry_invalid',
    'Marking or audience of the entry is not that of the approved content: it may have gone to others.',
  );
}
