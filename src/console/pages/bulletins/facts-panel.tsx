import type { ComponentChildren } from 'preact';
import type { BulletinDetail } from '../../api/types.ts';
import { bulletinPageTexts } from '../../i18n/bulletin-page.ts';
import { bulletinWords } from '../../i18n/bulletin-words.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Localised } from '../../ui/localised.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AudienceText } from './audience-text.tsx';
import { TlpChip } from './chips.tsx';
import { sentAt } from './state.ts';
import { useNodes } from './use-nodes.ts';

/** The fields of a bulletin that are not text. */
export function FactsPanel({ bulletin }: { bulletin: BulletinDetail }) {
  const t = useTexts(bulletinPageTexts);
  const { fields, urgencies, certainties, tlp, statuses } = useTexts(bulletinWords);
  const { sectors } = useTexts(commonTexts);
  const nodes = useNodes();
  const { content } = bulletin;
  return (
    <Panel title={t.about}>
      <dl class="facts">
        <Fact name={fields.issuer}>
          {nodes.name(content.issuer)} <small translate={false}>{content.issuer}</small>
        </Fact>
        <Instant name={fields.sent} at={sentAt(bulletin)} />
        <Fact name={fields.items}>
          <ul class="item-list">
            {content.items.map((item) => (
              <li key={item.name.en ?? item.name.ko ?? item.name.ja}>
                <Localised text={item.name} />
                {item.hsCodes.length > 0 && <small> HS {item.hsCodes.join(', ')}</small>}
              </li>
            ))}
          </ul>
        </Fact>
        <Fact name={fields.sector}>{sectors[content.sector]}</Fact>
        <Fact name={fields.urgency}>{urgencies[content.urgency]}</Fact>
        <Fact name={fields.certainty}>{certainties[content.certainty]}</Fact>
        {content.status !== 'actual' && <Fact name={fields.status}>{statuses[content.status]}</Fact>}
        <Instant name={fields.onset} at={content.onset} />
        <Instant name={fields.expires} at={content.expires} />
        <Fact name={fields.tlp}>
          <TlpChip tlp={content.tlp} /> <small>{tlp[content.tlp]}</small>
        </Fact>
        <Fact name={fields.audience}>
          <AudienceText audience={content.audience} />
        </Fact>
        <Fact name={fields.contact}>{content.contact}</Fact>
        {bulletin.from === 'own' && bulletin.signal !== undefined && (
          <Fact name={t.evidence}>
            <a href={`/signals/${encodeURIComponent(bulletin.signal)}`}>{t.draftedFromSignal}</a>
          </Fact>
        )}
        <Fact name="ID">
          <code>{content.id}</code>
        </Fact>
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Instant({ name, at }: { name: string; at: string | undefined }) {
  const format = useFormat();
  if (at === undefined) return null;
  return (
    <Fact name={name}>
      <time dateTime={at}>{format.dateTime(at)}</time>
    </Fact>
  );
}
