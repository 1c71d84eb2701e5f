import type { SituationDetail } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { situationTexts } from '../../i18n/situations.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { Localised } from '../../ui/localised.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TlpChip } from '../bulletins/chips.tsx';
import { ReportRow } from '../reports/row.tsx';
import { SignalRow } from '../signals/signal-row.tsx';

/** What a situation is made of, each kind in a list of its own. */
export function SituationParts({ situation }: { situation: SituationDetail }) {
  const t = useTexts(situationTexts);
  const { signals, reports, bulletins } = situation;
  return (
    <>
      {bulletins.length > 0 && (
        <Panel title={t.bulletins}>
          <ul class="signal-list">
            {bulletins.map((bulletin) => (
              <BulletinPart key={bulletin.id} bulletin={bulletin} />
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={t.signals}>
        {signals.length === 0 ? (
          <p class="soft">{t.noSignals}</p>
        ) : (
          <ul class="signal-list">
            {signals.map((signal) => (
              <SignalRow key={signal.id} signal={signal} list="series" />
            ))}
          </ul>
        )}
      </Panel>
      {reports.length > 0 && (
        <Panel title={t.reports}>
          <ul class="signal-list">
            {reports.map((report) => (
              <ReportRow key={report.id} report={report} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function BulletinPart({ bulletin }: { bulletin: SituationDetail['bulletins'][number] }) {
  const t = useTexts(situationTexts);
  const format = useFormat();
  const { id, by, level, headline, sent, tlp, disputedOrigin } = bulletin;
  return (
    <li class="signal" data-bulletin={id}>
      <span class="signal-level">
        <LevelBadge level={level} />
        <TlpChip tlp={tlp} />
      </span>
      <div class="signal-said">
        <a href={`/bulletins/${id}`} data-row>
          <Localised text={headline} />
        </a>
        <p class="soft signal-where">
          <strong>{format.country(by)}</strong>
          <time dateTime={sent}>{format.date(sent)}</time>
          {disputedOrigin && (
            <span class="chip chip-wait" title={t.disputedNote}>
              {t.disputedBy}
            </span>
          )}
        </p>
      </div>
    </li>
  );
}
