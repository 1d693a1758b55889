// Acts that are there on every screen.
import { topLayer } from '../ui/layers.tsx';
import { undoToast, useToasts } from '../ui/toast.tsx';
import { useActions } from './actions.ts';
import type { Action } from './actions.ts';
import { usePalette } from './palette-state.ts';
import { chooseTheme, themes } from './theme.ts';

const themeWords = { system: 'as the system says', light: 'light', dark: 'dark', contrast: 'high contrast' } as const;

export function useCommonActions(): void {
  const canUndo = useToasts((t) => t.current?.undo !== undefined);
  const undo: Action[] = canUndo ? [{ id: 'undo', label: 'Undo', hotkey: 'Mod+Z', group: 'Everywhere', run: undoToast }] : [];
  useActions([
    ...undo,
    { id: 'palette', label: 'Search or run a command', hotkey: 'Mod+K', group: 'Everywhere', isSilent: true, run: () => { if (topLayer() === 0) usePalette.setState({ isOpen: true }); } },
    { id: 'keys', label: 'Show all keys', hotkey: '?', group: 'Everywhere', run: () => { usePalette.setState({ isOpen: false, isHelpOpen: true }); } },
    ...themes.map((theme): Action => ({ id: `theme.${theme}`, label: `Colours: ${themeWords[theme]}`, group: 'Colours', run: () => { chooseTheme(theme); } })),
  ]);
}
