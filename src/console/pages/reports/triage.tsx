import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import type { List, Report } from '../../api/types.ts';
import { useAction } from '../../api/use-action.ts';
import { useResource } from '../../api/use-resource.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useTexts } from '../../i18n/locale.ts';
import { reportTexts } from '../../i18n/reports.ts';
import { ActionError } from '../../ui/action-error.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** As long as the node takes it. */
const LONGEST_REASON = 2000;

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
      {asking === 'dismiss' && <DismissReport id={report.id} onClose={close} />}
      {asking === 'duplicate' && <MergeReport id={report.id} onClose={close} />}
    </div>
  );
}

function DismissReport({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTexts(reportTexts);
  const [reason, setReason] = useState('');
  return (
    <JudgeDialog
      title={t.dismissTitle}
      why={t.dismissWhy}
      act={t.dismiss}
      path={`/reports/${id}/dismiss`}
      body={reason.trim() === '' ? undefined : { reason: reason.trim() }}
      onClose={onClose}
    >
      <label>
        {t.reason}
        <textarea
          rows={4}
          required
          maxLength={LONGEST_REASON}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
    </JudgeDialog>
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

function JudgeDialog(props: {
  title: string;
  why: string;
  act: string;
  path: string;
  /** What is sent; absent: it is not complete. */
  body: object | undefined;
  onClose: () => void;
  children: preact.ComponentChildren;
}) {
  const common = useTexts(commonTexts);
  const judging = useAction();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await judging.run(() => send('POST', props.path, props.body))) props.onClose();
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form class="form" onSubmit={submit}>
        <p>{props.why}</p>
        {props.children}
        <ActionError action={judging} />
        <div class="dialog-actions">
          <button type="button" onClick={props.onClose}>
            {common.cancel}
          </button>
          <button type="submit" class="danger" disabled={judging.busy || props.body === undefined}>
            {props.act}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
