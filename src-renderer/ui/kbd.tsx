import s from './kbd.module.css';

const isMac = /Mac/.test(navigator.platform);
const printed: Record<string, string> = { Mod: isMac ? '⌘' : 'Ctrl', Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Delete: 'Del', Backspace: '⌫' };

/** A hotkey as it is printed on a button: `Mod+K` is `Ctrl K`, `G B` is `G B`. */
export const printKey = (hotkey: string): string => hotkey.split(/[+ ]/).map((part) => printed[part] ?? part).join(' ');

/** A key, printed on whatever it triggers. Read out by `aria-keyshortcuts` of its owner, so it is silent itself. */
export function Kbd({ hotkey, onAccent = false }: { hotkey: string; onAccent?: boolean }) {
  return <kbd className={s.kbd} data-on-accent={onAccent || undefined} aria-hidden="true">{printKey(hotkey)}</kbd>;
}
