import type { Bulletin } from '../../api/types.ts';
import { bulletinWords } from '../../i18n/bulletin-words.ts';
import { useLocale, useTexts } from '../../i18n/locale.ts';
import { useNodes } from './use-nodes.ts';

type Audience = Bulletin['content']['audience'];

/** To whom a bulletin is addressed, by countries, for a sentence. */
export function useAudience(): (audience: Audience) => string {
  const words = useTexts(bulletinWords);
  const nodes = useNodes();
  const list = new Intl.ListFormat(useLocale());
  return (audience) => (audience === '*' ? words.everyone : list.format(audience.map(nodes.name)));
}

/** The same with everybody whom it includes. */
export function AudienceText({ audience }: { audience: Audience }) {
  const words = useTexts(bulletinWords);
  const audienceOf = useAudience();
  return <>{audience === '*' ? words.toEveryone : audienceOf(audience)}</>;
}
