// The key that sends a dialog of this place. It stands inside the dialog, whose layer it belongs to.
import { useActions } from '../../app/actions.ts';

export function SendKey({ label, onSend }: { label: string; onSend: () => void }) {
  useActions([{ id: 'boards.send', label, hotkey: 'Mod+Enter', isSilent: true, run: onSend }]);
  return null;
}
