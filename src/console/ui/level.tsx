import { LEVELS, type Level, levelRank } from '../../domain/level.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';

/** A level by colour, by word and by number of bars, so that no one of them has to be seen. */
export function LevelBadge({ level, small = false }: { level: Level; small?: boolean }) {
  const t = useTexts(commonTexts);
  return (
    <span class={`level level-${level} ${small ? 'level-small' : ''}`}>
      <LevelBars level={level} />
      {t.levels[level]}
    </span>
  );
}

export function LevelBars({ level }: { level: Level }) {
  return (
    <svg class="level-bars" viewBox="0 0 14 10" aria-hidden="true">
      {LEVELS.map((each, index) => (
        <rect
          key={each}
          x={index * 3.6}
          y={7.5 - index * 2.5}
          width="2.6"
          height={2.5 + index * 2.5}
          rx="0.6"
          opacity={index <= levelRank(level) ? 1 : 0.28}
        />
      ))}
    </svg>
  );
}
