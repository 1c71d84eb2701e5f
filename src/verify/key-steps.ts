import type { LogOrigin } from '../domain/node-id.ts';
import {
  type Anchor,
  type Keys,
  keysOfNode,
  keysOfPolicy,
  policyKeys,
  requireNodeOf,
  verifyDocument,
} from './anchor.ts';
import type { Steps } from './steps.ts';
import type { ProofStep } from './verification.ts';

/** Finds the keys of a log by the anchor; undefined: there are none, and the step says why. */
export async function keysStep(
  steps: Steps<ProofStep>,
  anchor: Anchor,
  origin: LogOrigin,
): Promise<Keys | undefined> {
  switch (anchor.kind) {
    case 'policy':
      return steps.run(
        'keys',
        () => policyKeys(anchor.policy, origin) && keysOfPolicy(anchor.policy),
        `The trust policy names the keys of ${origin}.`,
      );
    case 'fingerprint':
      return steps.run(
        'keys',
        () => keysOfDocument(anchor.document, anchor.fingerprint, origin),
        `The keys follow from the root key with the fingerprint ${anchor.fingerprint}.`,
      );
    case 'none':
      return anchor.document === undefined ? withoutKeys(steps) : claimedKeys(steps, anchor.document, origin);
  }
}

async function keysOfDocument(
  document: string,
  fingerprint: string | undefined,
  origin: LogOrigin,
): Promise<Keys> {
  const identity = await verifyDocument(document, fingerprint);
  requireNodeOf(origin, identity.document.node);
  return keysOfNode(identity);
}

function withoutKeys(steps: Steps<ProofStep>): undefined {
  steps.skip('keys', 'Neither a fingerprint nor a trust policy was given: there are no keys to check with.');
  return undefined;
}

async function claimedKeys(
  steps: Steps<ProofStep>,
  document: string,
  origin: LogOrigin,
): Promise<Keys | undefined> {
  return steps.run(
    'keys',
    () => keysOfDocument(document, undefined, origin),
    ({ fingerprint }) =>
      `The keys are those that the node document names itself, from a root key with the fingerprint ${fingerprint}, which is compared with nothing.`,
  );
}
