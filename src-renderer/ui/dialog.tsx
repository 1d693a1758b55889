// Dialogs: only for what cannot be undone, and for forms. The act is the title; buttons are verbs; focus starts on the safe one.
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { Refusal } from '#contract/errors.ts';
import { Button } from './button.tsx';
import { RaisedLayer } from './layers.tsx';
import { RefusalLine } from './refusal.tsx';
import s from './dialog.module.css';

type DialogProps = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons, the act last. */
  footer?: ReactNode;
  size?: 'small' | 'medium' | 'large';
  role?: 'dialog' | 'alertdialog';
};

export function Dialog({ title, isOpen, onClose, children, footer, size = 'small', role = 'dialog' }: DialogProps) {
  return (
    <ModalOverlay className={s.overlay ?? ''} isOpen={isOpen} onOpenChange={(open) => { if (!open) onClose(); }} isDismissable={role === 'dialog'}>
      <Modal className={s.modal ?? ''} data-size={size}>
        <AriaDialog className={s.dialog ?? ''} role={role}>
          <RaisedLayer onEscape={onClose}>
            <div className={s.body}><Heading slot="title" className={s.title ?? ''}>{title}</Heading>{children}</div>
            {footer !== undefined && <footer className={s.footer}>{footer}</footer>}
          </RaisedLayer>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

type ConfirmProps = {
  /** The act as a question: “Cancel C-A1-0412?” */
  title: string;
  /** What follows from it, in full. */
  consequence: ReactNode;
  verb: string;
  isOpen: boolean;
  isPending?: boolean;
  error?: Refusal | undefined;
  isDangerous?: boolean;
  isDisabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
};

export function ConfirmDialog({ title, consequence, verb, isOpen, isPending = false, error, isDangerous = false, isDisabled = false, onConfirm, onClose, children }: ConfirmProps) {
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose} role="alertdialog" footer={(
      <>
        <Button onPress={onClose} hotkey="Escape" autoFocus={children === undefined}>Keep as it is</Button>
        <Button kind={isDangerous ? 'danger' : 'primary'} isPending={isPending} isDisabled={isDisabled} onPress={onConfirm}>{verb}</Button>
      </>
    )}>
      <div className={s.text}>{consequence}</div>
      {children}
      <RefusalLine refusal={error} />
    </Dialog>
  );
}
