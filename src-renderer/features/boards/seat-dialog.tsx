// Gives a seat to a person, changes it, or ends it.
import { useState } from 'react';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog, Dialog } from '../../ui/dialog.tsx';
import { DayField, Select, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import type { BoardRow, SeatRow } from './boards-words.ts';
import s from './boards.module.css';

type Draft = { person: string; held: string; voting: 'yes' | 'no'; from: string | null; until: string | null; deputy: string };
export function SeatDialog({ board, seat, onClose }: { board: BoardRow; seat: SeatRow | null; onClose: () => void }) {
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).filter((p) => !p.isSuspended);
  const [draft, setDraft] = useState<Draft>({ person: seat?.person ?? '', held: seat?.function ?? board.lacks[0] ?? '', voting: seat?.isVoting === false ? 'no' : 'yes', from: seat?.from ?? null, until: seat?.until ?? null, deputy: seat?.deputy ?? '' });
  const [isTried, setTried] = useState(false);
  const give = useCommand('board.seat');
  const set = (part: Partial<Draft>): void => { give.clear(); setDraft((d) => ({ ...d, ...part })); };
  const problems = { person: draft.person === '' ? 'Choose a person' : undefined, held: draft.held.trim() === '' ? 'Name what they speak for' : undefined };
  const send = async (): Promise<void> => {
    setTried(true);
    if (give.isPending || problems.person !== undefined || problems.held !== undefined) return;
    const reply = await give.run({ board: board.id, person: draft.person, function: draft.held.trim(), isVoting: draft.voting === 'yes', ...(draft.from ? { from: draft.from } : {}), ...(draft.until ? { until: draft.until } : {}), ...(draft.deputy ? { deputy: draft.deputy } : {}) });
    if (reply.ok) onClose();
  };
  const options = people.map((p) => ({ value: p.id, label: p.name }));
  return (
    <Dialog title={seat ? `Seat of ${seat.name}` : `New seat on ${board.name}`} size="medium" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Keep as it is</Button><Button kind="primary" hotkey="Mod+Enter" isPending={give.isPending} onPress={() => { void send(); }}>{seat ? 'Save the seat' : 'Give the seat'}</Button></>}>
      <SendKey label={seat ? 'Save the seat' : 'Give the seat'} onSend={() => { void send(); }} />
      <div className={s.form}>
        <Select label="Person" value={draft.person} placeholder="Choose a person" isDisabled={seat !== null} autoFocus={seat === null} isRequired error={isTried ? problems.person : undefined} onChange={(person) => { set({ person, ...(person === draft.deputy ? { deputy: '' } : {}) }); }} options={options} />
        <div className={s.two}>
          <TextField label="Speaks for" value={draft.held} onChange={(held) => { set({ held }); }} suggestions={board.charter.requiredFunctions} isRequired autoFocus={seat !== null} error={isTried ? problems.held : undefined} help={board.lacks.length > 0 ? `Not held by anybody: ${board.lacks.join(', ')}` : undefined} />
          <Select label="Vote" value={draft.voting} onChange={(voting) => { set({ voting }); }} options={[{ value: 'yes', label: 'Voting' }, { value: 'no', label: 'Advisory' }]} />
        </div>
        <div className={s.two}>
          <DayField label="First day" value={draft.from} onChange={(from) => { set({ from }); }} help={draft.from === null ? 'Open: from now on' : undefined} />
          <DayField label="Last day" value={draft.until} onChange={(until) => { set({ until }); }} help={draft.until === null ? 'Open: until it is ended' : undefined} error={give.error?.code === 'end_before_start' ? 'It is before the first day' : undefined} />
        </div>
        <Select label="Deputy" value={draft.deputy} placeholder="none" onChange={(deputy) => { set({ deputy }); }} options={options.filter(({ value }) => value !== draft.person)} help="Votes in this seat while its holder is not in the room." />
        <RefusalLine refusal={give.error} />
      </div>
    </Dialog>
  );
}

export function EndSeatDialog({ board, seat, onClose }: { board: BoardRow; seat: SeatRow; onClose: () => void }) {
  const [on, setOn] = useState<string | null>(new Date().toISOString().slice(0, 10));
  const end = useCommand('board.endSeat');
  const isNeeded = seat.isVoting && board.charter.requiredFunctions.some((f) => f.toLowerCase() === seat.function.trim().toLowerCase()) && board.seats.filter((x) => x.isVoting && x.function.trim().toLowerCase() === seat.function.trim().toLowerCase()).length === 1;
  const send = async (): Promise<void> => {
    if (on === null || end.isPending) return;
    if ((await end.run({ board: board.id, person: seat.person, on })).ok) onClose();
  };
  return (
    <ConfirmDialog title={`End the seat of ${seat.name}?`} verb="End the seat" isDangerous isOpen isPending={end.isPending} isDisabled={on === null} error={end.error} onConfirm={() => { void send(); }} onClose={onClose}
      consequence={isNeeded ? `Nobody else speaks for ${seat.function}: from that day on the board can authorise nothing until the seat is filled.` : 'From that day on the seat no longer counts. What was decided with it stays decided.'}>
      <DayField label="From this day on" value={on} onChange={setOn} isRequired />
    </ConfirmDialog>
  );
}
