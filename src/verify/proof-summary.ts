import type { Body } from './body-steps.ts';
import { type Cosignature, witnessesOf } from './cosignatures.ts';
import type { Outcome, Summary } from './steps.ts';
import type { ProvenPlace } from './verification.ts';
import { countInWords, timeInWords } from './words.ts';

/** What a proof file proves, and what it does not, for people. */
export function summariseProof(found: {
  readonly outcome: Outcome;
  readonly failures: string;
  readonly place: ProvenPlace | undefined;
  readonly body: Body | undefined;
  readonly cosignatures: readonly Cosignature[];
}): Summary {
  const { outcome, place, body, cosignatures } = found;
  if (outcome === 'failed' || place === undefined) {
    return { proven: 'This proves nothing.', notProven: `What failed: ${found.failures}` };
  }
  const claim = `${subjectOf(body)} was in the log of ${place.node} as number ${place.seq} of ${place.size} (counted from 0), exactly as shown${releaseOf(body)}`;
  if (outcome === 'consistent') {
    return {
      proven: `The file is consistent: it says that ${claim}.`,
      notProven:
        'It proves nothing yet: its keys are checked against nothing, and anybody can make such a file.',
    };
  }
  return { proven: `This proves that ${claim}.`, notProven: doubts(body, cosignatures) };
}

/** What a proof leaves open about other views of the log: said by files and audits alike. */
export function splitViewDoubt(cosignatures: readonly Cosignature[]): string {
  const witnesses = witnessesOf(cosignatures);
  if (witnesses.length === 0) {
    return 'It does not prove that nobody was shown another log: no witness has cosigned.';
  }
  const named = witnesses.map(({ name, time }) => `${name} (${time})`).join(' and ');
  return `That others were shown the same log rests on ${countInWords(witnesses.length, 'witness', 'witnesses')}: ${named}.`;
}

function doubts(body: Body | undefined, cosignatures: readonly Cosignature[]): string {
  const later =
    body?.kind === 'bulletin' ? ' Nor does it say whether the bulletin was updated or cancelled later.' : '';
  return `${splitViewDoubt(cosignatures)}${later}${futureDoubt(cosignatures)}`;
}

function futureDoubt(cosignatures: readonly Cosignature[]): string {
  const newest = Math.max(...cosignatures.map(({ at }) => at));
  return cosignatures.length === 0
    ? ' It does not say when.'
    : ` It speaks of the log as of ${timeInWords(newest)}.`;
}

function subjectOf(body: Body | undefined): string {
  if (body?.kind === 'bulletin') return `the bulletin ${body.bulletin.content.id}`;
  if (body?.kind === 'acknowledgement') {
    return `an acknowledgement of the bulletin ${body.acknowledgement.bulletin.id}`;
  }
  if (body?.kind === 'encrypted') return 'an entry that is encrypted to its audience';
  return 'an entry of a kind that this version does not know';
}

function releaseOf(body: Body | undefined): string {
  if (body?.kind !== 'bulletin') return '';
  const approvers = countInWords(body.bulletin.approvals.length, 'approver');
  return `, and that it was submitted by one analyst and released by ${approvers} (different people, by the pseudonyms that the node gives them)`;
}
