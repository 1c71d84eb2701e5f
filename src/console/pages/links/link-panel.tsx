import { useState } from 'preact/hooks';
import { useMay } from '../../api/session.ts';
import type { Link, Peer } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { linksTexts } from '../../i18n/links.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Panel } from '../../ui/panel.tsx';
import { DirectionCard } from './direction-card.tsx';
import { Doctor } from './doctor.tsx';
import { LinkHistory } from './history.tsx';
import { PeerActions } from './peer-actions.tsx';

/** One peer: both directions, who it is, what was, and what an operator can do. */
export function LinkPanel(props: {
  link: Link;
  self: string;
  peer: Peer | undefined;
  isForked: boolean;
  changed: () => void;
}) {
  const { link, self, peer, isForked, changed } = props;
  const t = useTexts(linksTexts);
  const format = useFormat();
  const mayExamine = useMay('diagnose');
  const [examining, setExamining] = useState(false);
  const country = format.country(link.country);
  const ours = format.country(self);
  const title = (
    <>
      {country} <small translate={false}>{link.peer}</small>
    </>
  );
  return (
    <Panel
      title={title}
      class="link"
      actions={
        <>
          {mayExamine && (
            <button type="button" onClick={() => setExamining(true)}>
              {t.doctor}
            </button>
          )}
          {peer !== undefined && <PeerActions peer={peer} country={country} changed={changed} />}
        </>
      }
    >
      {isForked && (
        <p class="failure" role="alert">
          {t.forked}
        </p>
      )}
      <div class="directions">
        <DirectionCard
          direction="inbound"
          name={t.direction(country, ours)}
          purpose={t.receive}
          country={country}
          here={link.inbound}
          there={link.theirReport?.outbound}
          reportedAt={link.theirReport?.receivedAt}
        />
        <DirectionCard
          direction="outbound"
          name={t.direction(ours, country)}
          purpose={t.give}
          country={country}
          here={link.outbound}
          there={link.theirReport?.inbound}
          reportedAt={link.theirReport?.receivedAt}
        />
      </div>
      {peer !== undefined && (
        <dl class="facts">
          <dt>{t.address}</dt>
          <dd>
            <code>{peer.url}</code>
          </dd>
          <dt>{t.fingerprint}</dt>
          <dd>
            <code>{peer.fingerprint}</code>
          </dd>
          <dt>{t.enrolled}</dt>
          <dd>{format.dateTime(peer.enrolledAt)}</dd>
          {link.keys.requestKeyUntil !== undefined && (
            <>
              <dt>{t.facts.keys}</dt>
              <dd>{format.date(link.keys.requestKeyUntil)}</dd>
            </>
          )}
        </dl>
      )}
      <LinkHistory peer={link.peer} country={country} self={ours} />
      {examining && <Doctor peer={link.peer} country={country} onClose={() => setExamining(false)} />}
    </Panel>
  );
}
