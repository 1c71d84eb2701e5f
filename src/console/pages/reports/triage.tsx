import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import type { List, Report } from '../../api/types.ts';
import { useAction } from '../../api/use-action.ts';
import { useResource } from '../../api/use-resource.ts';
import { useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';
import { ActionError } from '../../ui/action-error.tsx';
import { DismissDialog } from '../../ui/dismiss-dialog.tsx';
import { JudgeDialog } from '../../ui/judge-dialog.tsx';

/** What an analyst makes of a report; an accepted one may turn out to be none. */
export function TriageActs({ report }: { report: Report }) {
  const t = useTexts(reportTexts);
  const mayJudge = useMay('report');
  const accepting = useAction();
  const [asking, setAsking] = useState<'dismiss' | 'duplicate'>();
  const { state } = report.triage;
  if (!mayJudge || (state !== 'new' && state !== 'accepted')) return null;
  const close = () => setAsking(undefined);
  return (
    <div class="signal-acts">
      {state === 'new' && (
        <button
          type="button"
          class="primary"
          disabled={accepting.busy}
          onClick={() => accepting.run(() => send('POST', `/reports/${report.id}/accept`, {}))}
        >
          {t.accept}
        </button>
      )}
      <button type="button" onClick={() => setAsking('duplicate')}>
        {t.merge} …
      </button>
      <button type="button" onClick={() => setAsking('dismiss')}>
        {t.dismiss} …
      </button>
      <ActionError action={accepting} />
      {asking === 'dismiss' && (
        <DismissDialog
          title={t.dismissTitle}
          why={t.dismissWhy}
          act={t.dismiss}
          label={t.reason}
          path={`/reports/${report.id}/dismiss`}
          onClose={close}
        />
      )}
      {asking === 'duplicate' && <MergeReport id={report.id} onClose={close} />}
    </div>
  );
}

/** Those that are similar are offered; any other can be named. */
function MergeReport({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts(reportTexts);
  const [of, setOf] = useState('');
  const similar = useResource<List<Report>>(`/reports/${id}/similar`).data?.items ?? [];
  return (
    <JudgeDialog
      title={t.mergeTitle}
      why={t.mergeWhy}
      act={t.merge}
      path={`/reports/${id}/duplicate`}
      body={of.trim() === '' ? undefined : { of: of.trim() }}
      onClose={onClose}
    >
      <label>
        {t.mergeId}
        <input
          list="similar-reports"
          required
          value={of}
          onInput={(event) => setOf(event.currentTarget.value)}
        />
      </label>
      <datalist id="similar-reports">
        {similar.map((each) => (
          <option key={each.id} value={each.id} />
        ))}
      </datalist>
    </JudgeDialog>
  );
}
