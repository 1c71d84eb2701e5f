import { useState } from 'preact/hooks';
import { send } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import type { Peer } from '../../api/types.ts';
import { useAction } from '../../api/use-action.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { linksTexts } from '../../i18n/links.ts';
import { useTexts } from '../../i18n/locale.ts';
import { ActionError } from '../../ui/action-error.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** What an operator can do to a link. To suspend it stops warnings, so it is asked about. */
export function PeerActions({
  peer,
  country,
  changed,
}: {
  peer: Peer;
  country: string;
  changed: () => void;
}) {
  const t = useTexts(linksTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  const acting = useAction();
  const [asking, setAsking] = useState(false);
  const [pulled, setPulled] = useState<number>();
  if (!useMay('enrol') || peer.state === 'left') return null;

  const setState = async (state: 'active' | 'suspended') => {
    setAsking(false);
    if (await acting.run(() => send('PATCH', `/peers/${peer.node}`, { state }))) changed();
  };
  const pull = () =>
    acting.run(async () => {
      const { entries } = await send<{ entries: number }>('POST', `/peers/${peer.node}/pull`);
      setPulled(entries);
    });
  return (
    <>
      {peer.state === 'suspended' ? (
        <button type="button" disabled={acting.busy} onClick={() => setState('active')}>
          {t.resume}
        </button>
      ) : (
        <>
          <button type="button" disabled={acting.busy} onClick={pull}>
            {t.pull}
          </button>
          <button type="button" class="danger" disabled={acting.busy} onClick={() => setAsking(true)}>
            {t.suspend}
          </button>
        </>
      )}
      <span role="status">{pulled !== undefined && t.pulled(format.number(pulled, 9))}</span>
      <ActionError action={acting} />
      {asking && (
        <Dialog title={t.suspend} onClose={() => setAsking(false)}>
          <p>{t.suspendQuestion(country)}</p>
          <div class="dialog-actions">
            <button type="button" onClick={() => setAsking(false)}>
              {common.cancel}
            </button>
            <button type="button" class="danger" onClick={() => setState('suspended')}>
              {t.suspend}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
