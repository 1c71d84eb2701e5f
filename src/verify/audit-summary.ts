import type { LogOrigin } from '../domain/node-id.ts';
import type { Cosignature } from './cosignatures.ts';
import { splitViewDoubt } from './proof-summary.ts';
import type { Outcome, Summary } from './steps.ts';

/** What an audit proves, and what it does not, for people. */
export function summariseAudit(found: {
  readonly outcome: Outcome;
  readonly failures: string;
  readonly origin: LogOrigin | undefined;
  readonly size: number | undefined;
  readonly cosignatures: readonly Cosignature[];
}): Summary {
  const { outcome, origin, size, cosignatures } = found;
  if (outcome === 'failed') {
    return {
      proven: 'This log is not what it should be, or could not be read.',
      notProven: `What failed: ${found.failures}`,
    };
  }
  const claim = `the ${size} entries that ${origin} shows are all that its signed checkpoint covers, in their order, and that none was changed, dropped or added while it was read`;
  if (outcome === 'consistent') {
    return {
      proven: `The log is consistent: ${claim}.`,
      notProven:
        'It proves nothing yet: its keys are checked against nothing, and anybody can serve such a log.',
    };
  }
  return {
    proven: `This proves that ${claim}.`,
    notProven: `Entries are seen as digests here: what they say is proven one by one, by their proof files. ${splitViewDoubt(cosignatures)}`,
  };
}
