// The meeting as its chair runs it: the agenda, the item that is up, the room, and one key per act. Or the same on the wall.
import { useEffect } from 'react';
import type { Card, MeetingRun, RunItem } from '#contract/cab.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { bridge } from '../../bridge.ts';
import type { Asked, NameOf } from '#contract/index.ts';
import { sentence } from '#contract/errors.ts';
import { useQuery } from '../../data/use-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { RefusalCard } from '../../ui/refusal.tsx';
import { Shape } from '../../ui/shapes.tsx';
import { showToast } from '../../ui/toast.tsx';
import { formatClock, formatDay, zoneName } from '../../ui/time-words.ts';
import { decisionActs, verdictShapes } from '../cab/board-decide.tsx';
import type { DecisionAct } from '../cab/board-decide.tsx';
import { AgendaList } from './agenda-list.tsx';
import { clockWords, secondsNow, useNow } from './clock.ts';
import { ItemPacket, TopicPacket, WholeMeeting } from './item-packet.tsx';
import { Projector } from './projector.tsx';
import { RoomPanel } from './room-panel.tsx';
import { RunDialogs } from './run-dialogs.tsx';
import { openRun } from './run-state.ts';
import { paceWords } from './run-words.ts';
import { vars } from '../../ui/meter.tsx';
import s from './run.module.css';

export type RunProps = { run: MeetingRun; item: RunItem | undefined; card: Card | undefined; now: number };

/** Sends an act; a refusal is told where toasts stand, because a chair looks at the room and not at a field. */
export async function act<N extends NameOf<'command'>>(name: N, input: Asked<N>): Promise<boolean> {
  const reply = await bridge().call(name, input);
  if (!reply.ok) showToast({ text: sentence(reply.error), tone: 'warn' });
  return reply.ok;
}

export function RunScreen({ meeting, isOnWall }: { meeting: string; isOnWall: boolean }) {
  const answer = useQuery('meeting.run', { meeting }, { keepPrevious: true });
  const run = answer.value;
  const item = run?.items.find(({ id }) => id === run.current);
  const packet = useQuery('cab.packet', item?.kind === 'change' ? { change: item.id, meeting } : null, { keepPrevious: true });
  // The packet of the next item is here before its key is pressed.
  const next = run && neighbour(run, 1);
  useQuery('cab.packet', next?.kind === 'change' ? { change: next.id, meeting } : null);
  const now = useNow(run?.now);
  if (answer.error) return <main className={s.lost}><RefusalCard refusal={answer.error} /></main>;
  if (!run) return <main className={s.lost} aria-busy="true" />;
  const card = packet.value?.card.id === item?.id ? packet.value?.card : undefined;
  const props: RunProps = { run, item, card, now };
  return (
    <>
      <RunKeys {...props} isOnWall={isOnWall} />
      {isOnWall ? <Projector {...props} packet={packet.value?.card.id === item?.id ? packet.value : undefined} /> : <ChairView {...props} packet={packet.value} />}
      <RunDialogs {...props} />
    </>
  );
}

const openItem = (run: MeetingRun, id: string): void => { void act('meeting.open', { meeting: run.meeting.id, item: id }); };
/** The item after or before the one that is up, of those still to come first. */
export function neighbour({ items, current }: Pick<MeetingRun, 'items' | 'current'>, by: 1 | -1): RunItem | undefined {
  const at = items.findIndex(({ id }) => id === current);
  const order = by === 1 ? items.slice(at + 1) : items.slice(0, Math.max(0, at)).toReversed();
  return order.find((i) => !i.isDone && !i.isSetAside) ?? (by === 1 && at < 0 ? items[0] : order[0]);
}

const openAct = ({ verdict, recommends }: DecisionAct): void => { openRun(recommends ? { kind: 'recommend', recommends } : verdict === 'referred' ? { kind: 'refer' } : { kind: 'decide', verdict }); };

function RunKeys({ run, item, card, isOnWall }: RunProps & { isOnWall: boolean }) {
  const group = 'Meeting';
  const { meeting } = run;
  const mayRun = run.may['run'];
  const isChange = item?.kind === 'change' && !item.isDone;
  const back = (): void => { goTo(isOnWall ? { place: 'run', meeting: meeting.number } : { place: 'board', meeting: meeting.number }); };
  const next = neighbour(run, 1);
  const before = neighbour(run, -1);
  useActions([
    { id: 'run.next', label: 'Next item', hotkey: ['ArrowRight', 'J'], group, may: mayRun, run: () => { if (next) openItem(run, next.id); } },
    { id: 'run.previous', label: 'Item before', hotkey: ['ArrowLeft', 'K'], group, may: mayRun, run: () => { if (before) openItem(run, before.id); } },
    { id: 'run.projector', label: isOnWall ? 'Back to the chair’s view' : 'Projector view', hotkey: 'P', group, run: () => { goTo(isOnWall ? { place: 'run', meeting: meeting.number } : { place: 'projector', meeting: meeting.number }); } },
    { id: 'run.rollCall', label: 'Roll call…', hotkey: 'O', group, may: mayRun, run: () => { openRun({ kind: 'rollCall' }); } },
    { id: 'run.votes', label: 'Take the votes…', hotkey: 'V', group, may: isChange ? mayRun : { ok: false, code: 'not_on_agenda', facts: { change: 'This item' } }, run: () => { openRun({ kind: 'votes' }); } },
    { id: 'run.promote', label: 'Take something else up next…', hotkey: 'U', group, may: mayRun, run: () => { openRun({ kind: 'next' }); } },
    { id: 'run.late', label: 'Admit a late change…', hotkey: 'L', group, may: mayRun, run: () => { openRun({ kind: 'late' }); } },
    { id: 'run.note', label: 'Write a line into the minutes…', hotkey: 'M', group, may: mayRun, run: () => { openRun({ kind: 'note' }); } },
    { id: 'run.topic', label: 'Add something that is no change…', hotkey: 'T', group, may: mayRun, run: () => { openRun({ kind: 'topic' }); } },
    { id: 'run.proxy', label: 'Give a proxy…', hotkey: 'Y', group, may: mayRun, run: () => { openRun({ kind: 'proxy' }); } },
    { id: 'run.ballot', label: 'Ballots of absent members…', hotkey: 'B', group, run: () => { openRun({ kind: 'ballot' }); } },
    { id: 'run.pause', label: run.isPaused ? 'Let the clocks run' : 'Pause the clocks', hotkey: 'Z', group, may: mayRun, run: () => { void act(run.isPaused ? 'meeting.resume' : 'meeting.pause', { meeting: meeting.id }); } },
    ...(item ? [{ id: 'run.aside', label: item.isSetAside ? 'Bring the item back' : 'Set the item aside', hotkey: 'S', group, may: mayRun, run: () => { void act(item.isSetAside ? 'meeting.bringBack' : 'meeting.setAside', { meeting: meeting.id, item: item.id }); } } satisfies Action] : []),
    ...(meeting.state === 'planned' ? [{ id: 'run.start', label: 'Start the meeting', hotkey: 'Enter', group, may: run.may['start'], run: () => { void act('meeting.start', { meeting: meeting.id }); } } satisfies Action] : []),
    { id: 'run.end', label: 'End the meeting…', hotkey: 'E', group, may: run.may['end'], run: () => { openRun({ kind: 'end' }); } },
    { id: 'run.back', label: isOnWall ? 'Back to the chair’s view' : 'Leave the meeting view', hotkey: 'Escape', group, isSilent: true, run: back },
    ...(isChange ? decisionActs(card).map((a): Action => ({ id: `run.${a.id}`, label: a.label, hotkey: a.hotkey, group: 'Decision', may: run.may['decide'] ?? card?.mayRefer, run: () => { openAct(a); } }))
      : item && !item.isDone ? [{ id: 'run.conclude', label: 'Conclude the item…', hotkey: 'N', group: 'Decision', may: mayRun, run: () => { openRun({ kind: 'conclude' }); } } satisfies Action] : []),
  ]);
  return null;
}

type Packet = Parameters<typeof ItemPacket>[0]['packet'];
function ChairView({ run, item, card, now, packet }: RunProps & { packet: Packet }) {
  const { meeting } = run;
  useEffect(() => { document.title = `${meeting.number} – Gavel`; }, [meeting.number]);
  return (
    <div className={s.run} data-state={meeting.state}>
      <RunHeader run={run} now={now} />
      <AgendaList run={run} now={now} onOpen={(id) => { openItem(run, id); }} />
      <main className={s.packet} id="main" tabIndex={-1}>
        {run.isContested && <Banner tone="bad" verdict="This meeting was started on another laptop as well.">Both trails are kept. Agree on one laptop, go on there, and exchange the bundles before the minutes are signed.</Banner>}
        {meeting.state !== 'running' || !item ? <WholeMeeting run={run} onStart={() => { void act('meeting.start', { meeting: meeting.id }); }} /> : item.kind === 'topic' ? <TopicPacket run={run} item={item} /> : <ItemPacket run={run} item={item} packet={packet?.card.id === item.id ? packet : undefined} />}
      </main>
      <RoomPanel run={run} item={item} />
      <DecisionBar run={run} item={item} card={card} now={now} />
    </div>
  );
}

function RunHeader({ run, now }: Pick<RunProps, 'run' | 'now'>) {
  const { meeting } = run;
  const pace = paceWords(run.pace);
  const total = Math.max(1, meeting.lengthMinutes * 60);
  return (
    <header className={s.top}>
      <span className={s.mark}><Shape name="gavel" /></span>
      <div><h1>{meeting.boardName}, {formatDay(meeting.startsAt, meeting.zone)}</h1><span className="dim"><span className="mono">{meeting.number}</span> {run.startedAt === null ? `planned for ${formatClock(meeting.startsAt, meeting.zone)}` : run.endedAt === null ? `in session since ${formatClock(run.startedAt, meeting.zone)}` : `ended at ${formatClock(run.endedAt, meeting.zone)}`}</span></div>
      <div className={s.pace} role="status">
        <div className={s.bar} aria-hidden="true">{run.items.map((i) => { const used = secondsNow(i, run, now); return used === 0 ? null : <i key={i.id} data-now={i.id === run.current || undefined} style={vars({ '--v': Math.min(100, (used / total) * 100) })} />; })}</div>
        <p><b>{pace.lead}</b> <span data-over={pace.isOver || undefined}>{pace.rest}</span></p>
      </div>
      <div className={s.clocks}><span className="dim">{run.isPaused ? 'Paused' : zoneName(meeting.zone)}</span><b>{formatClock(new Date(now).toISOString(), meeting.zone)}</b></div>
      <Button kind="quiet" hotkey="P" onPress={() => { goTo({ place: 'projector', meeting: meeting.number }); }}>Projector</Button>
      <Button kind="quiet" hotkey="Z" refusal={refusalOf(run.may['run'])} isPressed={run.isPaused} onPress={() => { void act(run.isPaused ? 'meeting.resume' : 'meeting.pause', { meeting: meeting.id }); }}>{run.isPaused ? 'Go on' : 'Pause'}</Button>
      <Button hotkey="E" refusal={refusalOf(run.may['end'])} onPress={() => { openRun({ kind: 'end' }); }}>End meeting</Button>
    </header>
  );
}

function DecisionBar({ run, item, card, now }: RunProps) {
  if (!item || run.meeting.state !== 'running') return <footer className={s.decide}><p className="dim">{run.meeting.state === 'running' ? <>Take up the first item with <Kbd hotkey="ArrowRight" /></> : ''}</p></footer>;
  const seconds = secondsNow(item, run, now);
  const isOver = seconds > item.minutes * 60;
  const refusal = refusalOf(run.may['decide'] ?? card?.mayRefer);
  const lastNote = item.notes.at(-1)?.text;
  return (
    <footer className={s.decide} aria-label="Decision">
      <div className={s.clock} data-over={isOver || undefined}>
        <b>{clockWords(seconds)}</b><span className="dim">of {item.minutes} min{isOver && <span className="unseen"> (over)</span>}</span>
        <div className={s.bar} aria-hidden="true"><i data-now data-over={isOver || undefined} style={vars({ '--v': Math.min(100, (seconds / (item.minutes * 60)) * 100) })} /></div>
      </div>
      <div className={s.acts}>
        {item.kind === 'change' ? decisionActs(card).map((a) => (
          <Button key={a.id} size="large" hotkey={a.hotkey} isDisabled={item.isDone} refusal={item.isDone ? undefined : refusal} className={s[a.look]} icon={<Shape name={verdictShapes[a.look]} />} onPress={() => { openAct(a); }}>{a.label}</Button>
        )) : <Button size="large" hotkey="N" isDisabled={item.isDone} refusal={refusalOf(run.may['run'])} onPress={() => { openRun({ kind: 'conclude' }); }}>Conclude the item</Button>}
      </div>
      <div className={s.line}><span className="dim">Minute line</span><span className="trunc">{lastNote ?? 'none yet'}</span></div>
    </footer>
  );
}
