// The keyboard map: keys are heard once, for the whole window, and find their act in the registry.
import { topLayer } from '../ui/layers.tsx';
import { showToast } from '../ui/toast.tsx';
import { actionsNow, hotkeysOf, whyNot } from './actions.ts';
import type { Registered } from './actions.ts';

/** How long the second stroke of `G B` may take. */
const secondStrokeMs = 1200;

/** Inputs that are pressed: no letter ends up in them. */
const pressedInputs = ['checkbox', 'radio', 'file', 'button', 'submit', 'reset', 'image'].map((type) => `[type="${type}"]`).join(', ');
const typing = `input:not(${pressedInputs}), textarea, select, [contenteditable="true"], [contenteditable="plaintext-only"]`;
const isTyping = (target: EventTarget | null): boolean => target instanceof Element && target.closest(typing) !== null;
/** Elements that use Enter and Space themselves. */
const ownsEnter = (target: EventTarget | null): boolean => target instanceof Element && target.closest(`button, a[href], summary, input:is(${pressedInputs}), [role="option"], [role="menuitem"], [role="tab"]`) !== null;

/** A group of radio buttons chooses by the arrows. */
const ownsArrows = (target: EventTarget | null): boolean => target instanceof Element && target.matches('[type="radio"]');

/** A key event as a hotkey is written: `Mod+K`, `Shift+Enter`, `C`, `?`. */
export function strokeOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key.length === 1 ? event.key.toLocaleUpperCase('en') : event.key;
  const isLetter = /^[A-Z0-9]$/.test(key) || key.length > 1;
  return [(event.ctrlKey || event.metaKey) && 'Mod', event.altKey && 'Alt', event.shiftKey && isLetter && 'Shift', key].filter(Boolean).join('+');
}

/** Whether a stroke may be an act while somebody types: only with Ctrl or Cmd, or Escape. */
const worksWhileTyping = (stroke: string): boolean => stroke.startsWith('Mod+') || stroke === 'Escape';

function matching(actions: readonly Registered[], stroke: string, first: string | null): { act: Registered | undefined; isPrefix: boolean } {
  const wanted = first === null ? stroke : `${first} ${stroke}`;
  return { act: actions.find((a) => hotkeysOf(a).includes(wanted)), isPrefix: first === null && actions.some((a) => hotkeysOf(a).some((k) => k.startsWith(`${stroke} `))) };
}

/** Starts hearing keys; returns how to stop. */
export function hearKeys(): () => void {
  const pending: { first: string | null; until: number } = { first: null, until: 0 };
  const hear = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat && event.key === 'Enter') return;
    const stroke = strokeOf(event);
    if (isTyping(event.target) && !worksWhileTyping(stroke)) return;
    if ((stroke === 'Enter' || stroke === ' ') && ownsEnter(event.target)) return;
    if (stroke.startsWith('Arrow') && ownsArrows(event.target)) return;
    const first = Date.now() < pending.until ? pending.first : null;
    const { act, isPrefix } = matching(actionsNow(topLayer()), stroke, first);
    pending.first = isPrefix ? stroke : null;
    pending.until = isPrefix ? Date.now() + secondStrokeMs : 0;
    if (!act && !isPrefix) return;
    event.preventDefault();
    const why = whyNot(act?.may);
    if (why !== undefined) showToast({ text: why, tone: 'warn' });
    else act?.run();
  };
  window.addEventListener('keydown', hear);
  return () => { window.removeEventListener('keydown', hear); };
}
