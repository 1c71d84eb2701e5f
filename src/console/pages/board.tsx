import { useAccount } from '../api/session.ts';
import type { Board, Link } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { boardTexts } from '../i18n/board.ts';
import { useTexts } from '../i18n/locale.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { Panel } from '../ui/panel.tsx';
import { LevelMatrix } from './board/level-matrix.tsx';
import { Newest } from './board/newest.tsx';
import { Triangle } from './board/triangle.tsx';
import { Waiting } from './board/waiting.tsx';
import { RefusedNotice } from './bulletins/refused-notice.tsx';

/** What is the matter now: the links, what waits for whoever looks, and which warnings are in force. */
export function BoardPage() {
  const t = useTexts(boardTexts);
  const { role } = useAccount();
  const board = useResource<Board>('/board', ['bulletins', 'signals', 'peers', 'clock']);
  const links = useResource<{ items: Link[] }>('/links', ['links', 'peers']);
  return (
    <Page title={t.title}>
      <div class="board-top">
        <Panel title={t.links} actions={<a href="/links">{t.allLinks}</a>}>
          <Loaded resource={board} rows={6}>
            {({ nodes }) => <Triangle nodes={nodes} links={links.data?.items ?? []} />}
          </Loaded>
        </Panel>
        <Panel title={t.waiting}>
          <Loaded resource={board} rows={5}>
            {({ waiting }) => <Waiting waiting={waiting} role={role} />}
          </Loaded>
        </Panel>
      </div>
      <RefusedNotice />
      <Panel title={t.inForce} actions={<a href="/situations">{t.situations}</a>}>
        <Loaded
          resource={board}
          rows={5}
          isEmpty={({ levels }) => levels.length === 0}
          empty={t.nothingInForce}
        >
          {({ levels, nodes }) => <LevelMatrix levels={levels} nodes={nodes} />}
        </Loaded>
      </Panel>
      {board.data !== undefined && board.data.levels.length > 0 && (
        <Panel title={t.newest}>
          <Newest levels={board.data.levels} nodes={board.data.nodes} />
        </Panel>
      )}
    </Page>
  );
}
