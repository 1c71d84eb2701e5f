import { useState } from 'preact/hooks';
import { useMay } from '../api/session.ts';
import type { Fork, Link, List, NodeInfo, PeerStatus } from '../api/types.ts';
import { useResource } from '../api/use-resource.ts';
import { linksTexts } from '../i18n/links.ts';
import { useTexts } from '../i18n/locale.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { EnrolDialog } from './links/enrol-dialog.tsx';
import { LinkPanel } from './links/link-panel.tsx';

/** How the exchange with each peer fares, in both directions and as both sides see it. */
export function LinksPage() {
  const t = useTexts(linksTexts);
  const mayEnrol = useMay('enrol');
  const [enrolling, setEnrolling] = useState(false);
  const links = useResource<List<Link>>('/links', ['links', 'peers']);
  const peers = useResource<List<PeerStatus>>('/peers', ['peers']);
  const forks = useResource<List<Fork>>('/forks', ['links', 'peers']);
  const node = useResource<NodeInfo>('/node').data;
  return (
    <Page
      title={t.title}
      lead={t.lead}
      actions={
        mayEnrol && (
          <button type="button" class="primary" onClick={() => setEnrolling(true)}>
            {t.enrol}
          </button>
        )
      }
    >
      <Loaded resource={links} rows={8} isEmpty={({ items }) => items.length === 0} empty={t.none}>
        {({ items }) =>
          items.map((link) => (
            <LinkPanel
              key={link.peer}
              link={link}
              self={node?.country ?? '··'}
              isForked={forks.data?.items.some((fork) => fork.node === link.peer) === true}
              peer={peers.data?.items.find(({ peer }) => peer.node === link.peer)?.peer}
              changed={() => {
                links.reload();
                peers.reload();
              }}
            />
          ))
        }
      </Loaded>
      {enrolling && (
        <EnrolDialog
          ownFingerprint={node?.fingerprint}
          onEnrolled={() => {
            setEnrolling(false);
            links.reload();
            peers.reload();
          }}
          onClose={() => setEnrolling(false)}
        />
      )}
    </Page>
  );
}
