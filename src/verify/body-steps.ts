import { AcknowledgementBody, AcknowledgementType } from '../domain/acknowledgement.ts';
import { parseBody, requireOwnIssuer, requireReleased, requireSameMarking } from '../domain/entry-rules.ts';
import type { Envelope } from '../domain/envelope.ts';
import { hasCode } from '../domain/errors.ts';
import { ReceivedBulletinBody } from '../domain/four-eyes.ts';
import type { OpenBody } from '../log/sealed-body.ts';
import type { Steps } from './steps.ts';
import type { ProofStep } from './verification.ts';
import { countInWords } from './words.ts';

/** What the body of an entry turned out to be. */
export type Body =
  | { readonly kind: 'bulletin'; readonly bulletin: ReceivedBulletinBody }
  | { readonly kind: 'acknowledgement'; readonly acknowledgement: AcknowledgementBody }
  | { readonly kind: 'encrypted' }
  | { readonly kind: 'other' };

/** Checks what an entry holds, by the rules that peers apply. */
export async function bodySteps(
  steps: Steps<ProofStep>,
  signed: Envelope,
  open?: OpenBody,
): Promise<Body | undefined> {
  const envelope = await openedStep(steps, signed, open);
  if (envelope === 'encrypted') return { kind: 'encrypted' };
  if (envelope === undefined) return undefined;
  if (envelope.type === 'bulletin') return bulletinSteps(steps, envelope);
  if (AcknowledgementType.safeParse(envelope.type).success) {
    const acknowledgement = await steps.run(
      'body',
      () => parseBody(AcknowledgementBody, envelope),
      `The entry is an acknowledgement: ${envelope.type}.`,
    );
    return acknowledgement && { kind: 'acknowledgement', acknowledgement };
  }
  steps.skip('body', `Entries of the type ${envelope.type} are not known to this version.`);
  return { kind: 'other' };
}

/** What an encrypted entry holds can be checked by those whom it is for. Everything else can be checked by anybody. */
async function openedStep(
  steps: Steps<ProofStep>,
  envelope: Envelope,
  open: OpenBody | undefined,
): Promise<Envelope | 'encrypted' | undefined> {
  if (envelope.jwe === undefined) return envelope;
  if (open === undefined) {
    steps.skip('body', 'The body is encrypted to its audience, and no key was given to open it.');
    return 'encrypted';
  }
  try {
    return await open(envelope);
  } catch (error) {
    // Shown as the step that it is.
    await steps.run('body', () => rethrow(error), '');
    return undefined;
  }
}

async function bulletinSteps(steps: Steps<ProofStep>, envelope: Envelope): Promise<Body | undefined> {
  const bulletin = await steps.run(
    'body',
    () => parseBody(ReceivedBulletinBody, envelope),
    'The entry is a bulletin, with all that a bulletin has.',
  );
  if (bulletin === undefined) return undefined;
  await releaseSteps(steps, envelope, bulletin);
  await steps.run(
    'issuer',
    () => requireOwnIssuer(bulletin, envelope),
    `It was issued by the node of the log, ${bulletin.content.issuer}.`,
  );
  await steps.run(
    'audience',
    () => requireSameMarking(bulletin, envelope),
    `Marking (TLP:${envelope.tlp}) and audience are those that were approved, and go together.`,
  );
  return { kind: 'bulletin', bulletin };
}

/** One rule of the domain, shown as two steps: that all stood for this content, and that they are enough. */
async function releaseSteps(
  steps: Steps<ProofStep>,
  envelope: Envelope,
  bulletin: ReceivedBulletinBody,
): Promise<void> {
  const refusal = refusalOf(() => requireReleased(bulletin, envelope));
  const changed = refusal !== undefined && !hasCode(refusal, 'four_eyes');
  await steps.run('content', () => rethrow(changed ? refusal : undefined), sayContent(bulletin));
  if (changed) return steps.skip('four-eyes', 'Who stood for another content does not count.');
  await steps.run('four-eyes', () => rethrow(refusal), sayPeople(bulletin));
}

function sayContent({ digest }: ReceivedBulletinBody): string {
  return `The submission and every approval name exactly this content (digest ${digest}).`;
}

function sayPeople({ approvals, content }: ReceivedBulletinBody): string {
  return `One analyst submitted it and ${countInWords(approvals.length, 'other person', 'other people')} approved it: enough for level ${content.level}.`;
}

function refusalOf(check: () => void): unknown {
  try {
    check();
    return undefined;
  } catch (error) {
    return error;
  }
}

function rethrow(error: unknown): true {
  if (error !== undefined) throw error;
  return true;
}
