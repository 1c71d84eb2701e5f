/** How the console looks: as the system says, or as somebody chose in this browser. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Fired at the window when it changes, for what is drawn and not styled. */
export const THEME_CHANGED = 'ews-theme-changed';

const KEY = 'ews-theme';

export function currentTheme(): Theme {
  return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'auto';
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  showTheme(theme);
  dispatchEvent(new Event(THEME_CHANGED));
}

export function showTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
