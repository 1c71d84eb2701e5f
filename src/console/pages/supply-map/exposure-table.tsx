import { withQuery } from '../../api/client.ts';
import type { Exposures } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { supplyMapTexts } from '../../i18n/supply-map.ts';
import { useNames } from './names.tsx';

/** What each country could stop, and whom that would hit. */
export function ExposureTable({ exposures, items }: Exposures) {
  const t = useTexts(supplyMapTexts);
  const format = useFormat();
  const names = useNames(items);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled sideways has to be reached by keys
    <section class="scroll" tabIndex={0} aria-label={t.ranking}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.ifStops}</th>
            <th scope="col">{t.hardest}</th>
          </tr>
        </thead>
        <tbody>
          {exposures.map(({ country, item, hits }) => (
            <tr key={`${country}/${item}`} data-stop={`${country}/${item}`}>
              <th scope="row">
                <a href={withQuery('/supply-map', { country, item })}>{names.supply({ country, item })}</a>
              </th>
              <td>
                <ul class="item-list">
                  {hits.map((hit) => (
                    <li key={hit.country}>
                      {names.place(hit.place)}: {format.part(hit.share)}, {t.span(hit.days.from, hit.days.to)}{' '}
                      <span class="soft">
                        {hit.bearsOn === 'capacity' && t.capacity}
                        {hit.places > 1 && t.moreHits(hit.places - 1)}
                      </span>
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
