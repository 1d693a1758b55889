// What opens beside its button. It is a layer of its own: while it is open no key reaches the page below it.
import type { ReactNode, RefObject } from 'react';
import { Popover as AriaPopover, Dialog } from 'react-aria-components';
import { RaisedLayer } from './layers.tsx';

type Props = {
  label: string;
  anchor: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onClose: () => void;
  /** Of the box and of what is in it. */
  classes: readonly [string | undefined, string | undefined];
  placement?: 'bottom' | 'bottom start' | 'bottom end';
  /** Pixels between button and box. */
  offset?: number;
  children: ReactNode;
};

export function Popover({ label, anchor, isOpen, onClose, classes: [box, inner], placement = 'bottom', offset = 8, children }: Props) {
  return (
    <AriaPopover triggerRef={anchor} isOpen={isOpen} onOpenChange={(open) => { if (!open) onClose(); }} className={box ?? ''} placement={placement} offset={offset}>
      <Dialog aria-label={label} className={inner ?? ''}><RaisedLayer onEscape={onClose}>{children}</RaisedLayer></Dialog>
    </AriaPopover>
  );
}
