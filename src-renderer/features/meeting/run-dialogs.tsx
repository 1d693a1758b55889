// What the runner asks for: votes one voter after the other, the roll, late changes, notes, proxies, recusals, the end.
import { useState } from 'react';
import type { ReactNode } from 'react';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { RiskMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { FinishDialog } from '../cab/actions-card.tsx';
import { DecideDialog } from '../cab/board-decide.tsx';
import { EndDialog, RollCallDialog } from '../cab/board-dialogs.tsx';
import { BallotDialog } from './ballot-dialog.tsx';
import { ReferDialog } from './refer-dialog.tsx';
import type { RunProps } from './run-screen.tsx';
import { closeRun, useRun } from './run-state.ts';
import { pastCutOff } from './run-words.ts';
import { VotesDialog } from './votes-dialog.tsx';
import s from './run.module.css';

export function RunDialogs(props: RunProps) {
  const dialog = useRun((x) => x.dialog);
  const { run, item, card } = props;
  const people = run.room.map((seat) => seat.name);
  switch (dialog.kind) {
    case 'none': return null;
    case 'rollCall': return <RollCallDialog meeting={run.meeting.id} room={run.room} quorum={run.quorum} onClose={closeRun} />;
    case 'end': return <EndDialog meeting={run.meeting} people={people} undecided={run.items.filter((i) => !i.isDone).map((i) => i.number || i.title)} onClose={closeRun} />;
    case 'finish': return <FinishOpen board={dialog.board} />;
    case 'late': return <LateDialog {...props} />;
    case 'topic': return <TopicDialog {...props} />;
    case 'proxy': return <ProxyDialog {...props} />;
    case 'next': return <NextDialog {...props} />;
    case 'note': return <NoteDialog {...props} />;
    case 'ballot': return <BallotDialog {...props} />;
    case 'conclude': return item ? <ConcludeDialog {...props} /> : null;
    case 'votes': return item ? <VotesDialog {...props} item={item} /> : null;
    case 'recuse': return item ? <RecuseDialog {...props} person={dialog.person} /> : null;
    case 'refer': return card ? <ReferDialog key={card.id} meeting={run.meeting.id} isTied={run.tally?.result === 'tied'} card={card} onClose={closeRun} onDone={closeRun} /> : null;
    case 'recommend': return card ? <DecideDialog key={card.id} meeting={run.meeting.id} people={people} card={card} verdict="referred" recommends={dialog.recommends} onClose={closeRun} onDone={closeRun} isQuiet /> : null;
    case 'decide': return card ? <DecideDialog key={card.id} meeting={run.meeting.id} people={people} card={card} verdict={dialog.verdict} onClose={closeRun} onDone={closeRun} isQuiet /> : null;
    default: return dialog satisfies never;
  }
}

function FinishOpen({ board }: { board: string }) {
  const rows = useQuery('meeting.actions', { board }, { keepPrevious: true }).value?.rows;
  return rows && <FinishDialog rows={rows} onClose={closeRun} />;
}

type FormProps = { title: string; verb: string; isWhole: boolean; isPending: boolean; onSend: () => void; children: ReactNode };
/** A small form: Enter in a line or Ctrl+Enter sends, Escape leaves. */
function Form({ title, verb, isWhole, isPending, onSend, children }: FormProps) {
  return (
    <Dialog title={title} isOpen onClose={closeRun} footer={<><Button hotkey="Escape" onPress={closeRun}>Not yet</Button><Button kind="primary" hotkey="Mod+Enter" isDisabled={!isWhole} isPending={isPending} onPress={onSend}>{verb}</Button></>}>
      <SendKey onSend={() => { if (isWhole && !isPending) onSend(); }} />
      <div className={s.form}>{children}</div>
    </Dialog>
  );
}
function LateDialog({ run }: RunProps) {
  const [chosen, setChosen] = useState(run.late[0]?.id ?? '');
  const [reason, setReason] = useState('');
  const command = useCommand('cab.admit');
  const send = async (): Promise<void> => { if ((await command.run({ meeting: run.meeting.id, change: chosen, reason })).ok) closeRun(); };
  const late = run.late.find(({ id }) => id === chosen);
  if (run.late.length === 0) return <Dialog title="Late tray" isOpen onClose={closeRun} footer={<Button kind="primary" hotkey="Escape" onPress={closeRun}>Good</Button>}><p className="sec">No change became ready after the agenda closed.</p></Dialog>;
  return (
    <Form title="Admit a late change" verb="Admit" isWhole={chosen !== '' && reason.trim() !== ''} isPending={command.isPending} onSend={() => { void send(); }}>
      <Select label="Change" value={chosen} onChange={setChosen} options={run.late.map((l) => ({ value: l.id, label: `${l.number} ${l.title}` }))} />
      {late && <p className="sec"><RiskMark tier={late.tier} score={late.score} /> Ready {pastCutOff(late.minutesPastCutOff)} past cut-off.</p>}
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus maxLength={300} onEnter={() => { if (reason.trim() !== '') void send(); }} />
      <RefusalLine refusal={command.error} />
    </Form>
  );
}

function TopicDialog({ run }: RunProps) {
  const [title, setTitle] = useState('');
  const [minutes, setMinutes] = useState<number | null>(5);
  const [reason, setReason] = useState('');
  const command = useCommand('meeting.addTopic');
  const isLate = run.meeting.state === 'running';
  const isWhole = title.trim() !== '' && minutes !== null && (!isLate || reason.trim() !== '');
  const send = async (): Promise<void> => { if (isWhole && (await command.run({ meeting: run.meeting.id, title, minutes, ...(reason.trim() === '' ? {} : { reason }) })).ok) closeRun(); };
  return (
    <Form title="Something that is no change" verb="Put on the agenda" isWhole={isWhole} isPending={command.isPending} onSend={() => { void send(); }}>
      <TextField label="What it is about" value={title} onChange={setTitle} isRequired autoFocus maxLength={300} />
      <NumberField label="Minutes" value={minutes} onChange={setMinutes} least={1} most={240} unit="min" />
      {isLate && <TextField label="Why now" value={reason} onChange={setReason} isRequired maxLength={300} onEnter={() => { void send(); }} />}
      <RefusalLine refusal={command.error} />
    </Form>
  );
}

/** What the board takes up after the item at hand: something further down, or something that was set aside. */
function NextDialog({ run, item }: RunProps) {
  const others = run.items.filter((i) => !i.isDone && i.id !== item?.id);
  const [chosen, setChosen] = useState(others.find((i) => i.isSetAside)?.id ?? others[1]?.id ?? others[0]?.id ?? '');
  const order = useCommand('cab.order');
  const back = useCommand('meeting.bringBack');
  const send = async (): Promise<void> => {
    const taken = others.find(({ id }) => id === chosen);
    if (!taken || order.isPending) return;
    const meeting = run.meeting.id;
    if (taken.isSetAside && !(await back.run({ meeting, item: taken.id })).ok) return;
    const at = run.items.findIndex(({ id }) => id === item?.id);
    const before = run.items.slice(at + 1).find((i) => !i.isDone && !i.isSetAside && i.id !== taken.id)?.id ?? null;
    if ((await order.run({ meeting, change: taken.id, before })).ok) closeRun();
  };
  return (
    <Form title="Take up next" verb="Take up next" isWhole={chosen !== ''} isPending={order.isPending || back.isPending} onSend={() => { void send(); }}>
      {others.length === 0 ? <p className="sec">Nothing else is left on the agenda.</p>
        : <Select label="Item" value={chosen} onChange={setChosen} autoFocus options={others.map((i) => ({ value: i.id, label: `${i.position}. ${i.title}${i.isSetAside ? ' (set aside)' : ''}` }))} />}
      <RefusalLine refusal={back.error ?? order.error} />
    </Form>
  );
}

function NoteDialog({ run, item }: RunProps) {
  const [text, setText] = useState('');
  const command = useCommand('meeting.note');
  const send = async (): Promise<void> => { if ((await command.run({ meeting: run.meeting.id, text, ...(item ? { item: item.id } : {}) })).ok) closeRun(); };
  return (
    <Form title={item ? `Minute line: ${item.title}` : 'Minute line'} verb="Write" isWhole={text.trim() !== ''} isPending={command.isPending} onSend={() => { void send(); }}>
      <TextArea label="Line" value={text} onChange={setText} isRequired autoFocus rows={3} />
      <RefusalLine refusal={command.error} />
    </Form>
  );
}

function ConcludeDialog({ run, item }: RunProps) {
  const [outcome, setOutcome] = useState('Noted');
  const command = useCommand('meeting.conclude');
  const send = async (): Promise<void> => { if (item && (await command.run({ meeting: run.meeting.id, item: item.id, outcome })).ok) closeRun(); };
  return (
    <Form title={`Conclude: ${item?.title ?? ''}`} verb="Conclude" isWhole={outcome.trim() !== ''} isPending={command.isPending} onSend={() => { void send(); }}>
      <TextField label="Outcome" value={outcome} onChange={setOutcome} isRequired autoFocus maxLength={300} onEnter={() => { void send(); }} />
      <RefusalLine refusal={command.error} />
    </Form>
  );
}

function ProxyDialog({ run }: RunProps) {
  const away = run.voters.filter((v) => v.how === 'absent' || v.how === 'proxy');
  const here = run.room.filter((seat) => seat.status === 'present' || seat.status === 'late');
  const [from, setFrom] = useState(away[0]?.person ?? '');
  const [to, setTo] = useState(here[0]?.person ?? '');
  const command = useCommand('meeting.proxy');
  const send = async (): Promise<void> => { if ((await command.run({ meeting: run.meeting.id, from, to: to === 'none' ? null : to })).ok) closeRun(); };
  return (
    <Form title="Give a proxy" verb="Give" isWhole={from !== '' && to !== ''} isPending={command.isPending} onSend={() => { void send(); }}>
      {away.length === 0 ? <p className="sec">Every voting member is in the room.</p> : (
        <>
          <Select label="Absent member" value={from} onChange={setFrom} options={away.map((v) => ({ value: v.person, label: v.name }))} autoFocus />
          <Select label="Held by" value={to} onChange={setTo} options={[...here.map((p) => ({ value: p.person, label: p.name })), { value: 'none', label: 'Nobody (take it back)' }]} />
        </>
      )}
      <RefusalLine refusal={command.error} />
    </Form>
  );
}

function RecuseDialog({ run, item, person }: RunProps & { person: string }) {
  const [reason, setReason] = useState('');
  const command = useCommand('meeting.recuse');
  const name = run.voters.find((v) => v.person === person)?.name ?? '';
  const send = async (): Promise<void> => { if (item && (await command.run({ meeting: run.meeting.id, change: item.id, person, reason })).ok) closeRun(); };
  return (
    <Form title={`${name} declares a conflict of interest`} verb="Recuse" isWhole={reason.trim() !== ''} isPending={command.isPending} onSend={() => { void send(); }}>
      <p className="sec">On this item {name} neither votes nor counts for the quorum. The minutes say so with the reason.</p>
      <TextField label="Reason" value={reason} onChange={setReason} isRequired autoFocus maxLength={300} onEnter={() => { if (reason.trim() !== '') void send(); }} />
      <RefusalLine refusal={command.error} />
    </Form>
  );
}
