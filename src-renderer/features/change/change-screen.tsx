// The page of one change: what it is, where it stands, what the board said, what may be done, and its timeline.
import { useCallback, useRef, useState } from 'react';
import { Pencil } from 'lucide-react';
import type { ChangeRecord } from '#contract/change.ts';
import { sentence } from '#contract/errors.ts';
import { refusalOf, useActions, whyNot } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { goTo, hrefOf } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { bridge } from '../../bridge.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Popover } from '../../ui/popover.tsx';
import { RefusalCard } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { ActDialog } from './act-dialog.tsx';
import { asksFirst, labelOf, nextAct, otherActs, saidOf } from './acts.ts';
import type { Act } from './acts.ts';
import { BeforeStart } from './before-start.tsx';
import { Decisions } from './decisions.tsx';
import { DeltaBanner } from './delta-banner.tsx';
import { EditFields } from './edit-fields.tsx';
import { Links } from './links.tsx';
import { lackingToAsk, NotYet } from './not-yet.tsx';
import { parts } from './parts.ts';
import { ReadFields } from './read-fields.tsx';
import { Referrals } from './referrals.tsx';
import { RecordHead } from './record-head.tsx';
import { Timeline } from './timeline.tsx';
import { TraceCard } from './trace-card.tsx';
import s from './record.module.css';

export function ChangeScreen({ change, part }: { change: string; part: string | null }) {
  const answer = useQuery('change.show', { change });
  useActions([{ id: 'change.back', label: 'Back to where you were', hotkey: 'Escape', group: change, isSilent: true, run: () => { if (window.history.length > 1) window.history.back(); else goTo({ place: 'changes', filter: '' }); } }]);
  if (answer.value !== undefined) return <Record record={answer.value} part={part} />;
  const isMissing = answer.error?.code === 'record_missing';
  return (
    <Screen title="Changes" sub={change}>
      {isMissing && <EmptyState title={`There is no change ${change} here`} steps={[{ title: 'Look through the list', text: 'Search by number, title or service', act: <Button kind="primary" onPress={() => { goTo({ place: 'changes', filter: '' }); }}>All changes</Button> }]} />}
      {answer.error && !isMissing && <RefusalCard refusal={answer.error} />}
    </Screen>
  );
}

function Record({ record, part }: { record: ChangeRecord; part: string | null }) {
  const [asking, setAsking] = useState<Act | null>(null);
  const [isEditing, setEditing] = useState(false);
  const edit = (): void => { if (part !== null) goTo({ place: 'change', change: record.number }); setEditing(true); };
  const done = useCallback((act: Act) => { setAsking(null); showToast({ text: `${record.number} is ${saidOf(act, record)}.` }); }, [record]);
  const direct = useDirectAct(record, done);
  const [isNotYet, setNotYet] = useState(false);
  /** What is lacking is better shown with the way to it than as a button that does nothing. */
  const isHeld = (act: Act): boolean => act === 'assess' && record.takesScore !== true && record.may[act]?.ok === false && record.may[act].code !== 'role_needed' && lackingToAsk(record).length > 0;
  const mayPress = (act: Act): ChangeRecord['may'][string] | undefined => (isHeld(act) ? { ok: true } : record.may[act]);
  const perform = (act: Act): void => { if (isHeld(act)) setNotYet(true); else if (asksFirst(act, record)) setAsking(act); else void direct(act); };
  const next = nextAct(record);
  const others = otherActs(record);
  const group = record.number;
  const shown = parts.filter((p) => p.isFor?.(record) ?? true);
  const open = shown.find((p) => p.id === part);
  useActions([
    ...shown.map((p): Action => ({ id: `change.part.${p.id}`, label: `Show ${p.label.toLowerCase()}`, group, run: () => { goTo({ place: 'change', change: record.number, part: p.id }); } })),
    ...(next === null ? [] : [{ id: `change.${next}`, label: labelOf(next, record), hotkey: 'S', group, may: mayPress(next), run: () => { perform(next); } } satisfies Action]),
    ...others.map((act): Action => ({ id: `change.${act}`, label: labelOf(act, record), group, may: record.may[act], run: () => { perform(act); } })),
    { id: 'change.edit', label: 'Edit', hotkey: 'E', group, may: record.may['edit'], run: edit },
  ]);
  return (
    <Screen title="Changes" sub={<span className="mono">{record.number}</span>} acts={(
      <>
        <MoreActs record={record} acts={others} onAct={perform} />
        {!isEditing && <Button hotkey="E" icon={<Pencil aria-hidden="true" />} refusal={refusalOf(record.may['edit'])} onPress={edit}>Edit</Button>}
        {next !== null && !isEditing && <Button kind="primary" hotkey="S" refusal={refusalOf(mayPress(next))} onPress={() => { perform(next); }}>{labelOf(next, record)}</Button>}
      </>
    )}>
      <div className={s.page}>
        <div className={s.record} tabIndex={0} role="group" aria-label={record.number}>
          <RecordHead record={record} />
          <PartLinks record={record} shown={shown} open={open?.id ?? null} />
          {open ? <open.Content record={record} /> : (
            <>
              {record.delta.length > 0 && <DeltaBanner record={record} />}
              {record.isRestored && <Banner tone="warn" verdict="As it was approved, but not authorised.">A material edit in between took the authorisation away. Putting everything back does not restore it: the change needs a new decision.</Banner>}
              {isEditing ? <EditFields record={record} onClose={() => { setEditing(false); }} /> : <ReadFields record={record} />}
              <div className={s.pair}>
                <Links record={record} onLink={() => { setAsking('link'); }} />
                <BeforeStart record={record} />
              </div>
              <Referrals change={record.id} />
              <TraceCard change={record.id} />
              {record.decisions.length > 0 && <Decisions record={record} />}
            </>
          )}
        </div>
        {!open && <Timeline change={record.id} number={record.number} />}
      </div>
      {isNotYet && <NotYet record={record} onClose={() => { setNotYet(false); }} />}
      {asking !== null && <ActDialog act={asking} record={record} onClose={() => { setAsking(null); }} onDone={done} />}
    </Screen>
  );
}

/** The parts as places of their own, so that each has an address and the way back works. */
function PartLinks({ record, shown, open }: { record: ChangeRecord; shown: typeof parts; open: string | null }) {
  if (shown.length === 0) return null;
  const all = [{ id: null, label: 'Record' }, ...shown];
  return (
    <nav className={s.parts} aria-label={`Parts of ${record.number}`}>
      {all.map((p) => <a key={p.label} href={hrefOf(p.id === null ? { place: 'change', change: record.number } : { place: 'change', change: record.number, part: p.id })} aria-current={p.id === open ? 'page' : undefined}>{p.label}</a>)}
    </nav>
  );
}

const directActs = { submit: 'change.submit', assess: 'change.assess', schedule: 'change.schedule', start: 'change.start' } as const;
const isDirect = (act: Act): act is keyof typeof directActs => act in directActs;

/** Acts that need no further word; a refusal is told where the toast stands. */
function useDirectAct(record: ChangeRecord, done: (act: Act) => void): (act: Act) => Promise<void> {
  return async (act) => {
    if (!isDirect(act)) return;
    const reply = await bridge().call(directActs[act], { change: record.id });
    if (reply.ok) done(act);
    else showToast({ text: sentence(reply.error), tone: 'warn' });
  };
}

function MoreActs({ record, acts, onAct }: { record: ChangeRecord; acts: readonly Act[]; onAct: (act: Act) => void }) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  if (acts.length === 0) return null;
  return (
    <>
      <Button ref={anchor} kind="quiet" isExpanded={isOpen} onPress={() => { setOpen(!isOpen); }}>More…</Button>
      <Popover label="More acts" anchor={anchor} isOpen={isOpen} onClose={() => { setOpen(false); }} classes={[s.popover, s.menu]} placement="bottom end">
        {acts.map((act) => {
          const why = whyNot(record.may[act]);
          return (
            <button key={act} type="button" className={s.act} aria-disabled={why !== undefined || undefined} onClick={() => { if (why === undefined) { setOpen(false); onAct(act); } }}>
              <b>{labelOf(act, record)}</b>{why !== undefined && <span>{why}</span>}
            </button>
          );
        })}
      </Popover>
    </>
  );
}
