import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { Dialog } from '../ui/dialog.tsx';
import { PAGES } from './menu.tsx';

/** Within this time the second key of a pair has to come. */
const PAIR_MS = 1_500;

/** Keys for people who work here all day; every one of them has a link or button that does the same. */
export function Keyboard() {
  const t = useTexts(commonTexts);
  const { route } = useLocation();
  const [helping, setHelping] = useState(false);
  useEffect(() => {
    let goAt = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const page = PAGES.find(({ letter }) => letter === event.key);
      if (page !== undefined && Date.now() - goAt < PAIR_MS) {
        goAt = 0;
        route(page.path);
      } else if (event.key === 'g') goAt = Date.now();
      else if (event.key === '?') setHelping(true);
      else if (event.key === '/') focusSearch(event);
      else if (event.key === 'j' || event.key === 'k') moveRow(event.key === 'j' ? 1 : -1);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [route]);

  if (!helping) return null;
  return (
    <Dialog title={t.shortcuts.title} onClose={() => setHelping(false)}>
      <dl class="keys">
        <dt>
          {PAGES.map(({ letter }) => (
            <kbd key={letter}>g {letter}</kbd>
          ))}
        </dt>
        <dd>
          {t.shortcuts.go}: {PAGES.map(({ name }) => t.nav[name]).join(' · ')}
        </dd>
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>{t.shortcuts.search}</dd>
        <dt>
          <kbd>j</kbd> <kbd>k</kbd>
        </dt>
        <dd>{t.shortcuts.rows}</dd>
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>{t.shortcuts.help}</dd>
      </dl>
      <div class="dialog-actions">
        <button type="button" onClick={() => setHelping(false)}>
          {t.shortcuts.close}
        </button>
      </div>
    </Dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}

function focusSearch(event: KeyboardEvent): void {
  const search = document.querySelector<HTMLInputElement>('main input[type=search]');
  if (search === null) return;
  event.preventDefault();
  search.focus();
}

/** Rows of the first list of the page, each by its first link. */
function moveRow(step: number): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('main [data-rows] a[data-row]')];
  const here = links.indexOf(document.activeElement as HTMLAnchorElement);
  links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
}
