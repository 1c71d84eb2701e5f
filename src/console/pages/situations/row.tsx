import type { Situation } from '../../api/types.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { situationTexts } from '../../i18n/situations.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { SituationName } from './name.tsx';

/** One situation of a list: what it is about, how high, who sees it since when. */
export function SituationRow({ situation }: { situation: Situation }) {
  const t = useTexts(situationTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  const { id, level, reason, sector, hsCodes, since, seenBy, disputedBy, corroboration } = situation;
  return (
    <li class="signal" data-situation={id}>
      <span class="signal-level">
        {level === undefined ? (
          <span class="chip chip-quiet">{t.noLevel}</span>
        ) : (
          <LevelBadge level={level} />
        )}
      </span>
      <div class="signal-said">
        <a href={`/situations/${id}`} data-row>
          <SituationName situation={situation} />
        </a>
        <p>
          {seenBy.map((sight) => (
            <span key={sight.by} class="situation-sight">
              <strong>{format.country(sight.by)}</strong>{' '}
              {sight.level !== undefined && <LevelBadge level={sight.level} small />}
            </span>
          ))}
          {disputedBy.map((sight) => (
            <span key={sight.by} class="situation-sight">
              <strong>{format.country(sight.by)}</strong>{' '}
              <span class="chip chip-wait" title={t.disputedNote}>
                {t.disputedBy}
              </span>
            </span>
          ))}
        </p>
        <p class="soft signal-where">
          <span>{t.countries(corroboration)}</span>
          <span>{common.sectors[sector]}</span>
          {hsCodes.length > 0 && <code translate={false}>{hsCodes.join(' ')}</code>}
          <span>
            {t.since} <time dateTime={since}>{format.date(since)}</time>
          </span>
          <span>{reason === undefined ? t.disputedOnly : t.reasons[reason]}</span>
        </p>
      </div>
    </li>
  );
}
