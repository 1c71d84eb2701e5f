import { randomBytes } from 'node:crypto';
import type { BulletinContent } from '../../../src/domain/bulletin.ts';
import { contentDigest } from '../../../src/domain/canonical.ts';
import { ENTRY_SCHEMA, type Envelope } from '../../../src/domain/envelope.ts';
import type { LogOrigin, NodeId } from '../../../src/domain/node-id.ts';

/** Of the compact JWS of a bulletin, to a few: what the bench calls 2 KB. */
export const ENTRY_BYTES = 2_048;

const TEXT =
  'Customs of the main supplier inspects exports of urea, and declarations wait longer than before. ';
const TIME = '2026-01-05T00:00:00.000Z';

/** A bulletin that passes every rule; the number makes it another one. */
export function contentOf(issuer: NodeId, number: number, textBytes: number): BulletinContent {
  return {
    id: `${issuer}/2026-01-05/${number.toString(16).padStart(8, '0')}`,
    issuer,
    type: 'issue',
    references: [],
    status: 'actual',
    level: 'alert',
    urgency: 'expected',
    certainty: 'likely',
    sector: 'critical-minerals',
    items: [{ name: { en: 'Urea' }, hsCodes: ['310210'] }],
    headline: { en: `Urea: export inspections, notice ${number}` },
    text: { en: `${number}: ${TEXT.repeat(Math.ceil(textBytes / TEXT.length))}`.slice(0, textBytes) },
    expires: '2027-12-31T00:00:00Z',
    tlp: 'GREEN',
    audience: '*',
    evidence: [],
    contact: 'Duty officer',
  };
}

/** The envelope of that bulletin as its node signs it, with two people who stand for it. */
export function envelopeOf(log: LogOrigin, issuer: NodeId, seq: number): Envelope {
  const content = contentOf(issuer, seq, TEXT_BYTES);
  const digest = contentDigest(content);
  const stand = (subject: string) => ({ subject, time: TIME, digest });
  return {
    v: 1,
    type: 'bulletin',
    schema: ENTRY_SCHEMA.bulletin,
    log,
    seq,
    time: TIME,
    aud: content.audience,
    tlp: content.tlp,
    nonce: randomBytes(16).toString('base64url'),
    body: {
      content,
      sent: TIME,
      digest,
      submission: { role: 'analyst', ...stand('c3ViamVjdC1hbmFseXN0MQ') },
      approvals: [{ role: 'approver', ...stand('c3ViamVjdC1hcHByb3Zlcg') }],
    },
  };
}

/** What is left for the text of an entry of that size. */
const TEXT_BYTES = 330;
