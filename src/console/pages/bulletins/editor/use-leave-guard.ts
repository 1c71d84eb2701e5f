import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

interface Leaving {
  /** Where the person wants to go; `back`: by the browser's own button. */
  readonly to: string;
  readonly back: boolean;
}

let whenGoingBack: ((event: PopStateEvent) => void) | undefined;

// Events at the window itself go to its listeners in the order in which they came, also to those that capture. So
// this one is there before the router's, from when the module is loaded.
addEventListener('popstate', (event) => whenGoingBack?.(event));

/** Asks before what is not saved is left behind: by a link, by going back, by closing the window. */
export function useLeaveGuard(unsaved: boolean) {
  const { route } = useLocation();
  const [leaving, setLeaving] = useState<Leaving>();

  useEffect(() => {
    if (!unsaved) return undefined;
    const here = location.href;
    const unloading = (event: BeforeUnloadEvent) => event.preventDefault();
    const clicked = (event: MouseEvent) => {
      const to = destinationOf(event);
      if (to === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      setLeaving({ to, back: false });
    };
    const wentBack = (event: PopStateEvent) => {
      const to = location.pathname + location.search;
      // The address has changed already; the page has not, and must not.
      event.stopImmediatePropagation();
      history.pushState(null, '', here);
      setLeaving({ to, back: true });
    };
    // Letters that lead to other pages, as shell/keyboard.tsx has them.
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'g' && !isTyping(event.target)) event.stopImmediatePropagation();
    };
    addEventListener('beforeunload', unloading);
    addEventListener('click', clicked, { capture: true });
    whenGoingBack = wentBack;
    addEventListener('keydown', pressed, { capture: true });
    return () => {
      removeEventListener('beforeunload', unloading);
      removeEventListener('click', clicked, { capture: true });
      whenGoingBack = undefined;
      removeEventListener('keydown', pressed, { capture: true });
    };
  }, [unsaved]);

  return {
    asks: leaving !== undefined,
    stay: () => setLeaving(undefined),
    leave() {
      if (leaving !== undefined) route(leaving.to, leaving.back);
    },
  };
}

/** A page of this console that a plain click leads to. */
function destinationOf(event: MouseEvent): string | undefined {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
    return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.origin !== location.origin || link.target !== '' || link.download !== '')
    return undefined;
  if (link.getAttribute('href')?.startsWith('#') === true) return undefined;
  return link.pathname + link.search;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}
