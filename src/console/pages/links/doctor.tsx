import { useCallback, useEffect, useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import type { Examination } from '../../api/types.ts';
import { useAction } from '../../api/use-action.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { linksTexts } from '../../i18n/links.ts';
import { useTexts } from '../../i18n/locale.ts';
import { ActionError } from '../../ui/action-error.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Walks the way to a peer step by step, and says where it ends and what to do about it. */
export function Doctor({ peer, country, onClose }: { peer: string; country: string; onClose: () => void }) {
  const t = useTexts(linksTexts);
  const common = useTexts(commonTexts);
  const examining = useAction();
  const [found, setFound] = useState<Examination>();
  const { run } = examining;
  const examine = useCallback(async () => {
    setFound(undefined);
    await run(async () => setFound(await send<Examination>('POST', `/links/${peer}/doctor`)));
  }, [peer]);
  useEffect(() => void examine(), [examine]);
  return (
    <Dialog title={t.doctorTitle(country)} onClose={onClose}>
      <div aria-live="polite">
        {examining.busy && <p>{t.examining}</p>}
        <ActionError action={examining} />
        {found !== undefined && (
          <>
            <p class={found.passed ? 'doctor-passed' : 'doctor-failed'}>
              {found.passed ? t.passed : t.stopped}
            </p>
            <ol class="doctor">
              {found.steps.map((step) => (
                <DoctorStep key={step.step} step={step} />
              ))}
            </ol>
          </>
        )}
      </div>
      <div class="dialog-actions">
        <button type="button" disabled={examining.busy} onClick={examine}>
          {t.again}
        </button>
        <button type="button" class="primary" onClick={onClose}>
          {common.close}
        </button>
      </div>
    </Dialog>
  );
}

function DoctorStep({ step }: { step: Examination['steps'][number] }) {
  const t = useTexts(linksTexts);
  const format = useFormat();
  const names: Record<string, string> = t.steps;
  return (
    <li class={`doctor-step doctor-step-${step.outcome}`}>
      <strong>{names[step.step] ?? step.step}</strong> <span>{t.outcomes[step.outcome]}</span>
      {step.outcome !== 'skipped' && <small class="nowrap">{format.ms(step.ms)}</small>}
      <p lang="en" class="soft">
        {step.detail}
      </p>
      {step.advice !== undefined && (
        <p lang="en" class="advice">
          {step.advice}
        </p>
      )}
    </li>
  );
}
