// A window tried out and not saved: what it would be, what it would meet, and Save or Discard.
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { useActions } from '../../app/actions.ts';
import { bridge } from '../../bridge.ts';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Span } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import { barId } from './bar.tsx';
import { dropDraft, isMoved, useCalendar } from './calendar-state.ts';
import type { Draft } from './calendar-state.ts';
import s from './calendar.module.css';

const iso = (ms: number): string => new Date(ms).toISOString();
const voided: readonly string[] = ['authorised', 'scheduled'];
const focusBar = ({ planned }: Draft): void => { requestAnimationFrame(() => { document.querySelector<HTMLElement>(`[id^="${barId(CSS.escape(planned.number), '')}"]`)?.focus(); }); };

export function MoveBar({ zone, told }: { zone: string; told: ReactNode }) {
  const draft = useCalendar((c) => c.draft);
  return draft && <Moving key={draft.planned.id} draft={draft} zone={zone} told={told} />;
}

function Moving({ draft, zone, told }: { draft: Draft; zone: string; told: ReactNode }) {
  const edit = useCommand('change.edit');
  const { planned, startsAt, endsAt } = draft;
  const { clear } = edit;
  // A refusal is about the window it was said of.
  useEffect(() => { clear(); }, [startsAt, endsAt, clear]);
  const discard = (): void => { dropDraft(); focusBar(draft); };
  const save = async (): Promise<void> => {
    if (!isMoved(draft)) { discard(); return; }
    const reply = await edit.run({ change: planned.id, fields: { plannedStartAt: iso(startsAt), plannedEndAt: iso(endsAt) } });
    if (!reply.ok) return;
    dropDraft();
    focusBar(draft);
    showToast({ text: `${planned.number} is moved`, undo: () => { void bridge().call('change.edit', { change: planned.id, fields: { plannedStartAt: planned.startsAt, plannedEndAt: planned.endsAt } }); } });
  };
  useActions([
    { id: 'calendar.save', label: `Save the new window of ${planned.number}`, hotkey: ['Mod+Enter', 'Enter'], group: 'Calendar', run: () => { void save(); } },
    { id: 'calendar.discard', label: 'Put it back', hotkey: 'Escape', group: 'Calendar', run: discard },
  ]);
  return (
    <section className={s.moveBar} aria-label={`Move ${planned.number}`}>
      <div className="grow">
        <p id="calendar-moving" role="status"><b>{planned.number}</b> to <Span from={iso(startsAt)} to={iso(endsAt)} zone={zone} isOneLine /> {told}</p>
        <p className="dim tiny">{voided.includes(planned.state) ? 'It is authorised for its old window: saving takes it back to be authorised again. ' : ''}Arrows move it, Shift and arrows its end, up and down by days.</p>
        <RefusalLine refusal={edit.error} />
      </div>
      <Button hotkey="Escape" onPress={discard}>Discard</Button>
      <Button kind="primary" hotkey="Mod+Enter" isPending={edit.isPending} isDisabled={!isMoved(draft)} onPress={() => { void save(); }}>Save</Button>
    </section>
  );
}
