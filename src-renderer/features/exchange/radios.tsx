import { useId } from 'react';
import s from './exchange.module.css';

type Choice<T extends string> = { value: T; label: string; says: string };
/** One of a few, each with a sentence that says what follows. */
export function Radios<T extends string>({ legend, name, choices, chosen, onChoose }: { legend: string; name: string; choices: readonly Choice<T>[]; chosen: T; onChoose: (value: T) => void }) {
  const id = useId();
  return (
    <fieldset className={s.choices}>
      <legend><h3>{legend}</h3></legend>
      {choices.map((c) => (
        <div key={c.value} className={s.choice} data-on={c.value === chosen || undefined}>
          <input id={`${id}-${c.value}-input`} type="radio" name={`${id}-${name}`} value={c.value} checked={c.value === chosen} aria-describedby={`${id}-${c.value}-says`} onChange={() => { onChoose(c.value); }} />
          <div><label htmlFor={`${id}-${c.value}-input`}>{c.label}</label> <span id={`${id}-${c.value}-says`} className="sec">{c.says}</span></div>
        </div>
      ))}
    </fieldset>
  );
}
