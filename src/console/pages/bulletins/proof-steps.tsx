import type { Verification } from '../../api/types.ts';
import { useTexts } from '../../i18n/locale.ts';
import { proofTexts } from '../../i18n/proof.ts';

/** Every check with what the verifier found, in the verifier's own English. */
export function ProofSteps({ verification }: { verification: Verification }) {
  const t = useTexts(proofTexts);
  return (
    <details class="proof-steps" open={verification.outcome === 'failed'}>
      <summary>{t.steps}</summary>
      <ol>
        {verification.steps.map(({ name, state, sentence, code }) => (
          <li key={name} class={`step-${state}`}>
            <p>
              <strong>{t.stepNames[name]}</strong> <span class="step-state">{t.stepStates[state]}</span>
            </p>
            <p class="soft" lang="en">
              {code !== undefined && <code>{code}</code>} {sentence}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}
