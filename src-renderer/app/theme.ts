// Light, dark or high contrast: what the system asks for unless the person chose.
import { create } from 'zustand';

export const themes = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];
const storedAt = 'gavel.theme';

const stored = (): Theme => themes.find((t) => t === localStorage.getItem(storedAt)) ?? 'system';
export const useTheme = create<{ theme: Theme }>(() => ({ theme: stored() }));

const dark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');
const contrast = (): MediaQueryList => window.matchMedia('(prefers-contrast: more)');

function paint(): void {
  const { theme } = useTheme.getState();
  document.documentElement.dataset['theme'] = theme !== 'system' ? theme : dark().matches ? 'dark' : contrast().matches ? 'contrast' : 'light';
}

/** Paints the window now and whenever the system changes its mind. */
export function applyTheme(): void {
  paint();
  for (const asked of [dark(), contrast()]) asked.addEventListener('change', paint);
  // Paper is white, whatever the window is.
  window.addEventListener('beforeprint', () => { document.documentElement.dataset['theme'] = 'light'; });
  window.addEventListener('afterprint', paint);
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(storedAt, theme);
  useTheme.setState({ theme });
  paint();
}
