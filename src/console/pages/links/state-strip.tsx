import type { LinkHistory } from '../../api/types.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { linksTexts } from '../../i18n/links.ts';
import { useTexts } from '../../i18n/locale.ts';

const WIDTH = 1000;
/** The least width at which a short break can still be seen. */
const LEAST = 4;

/** The states of one direction as a strip of time, and as a list for who cannot see it. */
export function StateStrip(props: {
  name: string;
  spells: LinkHistory['changes'];
  from: number;
  to: number;
}) {
  const { name, spells, from, to } = props;
  const t = useTexts(linksTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  const x = (at: number) => (WIDTH * (Math.min(Math.max(at, from), to) - from)) / (to - from);
  const said = (spell: LinkHistory['changes'][number]) =>
    t.spell(
      common.states[spell.state],
      format.dateTime(spell.from),
      spell.to === undefined ? t.now : format.dateTime(spell.to),
    );
  return (
    <figure class="strip">
      <figcaption>{name}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} 22`} preserveAspectRatio="none" aria-hidden="true">
        {spells.map((spell) => {
          const start = x(Date.parse(spell.from));
          const end = x(spell.to === undefined ? to : Date.parse(spell.to));
          const width = Math.max(end - start, LEAST);
          return (
            <rect
              key={spell.from}
              class={`strip-${spell.state}`}
              x={Math.min(start, WIDTH - width)}
              y="0"
              width={width}
              height="22"
            >
              <title>{said(spell)}</title>
            </rect>
          );
        })}
      </svg>
      <details>
        <summary>{t.historyOf(name)}</summary>
        <ol>
          {spells.toReversed().map((spell) => (
            <li key={spell.from}>{said(spell)}</li>
          ))}
        </ol>
      </details>
    </figure>
  );
}
