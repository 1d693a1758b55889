import { useActions } from './actions.ts';

/** Lets Ctrl+Enter send a form from any of its fields; a form that is open above another one hears it alone. */
export function SendKey({ label = 'Do it', onSend }: { label?: string; onSend: () => void }) {
  useActions([{ id: 'form.send', label, hotkey: 'Mod+Enter', isSilent: true, run: onSend }]);
  return null;
}
