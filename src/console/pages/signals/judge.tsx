import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { send } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import type { OwnBulletin, SignalSummary } from '../../api/types.ts';
import { useAction } from '../../api/use-action.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';
import { ActionError } from '../../ui/action-error.tsx';
import { DismissDialog } from '../../ui/dismiss-dialog.tsx';

/** What an analyst makes of a signal that nobody has judged: a draft, or nothing, with the reason why. */
export function Judge(props: {
  signal: Pick<SignalSummary, 'id' | 'state' | 'bulletin'>;
  primary?: boolean;
  onJudged?: () => void;
}) {
  const { signal, primary = false, onJudged } = props;
  const t = useTexts(signalTexts);
  const mayDraft = useMay('draft');
  const mayDismiss = useMay('judge-signals');
  const { route } = useLocation();
  const drafting = useAction();
  const [dismissing, setDismissing] = useState(false);
  if (signal.bulletin !== undefined) {
    return (
      <div class="signal-acts">
        <a class="button" href={`/bulletins/${signal.bulletin}`}>
          {t.openBulletin}
        </a>
      </div>
    );
  }
  if ((signal.state !== 'open' && signal.state !== 'closed') || !(mayDraft || mayDismiss)) return null;

  const draft = () =>
    drafting.run(async () => {
      const made = await send<OwnBulletin>('POST', `/signals/${signal.id}/draft`, {});
      route(`/bulletins/${made.content.id}`);
    });
  return (
    <div class="signal-acts">
      {mayDraft && (
        <button type="button" class={primary ? 'primary' : ''} disabled={drafting.busy} onClick={draft}>
          {t.draft}
        </button>
      )}
      {mayDismiss && (
        <button type="button" onClick={() => setDismissing(true)}>
          {t.dismiss} …
        </button>
      )}
      <ActionError action={drafting} />
      {dismissing && (
        <DismissDialog
          title={t.dismissTitle}
          why={t.dismissWhy}
          act={t.dismiss}
          label={t.reason}
          path={`/signals/${signal.id}/dismiss`}
          onClose={() => setDismissing(false)}
          onDone={() => {
            setDismissing(false);
            onJudged?.();
          }}
        />
      )}
    </div>
  );
}
