import { useRoute } from 'preact-iso';
import type { SituationDetail } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { situationTexts } from '../i18n/situations.ts';
import { LevelBadge } from '../ui/level.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { SituationName, useSituationName } from './situations/name.tsx';
import { NextPanel } from './situations/next.tsx';
import { SituationParts } from './situations/parts.tsx';
import { SightsTable } from './situations/sights.tsx';
import { SuggestionPanel } from './situations/suggestion.tsx';
import { SITUATION_TOPICS } from './situations/topics.ts';

/** One situation: who sees it, what it is made of, who is next, and what could be done. */
export function SituationPage() {
  const id = useRoute().params.id ?? '';
  const t = useTexts(situationTexts);
  const nameOf = useSituationName();
  const situation = useResource<SituationDetail>(`/situations/${encodeURIComponent(id)}`, SITUATION_TOPICS);
  const { data } = situation;
  return (
    <Page
      key={id}
      title={data === undefined ? t.title : nameOf(data)}
      heading={data === undefined ? t.title : <Heading situation={data} />}
      lead={data !== undefined && <Lead situation={data} />}
    >
      <Loaded resource={situation} rows={8}>
        {(shown) => (
          <div class="columns">
            <div class="stack">
              <SuggestionPanel situation={shown} />
              <SituationParts situation={shown} />
              <NextPanel next={shown.next} />
            </div>
            <div class="stack">
              <Panel title={t.seenBy} actions={<a href="/situations">{t.all}</a>}>
                {shown.seenBy.length === 0 ? (
                  <p class="soft">{t.disputedOnly}</p>
                ) : (
                  <SightsTable sights={shown.seenBy} label={t.seenBy} />
                )}
              </Panel>
              {shown.disputedBy.length > 0 && (
                <Panel title={t.disputedBy}>
                  <p class="soft">{t.disputedNote}</p>
                  <SightsTable sights={shown.disputedBy} label={t.disputedBy} />
                </Panel>
              )}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Heading({ situation }: { situation: SituationDetail }) {
  return (
    <span class="signal-heading">
      {situation.level !== undefined && <LevelBadge level={situation.level} />}{' '}
      <SituationName situation={situation} />
    </span>
  );
}

function Lead({ situation }: { situation: SituationDetail }) {
  const t = useTexts(situationTexts);
  const common = useTexts(commonTexts);
  const { sector, hsCodes, corroboration, reason } = situation;
  return (
    <p>
      {common.sectors[sector]}
      {hsCodes.length > 0 && `, HS ${hsCodes.join(', ')}`}. {t.countries(corroboration)}.{' '}
      {reason === undefined ? t.disputedOnly : t.reasons[reason]}
    </p>
  );
}
