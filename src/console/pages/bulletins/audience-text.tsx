import type { Bulletin } from '../../api/types.ts';
import { bulletinWords } from '../../i18n/bulletin-words.ts';
import { useTexts } from '../../i18n/locale.ts';
import { useNodes } from './use-nodes.ts';

/** To whom a bulletin is addressed, by countries. */
export function AudienceText({ audience }: { audience: Bulletin['content']['audience'] }) {
  const words = useTexts(bulletinWords);
  const nodes = useNodes();
  return <>{audience === '*' ? words.toEveryone : audience.map(nodes.name).join(' · ')}</>;
}
