import { type Place, STAGE_NAMES } from '../../../domain/supply-map.ts';
import type { Effects } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLocale } from '../../i18n/locale.ts';
import { chooseText } from '../../ui/localised.tsx';

/** How items and places are called in the language shown. */
export function useNames(items: Effects['items']) {
  const format = useFormat();
  const locale = useLocale();
  const item = (key: string) => {
    const names = items[key]?.names;
    return names === undefined ? key : chooseText(names, locale).text;
  };
  return {
    item,
    /** `Korea: Anode material` */
    supply: ({ country, item: key }: Pick<Place, 'country' | 'item'>) =>
      `${format.country(country)}: ${item(key)}`,
    /** `Korea: Anode material (electrodes)` */
    place: ({ country, stage, item: key }: Place) =>
      `${format.country(country)}: ${item(key)} (${STAGE_NAMES[stage][locale]})`,
  };
}
