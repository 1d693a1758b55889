// Search as you type, in a toolbar. The label is read out; the key stands at the end.
import { Search } from 'lucide-react';
import { Kbd } from './kbd.tsx';
import s from './search-field.module.css';

/** `onLeave` takes the person to the rows: with the down arrow or Enter. */
export function SearchField({ id, label, value, onChange, hotkey, onLeave }: { id: string; label: string; value: string; onChange: (value: string) => void; hotkey?: string; onLeave?: () => void }) {
  return (
    <div className={s.search} role="search">
      <Search aria-hidden="true" />
      <input id={id} type="search" aria-label={label} placeholder="Search" value={value} maxLength={200} autoComplete="off" spellCheck={false}
        onChange={(e) => { onChange(e.target.value); }} onKeyDown={(e) => { if (onLeave && (e.key === 'ArrowDown' || e.key === 'Enter')) { e.preventDefault(); onLeave(); } }} />
      {hotkey !== undefined && <Kbd hotkey={hotkey} />}
    </div>
  );
}
