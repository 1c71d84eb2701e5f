import { placeKey } from '../../../domain/supply-map.ts';
import type { Effects } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLocale, useTexts } from '../../i18n/locale.ts';
import { supplyMapTexts } from '../../i18n/supply-map.ts';
import { chooseText } from '../../ui/localised.tsx';
import { useNames } from './names.tsx';
import { PathOf } from './path.tsx';

/** Who is hit, those hit hardest first. */
export function EffectsTable({ effects, items }: Pick<Effects, 'effects' | 'items'>) {
  const t = useTexts(supplyMapTexts);
  const format = useFormat();
  const locale = useLocale();
  const names = useNames(items);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled sideways has to be reached by keys
    <section class="scroll" tabIndex={0} aria-label={t.effects}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.hit}</th>
            <th scope="col" class="number">
              {t.share}
            </th>
            <th scope="col" class="number">
              {t.lasting}
            </th>
            <th scope="col">{t.days}</th>
            <th scope="col">{t.path}</th>
            <th scope="col">{t.substitutes}</th>
          </tr>
        </thead>
        <tbody>
          {effects.map((effect) => (
            <tr key={`${placeKey(effect.place)} ${effect.bearsOn}`} data-place={placeKey(effect.place)}>
              <th scope="row">
                {names.place(effect.place)}
                {effect.bearsOn === 'capacity' && <p class="soft">{t.capacity}</p>}
              </th>
              <td class="number">{format.part(effect.share)}</td>
              <td class="number">{format.part(effect.lasting)}</td>
              <td class="nowrap">{t.span(effect.days.from, effect.days.to)}</td>
              <td>
                <PathOf effect={effect} items={items} />
              </td>
              <td>{effect.substitutes.map(({ name }) => chooseText(name, locale).text).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
