import { useLocation } from 'preact-iso';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';

/** The pages, in the order of the menu, with the letter that goes there after a `g`. */
export const PAGES = [
  { name: 'board', path: '/', letter: 'b' },
  { name: 'indicators', path: '/indicators', letter: 'i' },
  { name: 'signals', path: '/signals', letter: 's' },
  { name: 'reports', path: '/reports', letter: 'r' },
  { name: 'bulletins', path: '/bulletins', letter: 'u' },
  { name: 'situations', path: '/situations', letter: 't' },
  { name: 'supplyMap', path: '/supply-map', letter: 'm' },
  { name: 'sources', path: '/sources', letter: 'o' },
  { name: 'links', path: '/links', letter: 'l' },
] as const;

export function Menu() {
  const t = useTexts(commonTexts);
  const { path } = useLocation();
  return (
    <nav class="menu" aria-label={t.product}>
      {PAGES.map((page) => {
        const here = page.path === '/' ? path === '/' : path.startsWith(page.path);
        return (
          <a key={page.name} href={page.path} aria-current={here ? 'page' : undefined}>
            {t.nav[page.name]}
          </a>
        );
      })}
    </nav>
  );
}
