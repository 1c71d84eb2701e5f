import { EwsError } from '../domain/errors.ts';
import {
  describeFork,
  type ForkEvidence,
  parseForkEvidence,
  verifyForkEvidence,
} from '../log/fork-evidence.ts';
import { type Anchor, type Keys, keysOfNode, keysOfPolicy, requireNodeOf, verifyDocument } from './anchor.ts';
import { type Outcome, type Step, Steps, type Summary } from './steps.ts';

const FORK_STEPS = ['format', 'keys', 'fork'] as const;
type ForkStep = (typeof FORK_STEPS)[number];

/** What was found out about the evidence of a fork. */
export interface ForkVerification {
  readonly outcome: Outcome;
  readonly steps: readonly Step<ForkStep>[];
  readonly summary: Summary;
  /** The log that was forked, unless something failed. */
  readonly forked?: string;
}

/** Whether a file is one of these: a JSON object, as no proof file is. */
export function isForkEvidence(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/** The node document in a file of evidence; undefined: there is none, as the verification will say. */
export function carriedDocument(text: string): string | undefined {
  try {
    return read(text).document;
  } catch {
    return undefined;
  }
}

/** Verifies the evidence of a fork with no node and no network. Never throws for what the file says. */
export async function verifyForkFile(text: string, anchor: Anchor): Promise<ForkVerification> {
  const steps = new Steps<ForkStep>();
  const evidence = await steps.run(
    'format',
    () => read(text),
    ({ log, path }) => `The file holds two checkpoints of ${log}, and ${path.length} steps between them.`,
  );
  const keys =
    evidence &&
    (await steps.run(
      'keys',
      () => keysOf(anchor, evidence),
      () => sayKeys(anchor),
    ));
  const said =
    evidence &&
    keys &&
    (await steps.run(
      'fork',
      () => prove(evidence, keys),
      (sentence) => sentence,
    ));
  steps.skipRest(FORK_STEPS, 'It comes after a step that failed.');
  const outcome = steps.outcome(anchor.kind !== 'none', FORK_STEPS);
  if (said === undefined || evidence === undefined) {
    return {
      outcome,
      steps: steps.all,
      summary: { proven: 'This proves nothing.', notProven: `What failed: ${steps.failures()}` },
    };
  }
  return {
    outcome,
    steps: steps.all,
    summary: {
      proven: said,
      notProven: 'It does not show which of the two is the true one, nor who held the key.',
    },
    forked: evidence.log,
  };
}

function read(text: string): ForkEvidence {
  try {
    return parseForkEvidence(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof EwsError) throw cause;
    throw new EwsError('fork_unproven', 'The file is not JSON.', {}, { cause });
  }
}

/** A file may carry its node document; the fingerprint that vouches for it comes by another way. */
async function keysOf(anchor: Anchor, { log, document: carried }: ForkEvidence): Promise<Keys> {
  if (anchor.kind === 'policy') return keysOfPolicy(anchor.policy);
  const identity = await verifyDocument(
    anchor.document ?? carried,
    anchor.kind === 'fingerprint' ? anchor.fingerprint : undefined,
  );
  requireNodeOf(log, identity.document.node);
  return keysOfNode(identity);
}

function sayKeys({ kind }: Anchor): string {
  if (kind === 'policy') return 'The keys of the log are those that the policy names.';
  if (kind === 'fingerprint') return 'The keys of the log follow from the fingerprint.';
  return 'The keys of the log are those that the file names; nobody vouched for them.';
}

function prove(evidence: ForkEvidence, keys: Keys): string {
  const proven = verifyForkEvidence(evidence, (size) => keys.checkpointKeys(evidence.log, size));
  return describeFork(evidence.log, proven);
}
