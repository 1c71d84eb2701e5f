import { ReceivedBulletinBody } from '../domain/four-eyes.ts';
import { readEnvelope } from '../log/entry.ts';
import type { BulletinParts } from './context.ts';
import type { PeerBulletin, Release } from './port.ts';

/** Who stood for a bulletin that a peer issued, by the pseudonyms that its entry names. */
export async function releaseOf(
  parts: BulletinParts,
  { reference }: PeerBulletin,
): Promise<Release | undefined> {
  const [entry] = await parts.logs.entries(reference.log, reference.seq, 1);
  if (entry?.jws === undefined) return undefined;
  const { submission, approvals } = ReceivedBulletinBody.parse(
    (await parts.open(readEnvelope(entry.jws))).body,
  );
  const person = ({ subject, time }: typeof submission | (typeof approvals)[number]) => ({ subject, time });
  return { submission: person(submission), approvals: approvals.map(person) };
}
