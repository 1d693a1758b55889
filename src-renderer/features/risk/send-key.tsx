import { useActions } from '../../app/actions.ts';

/** Ctrl+Enter does what the primary button of a dialog does. */
export function SendKey({ onSend }: { onSend: () => void }) {
  useActions([{ id: 'risk.send', label: 'Do it', hotkey: 'Mod+Enter', isSilent: true, run: onSend }]);
  return null;
}
