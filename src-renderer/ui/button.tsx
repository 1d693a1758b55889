// Buttons that may say no: one that is not possible now stays reachable and tells why where it stands.
import { useRef, useState } from 'react';
import type { ReactNode, Ref } from 'react';
import type { Refusal } from '#contract/errors.ts';
import { cx } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import { RefusalPopover } from './refusal.tsx';
import s from './button.module.css';

export type ButtonProps = {
  children: ReactNode;
  onPress?: (() => void) | undefined;
  kind?: 'plain' | 'primary' | 'quiet' | 'danger';
  size?: 'control' | 'large';
  /** The key that does the same, printed on the button. */
  hotkey?: string | undefined;
  icon?: ReactNode;
  /** Why it cannot be done now. The button is greyed, and pressing it shows the reason. */
  refusal?: Refusal | undefined;
  isDisabled?: boolean | undefined;
  isPending?: boolean | undefined;
  type?: 'button' | 'submit';
  form?: string;
  label?: string;
  autoFocus?: boolean;
  isPressed?: boolean | undefined;
  isExpanded?: boolean | undefined;
  className?: string | undefined;
  ref?: Ref<HTMLButtonElement>;
};

export function Button({ children, onPress, kind = 'plain', size = 'control', hotkey, icon, refusal, isDisabled = false, isPending = false, type = 'button', form, label, autoFocus, isPressed, isExpanded, className, ref }: ButtonProps) {
  const own = useRef<HTMLButtonElement>(null);
  const [isWhyOpen, setWhyOpen] = useState(false);
  const cannot = refusal !== undefined || isPending;
  const press = (event: { preventDefault(): void }): void => {
    if (cannot) event.preventDefault();
    if (refusal) setWhyOpen(true);
    else if (!isPending) onPress?.();
  };
  return (
    <>
      <button
        ref={(el) => { own.current = el; if (typeof ref === 'function') ref(el); else if (ref) ref.current = el; }}
        type={type} form={form} className={cx(s.btn, className)} data-kind={kind} data-size={size} data-refused={refusal !== undefined || undefined}
        disabled={isDisabled} aria-disabled={cannot || undefined} aria-busy={isPending || undefined} aria-label={label} aria-pressed={isPressed} aria-expanded={isExpanded}
        aria-keyshortcuts={hotkey?.replace('Mod', 'Control')} autoFocus={autoFocus} onClick={press}
      >
        {icon}{children}{hotkey !== undefined && <Kbd hotkey={hotkey} onAccent={kind === 'primary' && !cannot && !isDisabled} />}
      </button>
      {refusal && <RefusalPopover refusal={refusal} anchor={own} isOpen={isWhyOpen} onClose={() => { setWhyOpen(false); }} />}
    </>
  );
}

/** A button that is only a picture; its name is read out and shown as a tip. */
export function IconButton({ label, icon, onPress, hotkey, isDisabled, isPressed, isExpanded, refusal, ref }: { label: string; icon: ReactNode } & Pick<ButtonProps, 'onPress' | 'hotkey' | 'isDisabled' | 'isPressed' | 'isExpanded' | 'refusal' | 'ref'>) {
  return <span className={s.tip} title={label}><Button kind="quiet" label={label} onPress={onPress} isDisabled={isDisabled} isPressed={isPressed} isExpanded={isExpanded} refusal={refusal} className={s.icon} {...(ref ? { ref } : {})}>{icon}{hotkey !== undefined && <Kbd hotkey={hotkey} />}</Button></span>;
}
