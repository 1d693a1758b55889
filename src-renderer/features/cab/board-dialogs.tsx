// Smaller dialogs of the board: roll call, moving an item, its minutes, the end of the meeting.
import { useState } from 'react';
import type { AgendaBoard, Card } from '#contract/cab.ts';
import type { attendances } from '#contract/cab.ts';
import { useActions } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { DayField, NumberField, Select, TextField } from '../../ui/fields.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { Avatar } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { counted } from '../../ui/words.ts';
import { openDialog } from './board-state.ts';
import s from './board.module.css';

const closeBoard = (): void => { openDialog('none'); };
type Status = (typeof attendances)[number];
const statusWords: Record<Exclude<Status, 'unknown'>, string> = { present: 'Here', late: 'Late', apologies: 'Apologies', left: 'Left' };
const statuses = Object.keys(statusWords) as (keyof typeof statusWords)[];

type Calling = { onDone: () => void; onMove: (by: number) => void; onNote: (status: Status) => void; onOthers: () => void };
/** J and K go through the roll, a digit notes the person; Escape ends it even when the button that had the focus is gone. */
function RollKeys({ onDone, onMove, onNote, onOthers }: Calling) {
  useActions([
    ...statuses.map((status, i) => ({ id: `rollCall.${status}`, label: statusWords[status], hotkey: String(i + 1), isSilent: true, run: () => { onNote(status); } })),
    { id: 'rollCall.others', label: 'Everybody else is here', hotkey: '0', isSilent: true, run: onOthers },
    { id: 'rollCall.next', label: 'Next person', hotkey: ['ArrowDown', 'J'], isSilent: true, run: () => { onMove(1); } },
    { id: 'rollCall.previous', label: 'Person before', hotkey: ['ArrowUp', 'K'], isSilent: true, run: () => { onMove(-1); } },
    { id: 'rollCall.done', label: 'Done', hotkey: 'Escape', isSilent: true, run: onDone },
  ]);
  return null;
}

const intoView = (row: HTMLElement | null): void => { row?.scrollIntoView({ block: 'nearest' }); };
/** Who is there. Every press is saved as it happens. */
type RollCallProps = { meeting: string; room: readonly AgendaBoard['attendance'][number][]; quorum: { why: string; isQuorate: boolean } | null; onClose: () => void };
export function RollCallDialog({ meeting, room, quorum, onClose: close }: RollCallProps) {
  const call = useCommand('meeting.rollCall');
  const note = (people: readonly string[], status: Status): void => { void call.run({ meeting, attendance: people.map((person) => ({ person, status })) }); };
  const open = room.filter((a) => a.status === 'unknown').map((a) => a.person);
  const [at, setAt] = useState(0);
  const person = room[Math.min(at, room.length - 1)]?.person;
  const others = (): void => { if (open.length > 0) note(open, 'present'); };
  return (
    <Dialog title="Roll call" isOpen onClose={close} size="medium" footer={(
      <>
        <Button hotkey="0" isDisabled={open.length === 0} onPress={others}>Everybody else is here</Button>
        <Button kind="primary" hotkey="Escape" onPress={close}>Done</Button>
      </>
    )}>
      <RollKeys onDone={close} onMove={(by) => { setAt((i) => Math.max(0, Math.min(room.length - 1, i + by))); }} onNote={(status) => { if (person) note([person], status); }} onOthers={others} />
      <p role="status" className="sec">{quorum?.why}: {quorum?.isQuorate ? 'the board can decide.' : 'the board cannot decide yet.'}</p>
      <ul className={s.people}>
        {room.map((a, i) => (
          <li key={a.person} data-now={i === at || undefined} ref={i === at ? intoView : undefined}><Avatar name={a.name} /><span><span className="trunc">{a.name}</span><small>{a.function}{a.isVoting ? '' : ', no vote'}</small></span>
            <Segments label={`Attendance of ${a.name}`} choices={statuses.map((value) => ({ value, label: statusWords[value] }))} chosen={a.status as keyof typeof statusWords} onChoose={(status) => { setAt(i); note([a.person], status); }} />
          </li>
        ))}
      </ul>
      <p className="dim"><Kbd hotkey="J" /> <Kbd hotkey="K" /> go through the roll; <Kbd hotkey="1" /> here, <Kbd hotkey="2" /> late, <Kbd hotkey="3" /> apologies, <Kbd hotkey="4" /> left.</p>
      <RefusalLine refusal={call.error} />
    </Dialog>
  );
}

type MoveProps = { board: AgendaBoard; card: Card; onAdmit: (before: string | null) => void; onOrder: (before: string | null) => void; onDrop: () => void };
/** The keyboard's way to do what dragging does. */
export function MoveDialog({ board, card, onAdmit, onOrder, onDrop }: MoveProps) {
  const others = board.onAgenda.filter((c) => c.id !== card.id);
  const [to, setTo] = useState<string>(card.item ? others[0]?.id ?? 'end' : 'end');
  const go = (): void => {
    closeBoard();
    if (to === 'ready') onDrop();
    else (card.item ? onOrder : onAdmit)(to === 'end' ? null : to);
  };
  const options = [...others.map((c, i) => ({ value: c.id, label: `Before ${i + 1}. ${c.title}` })), { value: 'end', label: 'At the end of the agenda' }, ...(card.item ? [{ value: 'ready', label: 'Off the agenda, back to Ready' }] : [])];
  return (
    <Dialog title={`Move ${card.number}`} isOpen onClose={closeBoard} footer={<><Button hotkey="Escape" onPress={closeBoard}>Leave it there</Button><Button kind="primary" onPress={go}>Move</Button></>}>
      <Select label="To" value={to} onChange={setTo} options={options} autoFocus />
    </Dialog>
  );
}

/** CAB-02: what came after the cut-off, or while the meeting runs, goes onto the agenda with a reason that stands in the minutes. */
export function LateDialog({ meeting, card, before }: { meeting: string; card: Card; before: string | null }) {
  const [reason, setReason] = useState('');
  const command = useCommand('cab.admit');
  const isWhole = reason.trim() !== '';
  const send = async (): Promise<void> => {
    if (isWhole && !command.isPending && (await command.run({ meeting, change: card.id, reason, ...(before ? { before } : {}) })).ok) closeBoard();
  };
  return (
    <Dialog title={`Admit ${card.number} late?`} isOpen onClose={closeBoard} footer={<><Button hotkey="Escape" onPress={closeBoard}>Leave it to the next session</Button><Button kind="primary" hotkey="Mod+Enter" isDisabled={!isWhole} isPending={command.isPending} onPress={() => { void send(); }}>Admit</Button></>}>
      <SendKey onSend={() => { void send(); }} />
      <p><b><bdi>{card.title}</bdi></b></p>
      <p className="sec">It came after the agenda closed. It stands on the agenda as late, and the minutes print the reason.</p>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus onEnter={() => { void send(); }} />
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}

export function MinutesDialog({ board, card }: { board: AgendaBoard; card: Card }) {
  const [minutes, setMinutes] = useState<number | null>(card.item?.minutes ?? 8);
  const command = useCommand('cab.setMinutes');
  const send = async (): Promise<void> => {
    if (minutes !== null && (await command.run({ meeting: board.meeting!.id, change: card.id, minutes })).ok) closeBoard();
  };
  return (
    <Dialog title={`Minutes for ${card.number}`} isOpen onClose={closeBoard} footer={<><Button hotkey="Escape" onPress={closeBoard}>Leave it</Button><Button kind="primary" hotkey="Enter" isPending={command.isPending} isDisabled={minutes === null} onPress={() => { void send(); }}>Set</Button></>}>
      <NumberField label="Planned minutes" value={minutes} onChange={setMinutes} least={1} most={240} unit="min" autoFocus onEnter={() => { void send(); }} />
      <RefusalLine refusal={command.error} />
    </Dialog>
  );
}

type Action = { text: string; owner: string; dueOn: string | null };
/** Ends the meeting: names what stays undecided, and takes the actions with owner and date. */
type EndProps = { meeting: { id: string; number: string }; people: readonly string[]; undecided: readonly string[]; onClose: () => void };
export function EndDialog({ meeting, people, undecided, onClose: close }: EndProps) {
  const [actions, setActions] = useState<Action[]>([]);
  const command = useCommand('meeting.end');
  const isWhole = actions.every((a) => a.text.trim() !== '' && a.owner.trim() !== '' && a.dueOn !== null);
  const set = (i: number, part: Partial<Action>): void => { setActions(actions.map((a, k) => (k === i ? { ...a, ...part } : a))); };
  const end = async (): Promise<void> => {
    const reply = await command.run({ meeting: meeting.id, actions: actions.map((a) => ({ text: a.text, owner: a.owner, dueOn: a.dueOn! })) });
    if (reply.ok) { close(); goTo({ place: 'minutes', meeting: meeting.number }); }
  };
  return (
    <ConfirmDialog title={`End ${meeting.number}?`} verb="End the meeting" isOpen isPending={command.isPending} isDisabled={!isWhole} error={command.error} onClose={close} onConfirm={() => { void end(); }}
      consequence={undecided.length === 0 ? 'Every item is decided. The minutes are drafted from what was recorded and wait for your signature.' : `${counted(undecided.length, 'item')} not decided (${undecided.join(', ')}): they go back to the queue and the minutes say so.`}>
      <div className={s.form}>
        {actions.map((a, i) => (
          <fieldset key={i} className={s.condition}><legend>Action {i + 1}</legend>
            <TextField label="What" value={a.text} onChange={(text) => { set(i, { text }); }} isRequired autoFocus />
            <div className={s.two}><TextField label="Owner" value={a.owner} onChange={(owner) => { set(i, { owner }); }} suggestions={people} isRequired /><DayField label="Due" value={a.dueOn} onChange={(dueOn) => { set(i, { dueOn }); }} isRequired /></div>
          </fieldset>
        ))}
        <Button onPress={() => { setActions([...actions, { text: '', owner: '', dueOn: null }]); }}>Add an action</Button>
      </div>
    </ConfirmDialog>
  );
}
