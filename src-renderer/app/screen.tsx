// The frame of one screen: top bar with its title and own acts, and the room below.
import type { ReactNode } from 'react';
import { Search } from 'lucide-react';
import { Kbd } from '../ui/kbd.tsx';
import { usePalette } from './palette-state.ts';
import s from './screen.module.css';

type Props = { title: string; sub?: ReactNode; acts?: ReactNode; children: ReactNode };
export function Screen({ title, sub, acts, children }: Props) {
  return (
    <>
      <header className={s.top}>
        <h1>{title}</h1>
        {sub !== undefined && <span className={s.sub}>{sub}</span>}
        <button type="button" className={s.search} aria-keyshortcuts="Control+K" onClick={() => { usePalette.setState({ isOpen: true }); }}><Search aria-hidden="true" /><span>Search or run a command</span><Kbd hotkey="Mod+K" /></button>
        {acts}
      </header>
      <main className={s.main} id="main" tabIndex={-1}>{children}</main>
    </>
  );
}
