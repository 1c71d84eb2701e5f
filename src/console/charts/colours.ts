import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { THEME_CHANGED } from '../shell/theme.ts';

/** What a canvas needs of the style sheet, which it cannot read: see styles/charts.css. */
const TOKENS = {
  ink: '--ink',
  soft: '--ink-soft',
  grid: '--line',
  surface: '--surface',
  line: '--chart-line',
  today: '--chart-today',
  usual: '--chart-usual',
  zone: '--chart-caution-zone',
  cautionLimit: '--chart-caution-limit',
  alertLimit: '--chart-alert-limit',
  attention: '--attention',
  caution: '--caution',
  alert: '--alert',
  serious: '--serious',
} as const;

export type ChartColours = Readonly<Record<keyof typeof TOKENS | 'font', string>>;

/** The colours and the font as they are now around an element, and again whenever the theme changes. */
export function useChartColours(place: RefObject<HTMLElement | null>): ChartColours | undefined {
  const [colours, setColours] = useState<ChartColours>();
  useEffect(() => {
    const read = () => {
      if (place.current !== null) setColours(readColours(place.current));
    };
    const system = matchMedia('(prefers-color-scheme: dark)');
    read();
    addEventListener(THEME_CHANGED, read);
    system.addEventListener('change', read);
    return () => {
      removeEventListener(THEME_CHANGED, read);
      system.removeEventListener('change', read);
    };
  }, [place]);
  return colours;
}

/** A custom property gives its text, not the colour; the colour of an element that uses it does. */
function readColours(place: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  place.append(probe);
  const entries = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  const font = getComputedStyle(probe).fontFamily;
  probe.remove();
  return { ...(Object.fromEntries(entries) as Record<keyof typeof TOKENS, string>), font };
}
