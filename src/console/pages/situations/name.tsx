import type { Situation } from '../../api/types.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useLocale, useTexts } from '../../i18n/locale.ts';
import { chooseText, Localised } from '../../ui/localised.tsx';

type Named = Pick<Situation, 'names' | 'hsCodes' | 'sector'>;

/** What a situation is about: its goods by name, else by code, else its sector. */
export function SituationName({ situation }: { situation: Named }) {
  const common = useTexts(commonTexts);
  const { names, hsCodes, sector } = situation;
  if (names !== undefined) return <Localised text={names} />;
  return <span>{hsCodes[0] === undefined ? common.sectors[sector] : `HS ${hsCodes[0]}`}</span>;
}

/** The same as a text. */
export function useSituationName(): (situation: Named) => string {
  const common = useTexts(commonTexts);
  const locale = useLocale();
  return ({ names, hsCodes, sector }) => {
    if (names !== undefined) return chooseText(names, locale).text;
    return hsCodes[0] === undefined ? common.sectors[sector] : `HS ${hsCodes[0]}`;
  };
}
