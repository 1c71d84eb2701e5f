import { useLocation } from 'preact-iso';
import { send } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import type { OwnBulletin, SituationDetail } from '../../api/types.ts';
import { useAction } from '../../api/use-action.ts';
import { useTexts } from '../../i18n/locale.ts';
import { situationTexts } from '../../i18n/situations.ts';
import { ActionError } from '../../ui/action-error.tsx';
import { LevelBadge } from '../../ui/level.tsx';
import { Localised } from '../../ui/localised.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TlpChip } from '../bulletins/chips.tsx';

/** A draft for a country that is exposed while its own series are calm; an analyst makes it by one click. */
export function SuggestionPanel({ situation: { id, suggestion } }: { situation: SituationDetail }) {
  const t = useTexts(situationTexts);
  const mayDraft = useMay('draft');
  const { route } = useLocation();
  const drafting = useAction();
  if (suggestion === undefined) return null;
  const { draft, restsOn, bulletin } = suggestion;
  const make = () =>
    drafting.run(async () => {
      const made = await send<OwnBulletin>('POST', `/situations/${id}/draft`, {});
      route(`/bulletins/${made.content.id}`);
    });
  return (
    <Panel title={t.suggestion}>
      <div class="stack" data-suggestion>
        <p class="soft">{t.suggestionLead}</p>
        <p class="signal-heading">
          <LevelBadge level={draft.level} /> <TlpChip tlp={draft.tlp} />
        </p>
        <Localised text={draft.headline} as="strong" />
        <Localised text={draft.text} as="p" />
        <p>
          {t.restsOn}: <a href={`/bulletins/${restsOn}`}>{restsOn}</a>
        </p>
        {bulletin !== undefined && (
          <div class="actions">
            <a class="button" href={`/bulletins/${bulletin}`}>
              {t.openDraft}
            </a>
          </div>
        )}
        {mayDraft && bulletin === undefined && (
          <div class="actions">
            <button type="button" class="primary" disabled={drafting.busy} onClick={make}>
              {t.draft}
            </button>
          </div>
        )}
        <ActionError action={drafting} />
      </div>
    </Panel>
  );
}
