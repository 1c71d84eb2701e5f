import type { Verification } from '../../api/types.ts';
import { type Format, useFormat } from '../../i18n/format.ts';
import { type Texts, useTexts } from '../../i18n/locale.ts';
import { proofTexts } from '../../i18n/proof.ts';
import { useNodes } from './use-nodes.ts';
import { outcomeOf } from './use-verification.ts';

type Words = Texts<(typeof proofTexts)['en']>;
type Step = Verification['steps'][number]['name'];

/** What follows from the checks for people, and what does not; where something fails, only that. */
export function ProofWords({ verification }: { verification: Verification }) {
  const t = useTexts(proofTexts);
  const format = useFormat();
  const nodes = useNodes();
  if (outcomeOf(verification) === 'failed') {
    return (
      <>
        <h3>{t.failedStep}</h3>
        <ul class="said said-failed">
          {!verification.shown && verification.outcome !== 'failed' && <li>{t.altered}</li>}
          {verification.steps
            .filter(({ state }) => state === 'failed')
            .map(({ name }) => (
              <li key={name}>{t.stepNames[name]}</li>
            ))}
        </ul>
      </>
    );
  }
  return (
    <>
      <h3>{t.proven}</h3>
      <ul class="said said-ok">
        {proven(verification, t, format, nodes.name).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <h3>{t.notProven}</h3>
      <ul class="said said-open">
        {open(verification, t).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}

function proven(
  { place, bulletin, steps, cosignatures }: Verification,
  t: Words,
  format: Format,
  nameOf: (node: string) => string,
): string[] {
  const holds = (name: Step) => steps.some((step) => step.name === name && step.state === 'ok');
  const witnesses = cosignatures.filter(({ own }) => !own);
  const newest = Math.max(...witnesses.map(({ at }) => at));
  return [
    place !== undefined &&
      holds('inclusion') &&
      t.inLog(nameOf(place.node), format.number(place.seq, 21), format.number(place.size, 21)),
    place !== undefined && holds('entry-signature') && t.signedBy(nameOf(place.node)),
    bulletin !== undefined && holds('four-eyes') && t.released(bulletin.approvals),
    holds('audience') && t.addressed,
    witnesses.length > 0 &&
      t.cosigned(
        witnesses.map(({ name }) => nameOf(name)).join(', '),
        format.dateTime(new Date(newest).toISOString()),
      ),
  ].filter((sentence) => sentence !== false);
}

function open({ outcome, cosignatures }: Verification, t: Words): string[] {
  return [
    ...(outcome === 'consistent' ? [t.anchorMissing] : []),
    ...(cosignatures.some(({ own }) => !own) ? [] : [t.notCosigned]),
    t.notTrue,
    t.notLater,
  ];
}
