// Filters as chips: what is filtered, to what, and a way to take it off. Pressing one opens its choices.
import { useRef, useState } from 'react';
import { ChevronDown, X } from 'lucide-react';
import { Popover } from './popover.tsx';
import { figure } from './words.ts';
import s from './chip.module.css';

export type Choice = { value: string; label: string; count?: number | undefined };
type Props = {
  name: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** One value at most, as for a service. */
  isSingle?: boolean;
};

/** `Tier any ▾`, or `Tier High, Critical ×`. Choices carry their counts. */
export function FilterChip({ name, choices, chosen, onChange, isSingle = false }: Props) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [find, setFind] = useState('');
  const words = chosen.map((value) => choices.find((c) => c.value === value)?.label ?? value);
  const shown = words.length === 0 ? 'any' : words.length <= 2 ? words.join(', ') : `${words[0]} and ${words.length - 1} more`;
  const toggle = (value: string): void => {
    const others = chosen.filter((v) => v !== value);
    onChange(others.length < chosen.length ? others : isSingle ? [value] : [...chosen, value]);
    if (isSingle) setOpen(false);
  };
  const found = find === '' ? choices : choices.filter((c) => c.label.toLocaleLowerCase().includes(find.toLocaleLowerCase()));
  return (
    <span className={s.chip} data-on={chosen.length > 0 || undefined}>
      <button ref={anchor} type="button" className={s.open} aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => { setOpen(!isOpen); }}>{name} <b className="trunc">{shown}</b>{chosen.length === 0 && <ChevronDown aria-hidden="true" />}</button>
      {chosen.length > 0 && <button type="button" className={s.off} aria-label={`Any ${name.toLocaleLowerCase()}`} onClick={() => { onChange([]); }}><X aria-hidden="true" /></button>}
      <Popover label={`Filter by ${name.toLocaleLowerCase()}`} anchor={anchor} isOpen={isOpen} onClose={() => { setOpen(false); }} classes={[s.popover, s.choices]} placement="bottom start" offset={4}>
        {choices.length > 15 && <input type="search" className={s.find} aria-label={`Find ${name.toLocaleLowerCase()}`} placeholder="Find" value={find} onChange={(e) => { setFind(e.target.value); }} />}
        <ul>
          {found.slice(0, 100).map((c) => (
            <li key={c.value}><label className={s.choice}>
              <input type="checkbox" checked={chosen.includes(c.value)} onChange={() => { toggle(c.value); }} /><span className="trunc">{c.label}</span>{c.count !== undefined && <span className={s.count}>{figure(c.count)}</span>}
            </label></li>
          ))}
          {found.length === 0 && <li className={s.none}>Nothing by that name</li>}
        </ul>
      </Popover>
    </span>
  );
}
