import type { Bulletin } from '../../api/types.ts';
import { bulletinWords } from '../../i18n/bulletin-words.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { Localised } from '../../ui/localised.tsx';
import { useAudience } from './audience-text.tsx';
import { DisputedChip, KindChips, StateChip, TlpChip } from './chips.tsx';
import { sentAt } from './state.ts';
import { useNodes } from './use-nodes.ts';

/** A bulletin in a list: what it says first, then whose it is and how it stands. */
export function BulletinRow({ bulletin }: { bulletin: Bulletin }) {
  const common = useTexts(commonTexts);
  const words = useTexts(bulletinWords);
  const nodes = useNodes();
  const { content } = bulletin;
  const audienceOf = useAudience();
  return (
    <li class={`bulletin-row ${content.status === 'actual' ? '' : 'bulletin-drill'}`}>
      <LevelBadge level={content.level} />
      <div class="bulletin-what">
        <a href={`/bulletins/${content.id}`} data-row>
          <Localised text={content.headline} />
        </a>
        <p class="meta">
          {bulletin.from === 'peer' && <strong>{nodes.name(content.issuer)}</strong>}
          <span>{common.sectors[content.sector]}</span>
          {bulletin.from === 'own' && <span>{words.goesTo(audienceOf(content.audience))}</span>}
          <KindChips content={content} />
          <DisputedChip bulletin={bulletin} />
        </p>
      </div>
      <TlpChip tlp={content.tlp} />
      <StateChip bulletin={bulletin} business={nodes.self?.clock.business} />
      <RowDate bulletin={bulletin} label={words.fields} />
    </li>
  );
}

function RowDate(props: { bulletin: Bulletin; label: { sent: string; created: string } }) {
  const format = useFormat();
  const { bulletin, label } = props;
  const sent = sentAt(bulletin);
  const at = sent ?? (bulletin.from === 'own' ? bulletin.createdAt : bulletin.sent);
  const what = sent === undefined ? label.created : label.sent;
  return (
    <time class="bulletin-date" dateTime={at} title={`${what}: ${format.dateTime(at)}`}>
      <span class="hidden">{what}: </span>
      {format.date(at)}
    </time>
  );
}
