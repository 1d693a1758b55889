// The agenda board: what is not ready, what is, what the board decides next, and what it decided.
import { useEffect } from 'react';
import type { AgendaBoard, Card } from '#contract/cab.ts';
import { tiers } from '#contract/change.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { goTo } from '../../app/routes.ts';
import { Screen } from '../../app/screen.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { sentence } from '#contract/errors.ts';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Panel, Toolbar } from '../../ui/surfaces.tsx';
import { formatClock, formatDay, formatMinutes } from '../../ui/time-words.ts';
import { showToast } from '../../ui/toast.tsx';
import { tierWords } from '../../ui/words.ts';
import { OverdueEmergencies } from '../emergency/overdue-emergencies.tsx';
import { BoardColumns } from './board-columns.tsx';
import { DecideBar, DecideDialog, decisionActs } from './board-decide.tsx';
import { EndDialog, LateDialog, MinutesDialog, MoveDialog, RollCallDialog } from './board-dialogs.tsx';
import { PacketPanel } from './board-packet.tsx';
import { PapersDialog } from './papers-dialog.tsx';
import { openDecision, openDialog, openLate, selectCard, useBoardState } from './board-state.ts';
import { FillDialog } from './fill-dialog.tsx';
import { ReferDialog } from '../meeting/refer-dialog.tsx';
import { NewMeeting } from './meeting-new.tsx';
import { OutlookBand } from './outlook-band.tsx';
import s from './board.module.css';

const endOf = (startsAt: string, minutes: number): string => new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
const allCards = (board: AgendaBoard): Card[] => [...board.notReady.cards, ...board.ready.cards, ...board.onAgenda, ...board.decided.cards];

/** Admit, order and drop with their way back; a refusal is told where the person is. */
function useMoves(board: AgendaBoard | undefined) {
  const admit = useCommand('cab.admit');
  const order = useCommand('cab.order');
  const drop = useCommand('cab.drop');
  const meeting = board?.meeting?.id ?? '';
  const after = (card: Card): string | null => board?.onAgenda[board.onAgenda.findIndex((c) => c.id === card.id) + 1]?.id ?? null;
  const told = (reply: { ok: boolean; error?: Parameters<typeof sentence>[0] }, said: string, undo?: () => void): void => {
    if (reply.ok) showToast({ text: said, ...(undo ? { undo } : {}) });
    else if (reply.error) showToast({ text: sentence(reply.error), tone: 'warn' });
  };
  return {
    onAdmit: async (card: Card, before: string | null): Promise<void> => {
      const reply = await admit.run({ meeting, change: card.id, ...(before ? { before } : {}) });
      // A late change is admitted with a reason, which the chair is asked for (CAB-02).
      if (!reply.ok && reply.error.code === 'reason_needed') openLate(card.id, before);
      else told(reply, `${card.number} is on the agenda`, () => { void drop.run({ meeting, change: card.id }); });
    },
    onOrder: async (card: Card, before: string | null): Promise<void> => {
      const back = after(card);
      if (before === card.id) return;
      told(await order.run({ meeting, change: card.id, before }), `${card.number} moved`, () => { void order.run({ meeting, change: card.id, before: back }); });
    },
    onDrop: async (card: Card): Promise<void> => {
      const [back, minutes] = [after(card), card.item?.minutes];
      told(await drop.run({ meeting, change: card.id }), `${card.number} is off the agenda`, () => { void admit.run({ meeting, change: card.id, ...(back ? { before: back } : {}), ...(minutes ? { minutes } : {}) }); });
    },
  };
}
type Moves = ReturnType<typeof useMoves>;

/** A closing dialog gives the focus back first; then it goes on to the next item. */
const afterDialogMs = 80;
function followFocus(card: string): void {
  selectCard(card);
  setTimeout(() => { document.getElementById(`card-${card}`)?.focus(); }, afterDialogMs);
}

/** Goes to another card and lets the keyboard follow. */
function step(cards: readonly Card[], selected: string | null, by: number): void {
  const at = cards.findIndex((c) => c.id === selected);
  const next = cards[at < 0 ? 0 : Math.max(0, Math.min(cards.length - 1, at + by))];
  if (!next) return;
  selectCard(next.id);
  requestAnimationFrame(() => { document.getElementById(`card-${next.id}`)?.focus(); });
}

/** To the nearest column beside this one that has a card. */
function sidestep(board: AgendaBoard, selected: string | null, by: 1 | -1): void {
  const columns = [board.notReady.cards, board.ready.cards, board.onAgenda, board.decided.cards];
  const from = columns.findIndex((cards) => cards.some((c) => c.id === selected));
  for (let i = from + by; i >= 0 && i < columns.length; i += by) if (columns[i]!.length > 0) { step(columns[i]!, null, 0); return; }
}

function useKeys(board: AgendaBoard | undefined, card: Card | undefined, moves: Moves): void {
  const selected = card?.id ?? null;
  const isRunning = board?.meeting?.state === 'running';
  const isOnAgenda = board?.onAgenda.some((c) => c.id === selected) ?? false;
  const at = board?.onAgenda.findIndex((c) => c.id === selected) ?? -1;
  const same = board ? [board.notReady.cards, board.ready.cards, board.onAgenda, board.decided.cards].find((cards) => cards.some((c) => c.id === selected)) ?? board.onAgenda : [];
  const deciding: Action[] = !isRunning ? [] : decisionActs(card).map((a) => ({ id: `cab.${a.id}`, label: a.label, hotkey: a.hotkey, group: 'Decision', may: isOnAgenda ? card?.mayRefer : { ok: false as const, code: 'not_on_agenda', facts: { change: card?.number ?? 'This' } }, run: () => { openDecision(a); } }));
  // While the meeting runs, A approves what is on the agenda and lets in what is not, with a reason.
  const admitting: Action[] = isOnAgenda ? [] : [{ id: 'cab.admit', label: isRunning ? 'Admit late…' : 'Put on the agenda', hotkey: isRunning ? ['L', 'A'] : 'A', group: 'Board', may: card?.mayAdmit, run: () => { if (card && board?.meeting) void moves.onAdmit(card, null); } }];
  useActions([
    ...deciding.filter(({ hotkey }) => isOnAgenda || hotkey !== 'A'), ...admitting,
    { id: 'board.down', label: 'Next card', hotkey: ['J', 'ArrowDown'], isSilent: true, run: () => { step(same, selected, 1); } },
    { id: 'board.up', label: 'Card before', hotkey: ['K', 'ArrowUp'], isSilent: true, run: () => { step(same, selected, -1); } },
    { id: 'board.right', label: 'Column to the right', hotkey: 'ArrowRight', isSilent: true, run: () => { if (board) sidestep(board, selected, 1); } },
    { id: 'board.left', label: 'Column to the left', hotkey: 'ArrowLeft', isSilent: true, run: () => { if (board) sidestep(board, selected, -1); } },
    { id: 'board.open', label: 'Open the change', hotkey: 'Enter', group: 'Board', isSilent: true, run: () => { if (card) goTo({ place: 'change', change: card.number }); } },
    { id: 'board.move', label: 'Move to…', hotkey: 'M', group: 'Board', run: () => { if (card) openDialog('move'); } },
    { id: 'board.minutes', label: 'Minutes for this item…', hotkey: 'T', group: 'Board', run: () => { if (card?.item) openDialog('minutes'); } },
    { id: 'board.earlier', label: 'Earlier on the agenda', hotkey: 'Alt+ArrowUp', group: 'Board', run: () => { if (card && board && at > 0) void moves.onOrder(card, board.onAgenda[at - 1]!.id); } },
    { id: 'board.later', label: 'Later on the agenda', hotkey: 'Alt+ArrowDown', group: 'Board', run: () => { if (card && board && at >= 0 && at < board.onAgenda.length - 1) void moves.onOrder(card, board.onAgenda[at + 2]?.id ?? null); } },
    { id: 'board.drop', label: 'Take off the agenda', hotkey: ['Backspace', 'Delete'], group: 'Board', run: () => { if (card && isOnAgenda) void moves.onDrop(card); } },
    { id: 'board.deselect', label: 'Close the packet', hotkey: 'Escape', isSilent: true, run: () => { selectCard(null); } },
    ...(board?.meeting && board.meeting.state !== 'ended' ? [{ id: 'meeting.view', label: 'Meeting view', hotkey: 'V', group: 'Meeting', run: () => { goTo({ place: 'run', meeting: board.meeting!.number }); } } satisfies Action] : []),
    ...(board?.meeting && board.meeting.state !== 'ended' ? [{ id: 'cab.fill', label: 'Fill the agenda…', hotkey: 'P', group: 'Board', may: board.may['prepare'], run: () => { openDialog('fill'); } } satisfies Action] : []),
    ...(board?.meeting?.state === 'planned' ? [{ id: 'meeting.papers', label: 'Papers for the members…', hotkey: 'H', group: 'Meeting', run: () => { openDialog('papers'); } } satisfies Action] : []),
    { id: 'meeting.rollCall', label: 'Roll call…', hotkey: 'O', group: 'Meeting', may: board?.may['rollCall'], run: () => { openDialog('rollCall'); } },
    { id: 'meeting.new', label: 'Call a meeting…', group: 'Meeting', may: board?.may['createMeeting'], run: () => { openDialog('new'); } },
    { id: 'meeting.end', label: 'End the meeting…', hotkey: 'Shift+E', group: 'Meeting', may: board?.may['end'], run: () => { openDialog('end'); } },
  ]);
}

function Acts({ board }: { board: AgendaBoard }) {
  const start = useCommand('meeting.start');
  const { meeting } = board;
  const begin = async (): Promise<void> => {
    const reply = await start.run({ meeting: meeting!.id });
    if (reply.ok) { step(board.onAgenda, null, 0); openDialog('rollCall'); } else showToast({ text: sentence(reply.error), tone: 'warn' });
  };
  useActions([{ id: 'meeting.start', label: 'Start the meeting', hotkey: 'S', group: 'Meeting', may: board.may['start'], run: () => { void begin(); } }]);
  if (!meeting) return <Button kind="primary" refusal={refusalOf(board.may['createMeeting'])} onPress={() => { openDialog('new'); }}>Call a meeting</Button>;
  if (meeting.state === 'ended') return <><Button onPress={() => { openDialog('new'); }} refusal={refusalOf(board.may['createMeeting'])}>Call a meeting</Button><Button kind="primary" onPress={() => { goTo({ place: 'minutes', meeting: meeting.number }); }}>Minutes</Button></>;
  if (meeting.state === 'running') return <><Button hotkey="V" onPress={() => { goTo({ place: 'run', meeting: meeting.number }); }}>Meeting view</Button><Button hotkey="O" onPress={() => { openDialog('rollCall'); }}>Roll call</Button><Button kind="primary" refusal={refusalOf(board.may['end'])} onPress={() => { openDialog('end'); }}>End meeting</Button></>;
  return <><Button hotkey="P" refusal={refusalOf(board.may['prepare'])} onPress={() => { openDialog('fill'); }}>Fill the agenda</Button><Button hotkey="H" onPress={() => { openDialog('papers'); }}>Papers</Button><Button hotkey="V" onPress={() => { goTo({ place: 'run', meeting: meeting.number }); }}>Meeting view</Button><Button kind="primary" hotkey="S" isPending={start.isPending} refusal={refusalOf(board.may['start'])} onPress={() => { void begin(); }}>Start meeting</Button></>;
}

function Filters({ board }: { board: AgendaBoard }) {
  const { tier, service } = useBoardState();
  const services = useQuery('change.facets', {}).value?.services ?? [];
  return (
    <Toolbar label="Filters">
      <FilterChip name="Tier" choices={[...tiers.map((value) => ({ value, label: tierWords[value] })), { value: 'none', label: 'Not assessed' }]} chosen={tier} onChange={(chosen) => { useBoardState.setState({ tier: chosen }); }} />
      <FilterChip name="Service" choices={services.map((x) => ({ value: x.name, label: x.name || 'None', count: x.count }))} chosen={service === null ? [] : [service]} onChange={([first]) => { useBoardState.setState({ service: first ?? null }); }} isSingle />
      {board.quorum && board.meeting?.state === 'running' && <span className={`${s.quorum} end`} role="status"><SignalMark signal={board.quorum.isQuorate ? 'ok' : 'bad'}>{board.quorum.why}</SignalMark></span>}
    </Toolbar>
  );
}

function Dialogs({ board, card, moves }: { board: AgendaBoard; card: Card | undefined; moves: Moves }) {
  const dialog = useBoardState((x) => x.dialog);
  const { verdict, recommends } = useBoardState((x) => x.chosen);
  const lateBefore = useBoardState((x) => x.lateBefore);
  const next = (): void => {
    openDialog('none');
    const at = board.onAgenda.findIndex((c) => c.id === card?.id);
    const following = board.onAgenda[at + 1] ?? board.onAgenda[at - 1];
    if (following) followFocus(following.id);
  };
  if (dialog === 'new') return <NewMeeting onClose={() => { openDialog('none'); }} onCalled={(number) => { goTo({ place: 'board', meeting: number }); }} />;
  if (!board.meeting) return null;
  if (dialog === 'rollCall') return <RollCallDialog meeting={board.meeting!.id} room={board.attendance} quorum={board.quorum} onClose={() => { openDialog('none'); }} />;
  if (dialog === 'papers') return <PapersDialog meeting={board.meeting} onClose={() => { openDialog('none'); }} />;
  if (dialog === 'fill') return <FillDialog meeting={board.meeting.id} onClose={() => { openDialog('none'); }} />;
  if (dialog === 'end') return <EndDialog meeting={board.meeting!} people={board.attendance.map((a) => a.name)} undecided={board.onAgenda.map((c) => c.number)} onClose={() => { openDialog('none'); }} />;
  if (!card) return null;
  if (dialog === 'decide') return <DecideDialog key={`${card.id}`} meeting={board.meeting!.id} people={board.attendance.map((a) => a.name)} card={card} verdict={verdict} {...(recommends ? { recommends } : {})} onClose={() => { openDialog('none'); }} onDone={next} />;
  if (dialog === 'refer') return <ReferDialog key={card.id} meeting={board.meeting.id} card={card} onClose={() => { openDialog('none'); }} onDone={next} />;
  if (dialog === 'late') return <LateDialog meeting={board.meeting.id} card={card} before={lateBefore} />;
  if (dialog === 'move') return <MoveDialog board={board} card={card} onAdmit={(before) => { void moves.onAdmit(card, before); }} onOrder={(before) => { void moves.onOrder(card, before); }} onDrop={() => { void moves.onDrop(card); }} />;
  return dialog === 'minutes' && card.item ? <MinutesDialog board={board} card={card} /> : null;
}

function NothingSelected({ board }: { board: AgendaBoard }) {
  return (
    <Panel label="Packet" header={<h2 className={s.panelTitle}>Packet</h2>}>
      <EmptyState title="Select a card" steps={[]}>What the board must know stands here: risk, window, conflicts, plans and the record of the service.{board.meeting?.state === 'planned' && board.ready.total > 0 ? ' A puts a ready change on the agenda.' : ''}</EmptyState>
    </Panel>
  );
}

export function BoardScreen({ meeting }: { meeting: string | null }) {
  const { selected, tier, service } = useBoardState();
  const answer = useQuery('cab.board', { ...(meeting ? { meeting } : {}), ...(tier.length > 0 ? { tier: [...tier] } : {}), ...(service === null ? {} : { service }) }, { keepPrevious: true });
  const board = answer.value;
  const card = board && allCards(board).find((c) => c.id === selected);
  const moves = useMoves(board);
  useKeys(board, card, moves);
  useEffect(() => () => { openDialog('none'); }, []);
  const m = board?.meeting;
  const sub = m ? `${m.boardName} on ${formatDay(m.startsAt, m.zone)}, ${formatClock(m.startsAt, m.zone)}–${formatClock(endOf(m.startsAt, m.lengthMinutes), m.zone)}${m.state === 'running' ? ', running' : m.state === 'ended' ? ', ended' : ''}` : undefined;
  if (!board) return <Screen title="Agenda board"><RefusalLine refusal={answer.error} /></Screen>;
  const isEmpty = allCards(board).length === 0 && board.meeting === null && tier.length === 0 && service === null;
  return (
    <Screen title="Agenda board" sub={sub && <span title={m ? formatMinutes(m.lengthMinutes) : ''}>{sub}</span>} acts={<Acts board={board} />}>
      {isEmpty ? <NoBoardYet /> : (
        <div className={s.grid}>
          <div className={s.bar}><Filters board={board} /></div>
          <OutlookBand board={m?.board} />
          <div className={s.work}>
            <OverdueEmergencies />
            <BoardColumns board={board} moves={{ onAdmit: (c, b) => { void moves.onAdmit(c, b); }, onOrder: (c, b) => { void moves.onOrder(c, b); }, onDrop: (c) => { void moves.onDrop(c); } }} />
            {m?.state === 'running' && <DecideBar card={board.onAgenda.find((c) => c.id === selected)} />}
          </div>
          {card ? <PacketPanel board={board} card={card} /> : <NothingSelected board={board} />}
        </div>
      )}
      <Dialogs board={board} card={card} moves={moves} />
    </Screen>
  );
}

function NoBoardYet() {
  return (
    <EmptyState title="Nothing to decide yet" steps={[
      { title: 'Bring in changes', text: 'From a spreadsheet or a ticket export', act: <Button kind="primary" onPress={() => { goTo({ place: 'import' }); }}>Import…</Button> },
      { title: 'Call the first meeting', text: 'Its agenda fills from the changes that are ready', act: <Button onPress={() => { openDialog('new'); }}>Call a meeting</Button> },
    ]}>Changes stand here in four columns: not ready with what they lack, ready, on the agenda, decided.</EmptyState>
  );
}
