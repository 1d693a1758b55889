// Every act and every change, one key away. Acts that are not possible now say why.
import { useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { FileText, Search } from 'lucide-react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import type { ChangeRow } from '#contract/change.ts';
import { useQuery } from '../data/use-query.ts';
import { Kbd } from '../ui/kbd.tsx';
import { RaisedLayer } from '../ui/layers.tsx';
import { RiskMark } from '../ui/marks.tsx';
import { actionsNow, hotkeysOf, useRegistry, whyNot } from './actions.ts';
import type { Registered } from './actions.ts';
import { usePalette } from './palette-state.ts';
import { goTo } from './routes.ts';
import { useSession } from './session.ts';
import s from './palette.module.css';

type Line = { id: string; group: string; run: (() => void) | null } & ({ action: Registered } | { row: ChangeRow });
const close = (): void => { usePalette.setState({ isOpen: false }); };
const words = (text: string): string[] => text.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
const fits = (label: string, wanted: readonly string[]): boolean => wanted.every((word) => label.toLocaleLowerCase().includes(word));

function linesOf(text: string, rows: readonly ChangeRow[]): Line[] {
  const wanted = words(text);
  const acts = actionsNow(0).filter((a) => a.isSilent !== true && fits(`${a.label} ${a.group ?? ''}`, wanted));
  const grouped = [...Map.groupBy(acts, (a) => a.group ?? 'This page')].flatMap(([group, list]) => list.map((action): Line => ({ id: action.id, group, action, run: action.may === undefined || action.may.ok ? action.run : null })));
  const records = rows.map((row): Line => ({ id: row.id, group: 'Changes', row, run: () => { goTo({ place: 'change', change: row.number }); } }));
  return wanted.length === 0 ? grouped : [...grouped.slice(0, 8), ...records];
}

export function Palette() {
  const isOpen = usePalette((p) => p.isOpen);
  return (
    <ModalOverlay className={s.overlay ?? ''} isOpen={isOpen} onOpenChange={(open) => { if (!open) close(); }} isDismissable>
      <Modal className={s.modal ?? ''}><Dialog aria-label="Search or run a command" className={s.dialog ?? ''}><RaisedLayer onEscape={close}><PaletteBody /></RaisedLayer></Dialog></Modal>
    </ModalOverlay>
  );
}

function PaletteBody() {
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const asked = useDeferredValue(text.trim());
  const isSignedIn = useSession((x) => x.state?.person != null);
  useRegistry((r) => r.sets);
  const found = useQuery('change.list', isSignedIn && asked !== '' ? { text: asked.slice(0, 200), limit: 8 } : null, { keepPrevious: true });
  const lines = linesOf(text, asked === '' ? [] : found.value?.rows ?? []);
  const list = useRef<HTMLUListElement>(null);
  const chosen = Math.min(at, lines.length - 1);
  useEffect(() => { list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }); }, [chosen]);
  const run = (line: Line | undefined): void => {
    if (!line?.run) return;
    close();
    // After the dialog has gone, so that what the act focuses stays focused.
    setTimeout(line.run, 0);
  };
  const keys = (event: { key: string; preventDefault(): void }): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) { event.preventDefault(); setAt((chosen + step + lines.length) % Math.max(1, lines.length)); }
    if (event.key === 'Enter') { event.preventDefault(); run(lines[chosen]); }
  };
  return (
    <>
      <div className={s.query}>
        <Search aria-hidden="true" />
        <input autoFocus role="combobox" aria-label="Search or run a command" aria-expanded="true" aria-controls={id} aria-activedescendant={lines[chosen] ? `${id}-${chosen}` : undefined} aria-autocomplete="list"
          placeholder="A command, a number or words of a change" value={text} onChange={(e) => { setText(e.target.value); setAt(0); }} onKeyDown={keys} />
      </div>
      <ul ref={list} id={id} role="listbox" aria-label="Commands and changes" className={s.list}>
        {lines.map((line, i) => (
          <PaletteLine key={`${line.group} ${line.id}`} id={`${id}-${i}`} line={line} isChosen={i === chosen} isFirst={lines[i - 1]?.group !== line.group} onRun={() => { run(line); }} />
        ))}
        {lines.length === 0 && <li className={s.none} role="option" aria-selected="false">Nothing by that name. Numbers, words of the title, services and plans are searched.</li>}
      </ul>
    </>
  );
}

function PaletteLine({ id, line, isChosen, isFirst, onRun }: { id: string; line: Line; isChosen: boolean; isFirst: boolean; onRun: () => void }) {
  const why = 'action' in line ? whyNot(line.action.may) : undefined;
  const hotkey = 'action' in line ? hotkeysOf(line.action)[0] : undefined;
  return (
    <>
      {isFirst && <li className={s.group} role="presentation">{line.group}</li>}
      <li id={id} role="option" aria-selected={isChosen} aria-disabled={line.run === null || undefined} className={s.line} onClick={onRun}>
        {'row' in line ? <><FileText aria-hidden="true" /><span className="mono">{line.row.number}</span><span className="trunc grow">{line.row.title}</span><RiskMark tier={line.row.tier} score={line.row.score} /></>
          : <><span className="grow trunc">{line.action.label}</span>{why !== undefined ? <span className={s.why}>{why}</span> : hotkey !== undefined && <Kbd hotkey={hotkey} />}</>}
      </li>
    </>
  );
}
