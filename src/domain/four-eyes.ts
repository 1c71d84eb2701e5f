import { z } from 'zod';
import { BulletinContent, ReceivedBulletinContent } from './bulletin.ts';
import { contentDigest } from './canonical.ts';
import { EwsError } from './errors.ts';
import { requiredApprovals } from './level.ts';
import { Instant } from './time.ts';

const Digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'a base64url SHA-256 digest');

/** Pseudonym of a person: stable within a node, meaningless outside. */
const Subject = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);

/** Who put a content forward: the analyst, when, and which content exactly. */
export const Submission = z.looseObject({
  subject: Subject,
  role: z.literal('analyst'),
  time: Instant,
  digest: Digest,
});

/** Who released it. `signature` has room for the approver's own one. */
export const Approval = z.looseObject({
  subject: Subject,
  role: z.literal('approver'),
  time: Instant,
  digest: Digest,
  signature: z.string().max(4000).optional(),
});

/** The body of an entry of type `bulletin`: the content and the people who stand for it. */
export const BulletinBody = z.looseObject({
  content: BulletinContent,
  sent: Instant,
  digest: Digest,
  submission: Submission,
  approvals: z.array(Approval).max(8),
});
export type BulletinBody = z.infer<typeof BulletinBody>;

/** The same as a peer wrote it: unknown fields are kept. */
export const ReceivedBulletinBody = BulletinBody.extend({ content: ReceivedBulletinContent });
export type ReceivedBulletinBody = z.infer<typeof ReceivedBulletinBody>;

/** What four eyes are judged on. */
export interface Release {
  readonly content: { readonly level: BulletinContent['level'] };
  readonly digest: string;
  readonly submission: { readonly subject: string; readonly digest: string };
  readonly approvals: readonly { readonly subject: string; readonly digest: string }[];
}

/**
 * The rule that two people release a bulletin, and three a serious one: all different, each for exactly this
 * content. The signer asks it before it signs, a peer before it believes.
 * @throws EwsError `content_changed`: someone stood for another content; `four_eyes`: too few people
 */
export function requireFourEyes(release: Release): void {
  const digest = contentDigest(release.content);
  for (const named of [
    release.digest,
    release.submission.digest,
    ...release.approvals.map((a) => a.digest),
  ]) {
    if (named !== digest) {
      throw new EwsError('content_changed', 'The submission or an approval names another content.', {
        digest,
        named,
      });
    }
  }
  const people = new Set([release.submission.subject, ...release.approvals.map((a) => a.subject)]);
  if (people.size !== release.approvals.length + 1) {
    throw new EwsError('four_eyes', 'The submitter and the approvers are not all different people.');
  }
  const required = requiredApprovals(release.content.level);
  if (release.approvals.length < required) {
    throw new EwsError(
      'four_eyes',
      `A bulletin of level ${release.content.level} needs ${required} approval(s).`,
      {
        required,
        present: release.approvals.length,
      },
    );
  }
}
