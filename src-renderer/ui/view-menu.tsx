// How a list is looked at: which columns it shows, and how high its rows are.
import { useRef, useState } from 'react';
import { Columns3 } from 'lucide-react';
import { IconButton } from './button.tsx';
import { Checkbox } from './fields.tsx';
import { Popover } from './popover.tsx';
import { Segments } from './tabs.tsx';
import type { Density } from './virtual-table.tsx';
import s from './view-menu.module.css';

type View = { columns: readonly string[]; density: Density };
type Props = { columns: readonly { id: string; label: string }[]; /** Columns that cannot be left out. */ fixed: readonly string[]; view: View; onChange: (view: Partial<View>) => void };

/** A button that opens both choices; columns keep their own order, whichever was chosen first. */
export function ViewMenu({ columns, fixed, view: { columns: shown, density }, onChange }: Props) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const toggle = (id: string, on: boolean): void => { onChange({ columns: columns.map((c) => c.id).filter((c) => (c === id ? on : shown.includes(c))) }); };
  return (
    <>
      <IconButton label="Columns and density" icon={<Columns3 aria-hidden="true" />} ref={anchor} isExpanded={isOpen} onPress={() => { setOpen(!isOpen); }} />
      <Popover label="Columns and density" anchor={anchor} isOpen={isOpen} onClose={() => { setOpen(false); }} classes={[s.popover, s.view]} placement="bottom end">
        <Segments label="Row height" chosen={density} onChoose={(next) => { onChange({ density: next }); }} choices={[{ value: 'compact', label: 'Compact' }, { value: 'normal', label: 'Normal' }, { value: 'roomy', label: 'Roomy' }]} />
        <div>{columns.map((c) => <Checkbox key={c.id} label={c.label} isChecked={shown.includes(c.id)} isDisabled={fixed.includes(c.id)} onChange={(on) => { toggle(c.id, on); }} />)}</div>
      </Popover>
    </>
  );
}
