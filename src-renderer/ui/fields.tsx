// Form fields: label above, help below, the error under the field with its rule and the other value.
import { useId, useState } from 'react';
import type { ReactNode, Ref } from 'react';
import { cx } from './class-names.ts';
import { instantOf, wallTimeOf } from './zones.ts';
import { formatDay, formatMoment, viewerZone, zoneName, zonesDiffer } from './time-words.ts';
import s from './fields.module.css';

type FieldProps = { label: string; help?: ReactNode; error?: string | undefined; isRequired?: boolean; isDisabled?: boolean; className?: string | undefined };
type Ids = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined; 'aria-required': boolean | undefined; disabled: boolean };

function Field({ label, help, error, isRequired = false, isDisabled = false, className, children }: FieldProps & { children: (ids: Ids) => ReactNode }) {
  const id = useId();
  const described = [error !== undefined && `${id}-error`, help !== undefined && `${id}-help`].filter(Boolean).join(' ');
  return (
    <div className={cx(s.field, className)}>
      <label htmlFor={id}>{label}{isRequired && <span className={s.required}> needed</span>}</label>
      {children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': error !== undefined || undefined, 'aria-required': isRequired || undefined, disabled: isDisabled })}
      {error !== undefined && <span id={`${id}-error`} className={s.error}>{error}</span>}
      {help !== undefined && <span id={`${id}-help`} className={s.help}>{help}</span>}
    </div>
  );
}

type TextProps = FieldProps & { value: string; onChange: (value: string) => void; placeholder?: string; maxLength?: number; autoFocus?: boolean; autoComplete?: string; type?: 'text' | 'password' | 'search'; onEnter?: () => void; inputRef?: Ref<HTMLInputElement>; suggestions?: readonly string[] };
export function TextField({ value, onChange, placeholder, maxLength = 300, autoFocus, autoComplete = 'off', type = 'text', onEnter, inputRef, suggestions, ...field }: TextProps) {
  const listId = useId();
  return (
    <Field {...field}>{(ids) => (
      <>
        <input {...ids} ref={inputRef} className={s.input} type={type} value={value} placeholder={placeholder} maxLength={maxLength} autoFocus={autoFocus} autoComplete={autoComplete} list={suggestions ? listId : undefined}
          onChange={(e) => { onChange(e.target.value); }} onKeyDown={(e) => { if (e.key === 'Enter' && onEnter) { e.preventDefault(); onEnter(); } }} />
        {suggestions && <datalist id={listId}>{suggestions.map((word) => <option key={word} value={word}>{word}</option>)}</datalist>}
      </>
    )}</Field>
  );
}

export function TextArea({ value, onChange, rows = 3, placeholder, maxLength = 20_000, autoFocus, ...field }: FieldProps & { value: string; onChange: (value: string) => void; rows?: number; placeholder?: string; maxLength?: number; autoFocus?: boolean }) {
  return <Field {...field}>{(ids) => <textarea {...ids} className={s.input} rows={rows} value={value} placeholder={placeholder} maxLength={maxLength} autoFocus={autoFocus} onChange={(e) => { onChange(e.target.value); }} />}</Field>;
}

export type Option<T extends string = string> = { value: T; label: string };
/** One of a known set. An empty string stands for nothing chosen where `placeholder` is given. */
export function Select<T extends string>({ value, onChange, options, placeholder, autoFocus, ...field }: FieldProps & { value: T | ''; onChange: (value: T) => void; options: readonly Option<T>[]; placeholder?: string; autoFocus?: boolean }) {
  return (
    <Field {...field}>{(ids) => (
      <select {...ids} className={s.input} value={value} autoFocus={autoFocus} onChange={(e) => { onChange(e.target.value as T); }}>
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
      </select>
    )}</Field>
  );
}

/** Whole numbers; null while empty. */
export function NumberField({ value, onChange, least, most, unit, autoFocus, onEnter, ...field }: FieldProps & { value: number | null; onChange: (value: number | null) => void; least?: number; most?: number; unit?: string; autoFocus?: boolean; onEnter?: () => void }) {
  return (
    <Field {...field}>{(ids) => (
      <span className={s.withUnit}>
        <input {...ids} className={s.input} type="number" inputMode="numeric" step={1} min={least} max={most} autoFocus={autoFocus} value={value ?? ''}
          onChange={(e) => { const n = e.target.valueAsNumber; onChange(Number.isInteger(n) ? n : null); }} onKeyDown={(e) => { if (e.key === 'Enter' && onEnter) { e.preventDefault(); onEnter(); } }} />
        {unit !== undefined && <span className="dim">{unit}</span>}
      </span>
    )}</Field>
  );
}

/** Of the page, and said again on each date field: a field is put together before it stands in the page. */
const language = 'en-GB';

/** An instant, typed as wall time of `zone`; says what that is where the viewer sits when it differs. */
export function DateTimeField({ value, onChange, zone, autoFocus, ...field }: FieldProps & { value: string | null; onChange: (value: string | null) => void; zone: string; autoFocus?: boolean }) {
  const here = viewerZone();
  // What stands in the box, as long as it is what was typed: a year is typed digit by digit, and 0202 is no year of a change yet.
  const [typed, setTyped] = useState({ text: '', value: null as string | null, zone });
  const text = typed.value === value && typed.zone === zone ? typed.text : value === null ? '' : wallTimeOf(value, zone);
  const type = (written: string): void => {
    const next = written === '' || written.startsWith('0') ? null : instantOf(written, zone);
    setTyped({ text: written, value: next, zone });
    onChange(next);
  };
  // Said in words as well: where the browser does not know the switch, the order of day and month in the box is its own choice.
  const said = value === null ? zone : `${formatMoment(value, zone)} ${zoneName(zone)}${zonesDiffer(value, zone) ? `, ${formatMoment(value, here)} where you are` : ''}`;
  return (
    <Field {...field} help={field.help === undefined ? said : <>{said}. {field.help}</>}>{(ids) => (
      <input lang={language} {...ids} className={s.input} type="datetime-local" autoFocus={autoFocus} value={text} onChange={(e) => { type(e.target.value); }} />
    )}</Field>
  );
}

/** A calendar day, `YYYY-MM-DD`. */
export function DayField({ value, onChange, ...field }: FieldProps & { value: string | null; onChange: (value: string | null) => void }) {
  const said = value === null ? undefined : formatDay(`${value}T12:00:00.000Z`, 'UTC');
  return <Field {...field} {...(field.help === undefined && said !== undefined ? { help: said } : {})}>{(ids) => <input lang={language} {...ids} className={s.input} type="date" value={value ?? ''} onChange={(e) => { onChange(e.target.value === '' ? null : e.target.value); }} />}</Field>;
}

export function Checkbox({ label, isChecked, onChange, isDisabled = false, help }: { label: ReactNode; isChecked: boolean; onChange: (isChecked: boolean) => void; isDisabled?: boolean; help?: ReactNode }) {
  const id = useId();
  return (
    <div className={s.check}>
      <input id={id} type="checkbox" checked={isChecked} disabled={isDisabled} aria-describedby={help === undefined ? undefined : `${id}-help`} onChange={(e) => { onChange(e.target.checked); }} />
      <label htmlFor={id}>{label}</label>
      {help !== undefined && <span id={`${id}-help`} className={s.help}>{help}</span>}
    </div>
  );
}

/** A settled value: text without a box. */
export function ReadField({ label, children, className }: { label: string; children: ReactNode; className?: string | undefined }) {
  return <div className={cx(s.field, s.read, className)}><dt>{label}</dt><dd className="prose">{children}</dd></div>;
}
