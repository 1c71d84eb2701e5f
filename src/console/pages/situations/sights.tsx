import type { Situation } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { situationTexts } from '../../i18n/situations.ts';
import { LevelBadge } from '../../ui/level.tsx';

/** Which countries see it, since when, at which level, by how many signals, reports and bulletins. */
export function SightsTable({ sights, label }: { sights: Situation['seenBy']; label: string }) {
  const t = useTexts(situationTexts);
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled sideways has to be reached by keys
    <section class="scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.country}</th>
            <th scope="col">{t.levelSeen}</th>
            <th scope="col">{t.first}</th>
            <th scope="col" class="wraps">
              {t.parts}
            </th>
          </tr>
        </thead>
        <tbody>
          {sights.map(({ by, own, level, since, signals, reports, bulletins }) => (
            <tr key={by} data-by={by}>
              <th scope="row">
                {format.country(by)} {own && <small>· {t.own}</small>}
              </th>
              <td>{level === undefined ? '–' : <LevelBadge level={level} small />}</td>
              <td class="nowrap">
                <time dateTime={since}>{format.date(since)}</time>
              </td>
              <td>{[signals, reports, bulletins].join(' · ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
