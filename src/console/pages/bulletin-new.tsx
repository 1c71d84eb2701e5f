import type { Bulletin, List, NodeInfo, PeerStatus } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { bulletinEditorTexts } from '../i18n/bulletin-editor.ts';
import { useTexts } from '../i18n/locale.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { newForm } from './bulletins/editor/new-form.ts';
import { WriteNew } from './bulletins/editor/write-new.tsx';

/** A bulletin from nothing. What can be known beforehand is filled in: the peers, the time, the contact. */
export function BulletinNewPage() {
  const t = useTexts(bulletinEditorTexts);
  const node = useResource<NodeInfo>('/node');
  const peers = useResource<{ items: PeerStatus[] }>('/peers');
  const last = useResource<List<Bulletin>>('/bulletins?from=own&limit=1');
  return (
    <Page title={t.newTitle} lead={t.lead}>
      <Loaded resource={node} rows={12}>
        {({ clock }) => (
          <Loaded resource={peers} rows={12}>
            {({ items }) => (
              <Loaded resource={last} rows={12}>
                {(own) => (
                  <WriteNew
                    initial={newForm(
                      clock.business,
                      items.map(({ peer }) => peer.node),
                      own.items[0]?.content.contact,
                    )}
                  />
                )}
              </Loaded>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}
