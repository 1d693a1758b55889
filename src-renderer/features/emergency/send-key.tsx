import { useActions } from '../../app/actions.ts';

/** Lets Ctrl+Enter send a form from any of its fields. */
export function SendKey({ onSend }: { onSend: () => void }) {
  useActions([{ id: 'emergency.send', label: 'Do it', hotkey: 'Mod+Enter', isSilent: true, run: onSend }]);
  return null;
}
