import { useRoute } from 'preact-iso';
import type { Signal } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { useLocale, useTexts } from '../i18n/locale.ts';
import { signalTexts } from '../i18n/signals.ts';
import { LevelBadge } from '../ui/level.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { chooseText, Localised } from '../ui/localised.tsx';
import { Page } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { ReportsBeside } from './reports/beside.tsx';
import { EvidencePanel } from './signals/evidence-panel.tsx';
import { SignalFacts } from './signals/facts.tsx';
import { Judge } from './signals/judge.tsx';
import { EffectsPanel } from './supply-map/effects-panel.tsx';

/** One signal: what it says, the evidence for it, and what an analyst makes of it. */
export function SignalPage() {
  const id = useRoute().params.id ?? '';
  const t = useTexts(signalTexts);
  const locale = useLocale();
  const signal = useResource<Signal>(`/signals/${encodeURIComponent(id)}`, ['signals', 'bulletins']);
  const { data } = signal;
  const name = data === undefined ? t.title : chooseText(data.evidence.names, locale).text;
  return (
    <Page
      key={id}
      title={name}
      heading={
        data === undefined ? (
          t.title
        ) : (
          <span class="signal-heading">
            <LevelBadge level={data.level} /> <Localised text={data.evidence.names} />
          </span>
        )
      }
      lead={
        data !== undefined && (
          <div class="signal-sentence">
            <Localised text={data.explanation} as="p" />
          </div>
        )
      }
      actions={data === undefined ? undefined : <Judge signal={data} primary />}
    >
      <Loaded resource={signal} rows={8}>
        {(shown) => (
          <>
            <div class="columns">
              <div class="stack">
                <EvidencePanel evidence={shown.evidence} />
                <ReportsBeside signal={shown.id} />
              </div>
              <Panel title={t.facts} actions={<a href="/signals">{t.all}</a>}>
                <SignalFacts signal={shown} />
              </Panel>
            </div>
            <EffectsPanel path={`/signals/${encodeURIComponent(id)}`} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
