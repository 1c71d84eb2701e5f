import type { BulletinContent } from './bulletin.ts';

/** A text as it is compared in a search: one form of each character (full-width ones too), in lower case. */
export function searchable(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** What a bulletin is found by: its id, its headline, and its items with their codes, one a line. */
export function searchText({ id, headline, items }: BulletinContent): string {
  const lines = [
    id,
    ...texts(headline),
    ...items.flatMap(({ name, hsCodes }) => [...texts(name), ...hsCodes]),
  ];
  return searchable(lines.join('\n'));
}

/** In whatever languages: a peer may write more than this version knows. */
function texts(localised: object): string[] {
  return Object.values(localised).filter((text) => typeof text === 'string');
}
