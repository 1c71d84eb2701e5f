import type { BulletinDetail } from '../../api/types.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { DisputedChip, KindChips, StateChip, TlpChip, WitnessChip } from './chips.tsx';
import { sentAt } from './state.ts';
import { useNodes } from './use-nodes.ts';

/** What stands under the headline: level, marking, state, whose it is and since when. */
export function HeadLine({ bulletin }: { bulletin: BulletinDetail }) {
  const common = useTexts(commonTexts);
  const format = useFormat();
  const nodes = useNodes();
  const { content } = bulletin;
  const sent = sentAt(bulletin);
  return (
    <p class="head-line">
      <LevelBadge level={content.level} />
      <StateChip bulletin={bulletin} business={nodes.self?.clock.business} />
      <TlpChip tlp={content.tlp} />
      <KindChips content={content} />
      <DisputedChip bulletin={bulletin} />
      <WitnessChip bulletin={bulletin} />
      <strong>{nodes.name(content.issuer)}</strong>
      <span>{common.sectors[content.sector]}</span>
      {sent !== undefined && <time dateTime={sent}>{format.date(sent)}</time>}
    </p>
  );
}
