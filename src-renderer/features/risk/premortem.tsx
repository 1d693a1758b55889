// The pre-mortem: people write in private on one laptop in turn, then the causes are laid open, put together, ranked, and each of the first becomes a task or a failure mode (RISK-06).
import { useEffect, useState } from 'react';
import type { Premortem as Session } from '#contract/analysis.ts';
import type { Output } from '#contract/index.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { counted, listed } from '../../ui/words.ts';
import { Clusters } from './premortem-clusters.tsx';
import { PrivateDialog } from './premortem-private.tsx';
import s from './analysis.module.css';

type Shown = Output<'premortem.show'>;

export function Premortem({ change }: { change: string }) {
  const { value: shown, error } = useQuery('premortem.show', { change });
  if (shown === undefined) return <RefusalLine refusal={error} />;
  return <Workshop shown={shown} />;
}

function Workshop({ shown }: { shown: Shown }) {
  const { id: change, number, isNeeded, isCompleted, session, policy, may } = shown;
  const start = useCommand('premortem.start');
  const begin = (): void => { if (!start.isPending) void start.run({ change }); };
  const isRunning = session !== null && session.stage !== 'closed';
  useActions(isRunning ? [] : [{ id: 'premortem.start', label: session === null ? 'Start the pre-mortem' : 'Start another pre-mortem', hotkey: 'Shift+P', group: `Risk of ${number}`, may, run: begin }]);
  return (
    <Card title={<>Pre-mortem <span className={s.caption}>{isNeeded ? 'needed at this tier' : 'not asked for at this tier'}</span></>}
      aside={isRunning && session.stage === 'writing' ? <Clock endsAt={session.endsAt} /> : isCompleted ? <SignalMark signal="ok">Completed</SignalMark> : isNeeded ? <SignalMark signal="missing">Authorisation waits for it</SignalMark> : undefined}>
      <div className={s.body}>
        {session === null && <p className="sec prose">Imagine it is the day after, and the change has failed. {counted(policy.leastPeople, 'person', 'people')} or more from {policy.leastFunctions} or more functions write down why, each in private and in turn on this laptop. Then the causes are put together and ranked; each of the first {policy.topCauses} becomes a task or a failure mode.</p>}
        {session?.stage === 'writing' && <Writing change={change} session={session} may={may} />}
        {session !== null && session.stage !== 'writing' && <Clusters change={change} session={session} shown={shown} />}
        {!isRunning && <div className={s.end}><Button hotkey="Shift+P" refusal={refusalOf(may)} isPending={start.isPending} onPress={begin}>{session === null ? `Start, ${policy.minutes} minutes` : 'Start another'}</Button>{session?.closedAt != null && <span className="dim">Closed <Moment at={session.closedAt} isShort />, led by <bdi>{session.facilitator}</bdi>, with {counted(session.participants.length, 'person', 'people')} from {listed(session.functions)}</span>}</div>}
        <RefusalLine refusal={start.error} />
      </div>
    </Card>
  );
}

/** What is left of the time, by the second; nothing ends by itself when it is up. */
function Clock({ endsAt }: { endsAt: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, 1000);
    return () => { clearInterval(timer); };
  }, []);
  const left = Math.max(0, Math.ceil((Date.parse(endsAt) - now) / 1000));
  const text = left === 0 ? 'Time is up' : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return <span role="timer" aria-label="Time left for writing" className={s.clock} data-over={left === 0 || undefined}>{text}</span>;
}

const functions = ['Operations', 'Development', 'Security', 'Support', 'Database', 'Network', 'Business', 'Supplier'];

function Writing({ change, session, may }: { change: string; session: Session; may: Shown['may'] }) {
  const people = useQuery('person.list', { limit: 500 }).value?.rows.map(({ name }) => name) ?? [];
  const [name, setName] = useState('');
  const [of, setOf] = useState('');
  const [writer, setWriter] = useState<string | null>(null);
  const [isOpening, setOpening] = useState(false);
  const join = useCommand('premortem.join');
  const open = useCommand('premortem.open');
  const here = session.participants.find(({ id }) => id === writer) ?? null;
  const add = async (): Promise<void> => {
    if (join.isPending || name.trim() === '' || of.trim() === '') return;
    if ((await join.run({ change, name: name.trim(), function: of.trim() })).ok) setName('');
  };
  const layOpen = async (): Promise<void> => { if ((await open.run({ change })).ok) setOpening(false); };
  const next = (): void => {
    const at = session.participants.findIndex(({ id }) => id === writer);
    setWriter(session.participants[at + 1]?.id ?? null);
  };
  return (
    <>
      {session.participants.length > 0 && (
        <ul className={s.people}>{session.participants.map((one) => (
          <li key={one.id}><bdi>{one.name}</bdi><span className="sec">{one.function}</span><span className={one.causes === 0 ? 'dim' : undefined}>{counted(one.causes, 'cause')}</span><Button refusal={refusalOf(may)} label={`Write as ${one.name}`} onPress={() => { setWriter(one.id); }}>Write…</Button></li>
        ))}</ul>
      )}
      <div className={s.join}>
        <TextField label="Takes part" value={name} onChange={(text) => { join.clear(); setName(text); }} suggestions={people} onEnter={() => { void add(); }} placeholder="Name" />
        <TextField label="Function" value={of} onChange={(text) => { join.clear(); setOf(text); }} suggestions={functions} onEnter={() => { void add(); }} placeholder="Operations" />
        <Button refusal={refusalOf(may)} isDisabled={name.trim() === '' || of.trim() === ''} isPending={join.isPending} onPress={() => { void add(); }}>Add</Button>
      </div>
      <RefusalLine refusal={join.error} />
      <div className={s.end}>
        <Button kind={session.causes > 0 ? 'primary' : 'plain'} refusal={session.causes === 0 ? { code: 'premortem_without_causes', facts: {} } : refusalOf(may)} onPress={() => { setOpening(true); }}>Lay the causes open…</Button>
        <span className="dim">{counted(session.causes, 'cause')} written. Nobody sees them before.</span>
      </div>
      {here && <PrivateDialog change={change} participant={here} next={session.participants[session.participants.indexOf(here) + 1]?.name ?? null} onNext={next} onClose={() => { setWriter(null); }} />}
      {isOpening && <ConfirmDialog title="Lay the causes open?" verb="Lay open" isOpen isPending={open.isPending} error={open.error} onConfirm={() => { void layOpen(); }} onClose={() => { setOpening(false); }} consequence={<>Writing in private ends. Everybody sees what was written, put together by shared words; nobody’s name stands beside it.</>} />}
    </>
  );
}
