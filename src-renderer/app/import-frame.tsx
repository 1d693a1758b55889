// The frame of every file on its way in: tried first without writing, then taken in, by one button and one key.
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SendKey } from './send-key.tsx';

type Props = { title: string; size?: 'medium' | 'large'; /** Whether a trial went through, so that the next step writes. */ isTried: boolean; isReady: boolean; takeIn?: string; onStep: () => Promise<void>; onClose: () => void; children: ReactNode };

export function ImportFrame({ title, size = 'large', isTried, isReady, takeIn = 'Import', onStep, onClose, children }: Props) {
  const step = (): void => { void onStep(); };
  return (
    <Dialog title={title} isOpen onClose={onClose} size={size} footer={<><Button hotkey="Escape" onPress={onClose}>Close</Button><Button kind="primary" hotkey="Mod+Enter" isDisabled={!isReady} onPress={step}>{isTried ? takeIn : 'Try without writing'}</Button></>}>
      <SendKey onSend={step} />
      {children}
    </Dialog>
  );
}
