import type { ComponentChildren } from 'preact';
import type { NodeInfo } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { commonTexts } from '../i18n/common.ts';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/locale.ts';
import { Localised } from '../ui/localised.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Keyboard } from './keyboard.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { LiveMark } from './live-mark.tsx';
import { LogBanner } from './log-banner.tsx';
import { Menu } from './menu.tsx';

/** What stands around every page: which node this is, where one can go, its clock, and who is signed in. */
export function Shell({ onSignedOut, children }: { onSignedOut: () => void; children: ComponentChildren }) {
  const t = useTexts(commonTexts);
  const node = useResource<NodeInfo>('/node', ['clock', 'bulletins', 'peers']).data;
  return (
    <>
      <a class="skip" href="#main">
        {t.skip}
      </a>
      <header class="top">
        <a class="brand" href="/">
          <span class="brand-country">{node?.country ?? '··'}</span>
          <span class="brand-name">
            <strong>{node === undefined ? t.product : <Localised text={node.name} />}</strong>
            <small translate={false}>{node?.id}</small>
          </span>
        </a>
        <Menu />
        <div class="top-right">
          {node !== undefined && <BusinessTime node={node} />}
          <LiveMark />
          <LanguageSwitch />
          <AccountMenu onSignedOut={onSignedOut} />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {node !== undefined && node.log.state !== 'ready' && <LogBanner />}
        {children}
      </main>
      <Keyboard />
    </>
  );
}

/** In a replay the date that the node takes it to be, which is not today's. */
function BusinessTime({ node }: { node: NodeInfo }) {
  const t = useTexts(commonTexts);
  const format = useFormat();
  const { mode, business } = node.clock;
  if (mode === 'wall') return null;
  return (
    <time class="replay" dateTime={business} title={t.clock}>
      {t.replay(format.date(business))}
    </time>
  );
}
