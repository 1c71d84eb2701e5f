import type { Assessment, Evidence } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';

/** Whether computing the evidence again gave what it states. */
export function Verdict(props: { assessment: Assessment | undefined; evidence: Evidence }) {
  const { assessment, evidence } = props;
  const t = useTexts(signalTexts);
  const format = useFormat();
  if (assessment === undefined) {
    return (
      <p class="soft" role="status">
        {t.computing}
      </p>
    );
  }
  return (
    <p class={`verdict verdict-${assessment.agrees ? 'good' : 'bad'}`} role="status">
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <path d={assessment.agrees ? 'M2 6.5 5 9.5 10 3' : 'M3 3l6 6M9 3l-6 6'} />
      </svg>
      <span>{assessment.agrees ? t.agrees : t.differs(format.number(assessment.score, 6))}</span>
      <span class="verdict-score">
        {t.score} <strong>{format.number(evidence.score, 6)}</strong>
      </span>
    </p>
  );
}
