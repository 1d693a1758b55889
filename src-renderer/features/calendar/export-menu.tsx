// The ways the schedule leaves the screen: a table, a calendar file, paper.
import { useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import s from './calendar.module.css';

type Way = { label: string; hotkey?: string; run: () => void };

export function ExportMenu({ ways }: { ways: readonly Way[] }) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button ref={anchor} isExpanded={isOpen} onPress={() => { setOpen(!isOpen); }}>Export</Button>
      <Popover label="Export the schedule" anchor={anchor} isOpen={isOpen} onClose={() => { setOpen(false); }} classes={[s.ways, undefined]} placement="bottom end">
        {ways.map(({ label, hotkey, run }) => <Button key={label} kind="quiet" hotkey={hotkey} onPress={() => { setOpen(false); run(); }}>{label}</Button>)}
      </Popover>
    </>
  );
}
