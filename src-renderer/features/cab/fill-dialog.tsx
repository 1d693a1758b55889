// The agenda as it would fill itself: standing topics and ready changes in their turn, each with what past outcomes say; any of them can be unticked (CAB-03).
import { useState } from 'react';
import type { ProposedChange, ProposedTopic, Proposal } from '#contract/agenda.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, TextField } from '../../ui/fields.tsx';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { formatShort } from '../../ui/time-words.ts';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';
import s from './fill.module.css';

const mostLines = 3;
function Topic({ topic, isChecked, onChange }: { topic: ProposedTopic; isChecked: boolean; onChange: (is: boolean) => void }) {
  return (
    <li>
      <Checkbox label={<span className={s.what}><b>{topic.title}</b><span className="dim">{counted(topic.total, 'line')}</span></span>} isChecked={topic.isOnAgenda || isChecked} isDisabled={topic.isOnAgenda} onChange={onChange} />
      <span className={s.minutes}>{topic.isOnAgenda ? 'on the agenda' : `${topic.minutes} min`}</span>
      <ul className={s.lines}>{topic.lines.slice(0, mostLines).map((l, i) => <li key={i}>{l.change !== null && <span className="mono">{l.change}</span>} <bdi>{l.text}</bdi> <span className="dim">{l.said}</span>{l.isOverdue && <> <SignalMark signal="warn">overdue</SignalMark></>}</li>)}{topic.total > mostLines && <li className="dim">and {topic.total - mostLines} more</li>}</ul>
    </li>
  );
}

function Change({ change, zone, isChecked, onChange }: { change: ProposedChange; zone: string; isChecked: boolean; onChange: (is: boolean) => void }) {
  const { record, findings } = change;
  return (
    <li>
      <Checkbox label={<span className={s.what}><RiskMark tier={change.tier} score={change.score} /><span className="mono">{change.number}</span><bdi>{change.title}</bdi></span>} isChecked={change.isOnAgenda || isChecked} isDisabled={change.isOnAgenda} onChange={onChange} />
      <span className={s.minutes}>{change.isOnAgenda ? 'on the agenda' : `${change.minutes} min`}</span>
      <p className={s.remarks}>
        <span className="dim">{change.service || 'no service'}{change.plannedStartAt ? `, ${formatShort(change.plannedStartAt, change.zone)}` : ', no window'}</span>
        {record.completed > 0 && (record.failed > 0 ? <SignalMark signal="warn">{record.failed} of the last {record.completed} went wrong</SignalMark> : <span className="dim">last {record.completed} went well</span>)}
        {findings.map((f, i) => <SignalMark key={i} signal="gap">Open finding of {f.from}: {f.text} ({f.owner}, due {f.dueOn})</SignalMark>)}
        {change.isLate && <SignalMark signal="warn">Came after the cut-off{change.followingSession ? `: belongs to ${formatShort(change.followingSession, zone)}` : ''}</SignalMark>}
        {!change.fits && !change.isOnAgenda && <SignalMark signal="missing">does not fit</SignalMark>}
      </p>
    </li>
  );
}

export function FillDialog({ meeting, onClose }: { meeting: string; onClose: () => void }) {
  const answer = useQuery('cab.propose', { meeting });
  const proposal = answer.value;
  return (
    <Dialog title="Fill the agenda" size="large" isOpen onClose={onClose} footer={proposal ? undefined : <Button hotkey="Escape" onPress={onClose}>Not now</Button>}>
      <RefusalLine refusal={answer.error} />
      {proposal && <Ticking proposal={proposal} onClose={onClose} />}
    </Dialog>
  );
}

function Ticking({ proposal, onClose }: { proposal: Proposal; onClose: () => void }) {
  const { topics, changes, meeting } = proposal;
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set([...topics.filter((t) => t.total > 0 && !t.isOnAgenda).map((t) => t.kind as string), ...changes.filter((c) => c.fits && !c.isLate && !c.isOnAgenda).map((c) => c.id)]));
  const [reason, setReason] = useState('');
  const fill = useCommand('cab.fill');
  const tick = (id: string) => (is: boolean): void => { fill.clear(); setTicked((before) => { const next = new Set(before); if (is) next.add(id); else next.delete(id); return next; }); };
  const fresh = changes.filter(({ isOnAgenda }) => !isOnAgenda);
  const chosen = fresh.filter(({ id }) => ticked.has(id));
  const asked = topics.filter(({ kind, isOnAgenda }) => ticked.has(kind) && !isOnAgenda);
  const needsReason = chosen.some(({ isLate }) => isLate);
  const planned = proposal.plannedMinutes + [...chosen, ...asked].reduce((sum, { minutes }) => sum + minutes, 0);
  const over = Math.max(0, planned - meeting.lengthMinutes);
  const send = async (): Promise<void> => {
    if (fill.isPending || chosen.length + asked.length === 0) return;
    const reply = await fill.run({ meeting: meeting.id, changes: chosen.map(({ id }) => id), topics: asked.map(({ kind }) => kind), ...(reason.trim() === '' ? {} : { reason: reason.trim() }) });
    if (!reply.ok) return;
    const { admitted, added, over: items } = reply.value;
    showToast({ text: `${counted(admitted, 'change')} and ${counted(added, 'topic')} are on the agenda.${items > 0 ? ` ${counted(items, 'item')} ${items === 1 ? 'does' : 'do'} not fit into the meeting.` : ''}` });
    onClose();
  };
  return (
    <div className={s.fill}>
      <SendKey onSend={() => { void send(); }} />
      <p role="status" className={s.total}><span><b data-over={over > 0 || undefined}>{planned}</b> of {meeting.lengthMinutes} min planned</span>{over > 0 ? <SignalMark signal="warn">{over} min over the length of the meeting</SignalMark> : <span className="dim">{meeting.lengthMinutes - planned} min free</span>}{proposal.left > 0 && <span className="dim">{counted(proposal.left, 'ready change')} {proposal.left === 1 ? 'does' : 'do'} not fit</span>}</p>
      <div className={s.choices} tabIndex={0} role="group" aria-label="Proposed agenda">
        <h3>Standing topics</h3>
        <ul className={s.rows}>{topics.filter((t) => t.kind !== 'schedule' && (t.total > 0 || t.isOnAgenda)).map((topic) => <Topic key={topic.kind} topic={topic} isChecked={ticked.has(topic.kind)} onChange={tick(topic.kind)} />)}{topics.every((t) => t.kind === 'schedule' || t.total === 0) && <li className="dim">No open action, nothing went wrong, no exception ends soon.</li>}</ul>
        <h3>Changes, by tier and window</h3>
        <ul className={s.rows}>{fresh.map((change) => <Change key={change.id} change={change} zone={meeting.zone} isChecked={ticked.has(change.id)} onChange={tick(change.id)} />)}{fresh.length === 0 && <li className="dim">No other change is ready. {proposal.heldTotal > 0 && `${counted(proposal.heldTotal, 'change')} lack something; the board names it.`}</li>}</ul>
        {changes.length > fresh.length && <><h3>Already on the agenda</h3><ul className={s.rows}>{changes.filter(({ isOnAgenda }) => isOnAgenda).map((change) => <Change key={change.id} change={change} zone={meeting.zone} isChecked onChange={tick(change.id)} />)}</ul></>}
        <h3>After them</h3>
        <ul className={s.rows}>{topics.filter((t) => t.kind === 'schedule').map((topic) => <Topic key={topic.kind} topic={topic} isChecked={ticked.has(topic.kind)} onChange={tick(topic.kind)} />)}</ul>
      </div>
      {needsReason && <TextField label="Why changes are admitted after the cut-off" value={reason} onChange={setReason} isRequired />}
      <RefusalLine refusal={fill.error} />
      <div className={s.foot}><Button hotkey="Escape" onPress={onClose}>Leave it as it is</Button><Button kind="primary" hotkey="Mod+Enter" isPending={fill.isPending} isDisabled={chosen.length + asked.length === 0} onPress={() => { void send(); }}>Fill with {counted(chosen.length + asked.length, 'item')}</Button></div>
    </div>
  );
}
