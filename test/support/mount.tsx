// Mounts a part of the window into a page of its own and takes it down after the test.
import { act } from 'react';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { onTestFinished } from 'vitest';
import type { Bridge } from '#contract/index.ts';

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}

/** Puts the bridge in place and renders; answers the element it was rendered into. */
export async function mount(node: ReactNode, bridge?: Bridge): Promise<HTMLElement> {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true;
  if (bridge) window.gavel = bridge;
  const place = document.createElement('div');
  document.body.append(place);
  const root = createRoot(place);
  await act(async () => { root.render(node); });
  onTestFinished(async () => { await act(async () => { root.unmount(); }); place.remove(); });
  return place;
}

/** Lets promises and timers of at most `ms` milliseconds settle. */
export const settle = async (ms = 0): Promise<void> => { await act(async () => { await new Promise((done) => { setTimeout(done, ms); }); }); };
export const press = async (key: string, on: EventTarget = document.body, more: KeyboardEventInit = {}): Promise<void> => {
  await act(async () => { on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })); });
};
export const click = async (element: Element | null | undefined): Promise<void> => {
  if (!(element instanceof HTMLElement)) throw new Error('nothing to click');
  await act(async () => { element.click(); });
};
/** The button with this text. */
export const buttonIn = (place: ParentNode, text: string): HTMLButtonElement | undefined => [...place.querySelectorAll('button')].find((b) => b.textContent.startsWith(text));
