import type { Verification } from '../../api/types.ts';
import type { Resource } from '../../api/use-resource.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { proofTexts } from '../../i18n/proof.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProofElsewhere } from './proof-elsewhere.tsx';
import { ProofSteps } from './proof-steps.tsx';
import { ProofWords } from './proof-words.tsx';
import { outcomeOf } from './use-verification.ts';

type Outcome = Verification['outcome'];

const SIGNS: Record<Outcome, string> = {
  proven: 'M5 12.5 10 17.5 19 7',
  consistent: 'M12 6v8M12 17.5v.5',
  failed: 'M6 6l12 12M18 6L6 18',
};

/** That the bulletin is what its issuer released: checked anew, said in words, and to be taken along as a file. */
export function ProofPanel(props: { id: string; verification: Resource<Verification> }) {
  const t = useTexts(proofTexts);
  const format = useFormat();
  return (
    <Panel title={t.title} class="proof">
      <Loaded resource={props.verification} rows={5}>
        {(verification) => (
          <>
            <Outcome
              outcome={outcomeOf(verification)}
              note={t.verified(format.time(verification.checkedAt))}
            />
            <ProofWords verification={verification} />
            <ProofSteps verification={verification} />
            <ProofElsewhere id={props.id} verification={verification} />
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Outcome({ outcome, note }: { outcome: Outcome; note: string }) {
  const t = useTexts(proofTexts);
  return (
    <div class={`outcome outcome-${outcome}`}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={SIGNS[outcome]} />
      </svg>
      <div>
        <strong>{t.outcomes[outcome]}</strong>
        <p>{note}</p>
      </div>
    </div>
  );
}
