import { useActions } from '../../app/actions.ts';

/** The key that sends a form. Stands inside the dialog, because keys belong to the layer they are registered in. */
export function SendKey({ onSend }: { onSend: () => void }) {
  useActions([{ id: 'configuration.send', label: 'Do it', hotkey: 'Mod+Enter', isSilent: true, run: onSend }]);
  return null;
}
