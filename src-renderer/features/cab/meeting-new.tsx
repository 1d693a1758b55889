// Calling a meeting: board, when, in which zone, how long. Where there is no board yet, the first one is made with it.
import { useState } from 'react';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DateTimeField, NumberField, Select, TextField } from '../../ui/fields.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { viewerZone } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';
import { instantOf, isZone, wallTimeOf } from '../../ui/zones.ts';
import s from './meetings.module.css';

/** Tomorrow at two in the zone, where nobody has said anything else. */
const tomorrow = (zone: string): string | null => instantOf(`${wallTimeOf(new Date(Date.now() + 86_400_000).toISOString(), zone).slice(0, 10)}T14:00`, zone);

/** `onCalled` hears the number of the meeting, where the screen goes on to it. An extraordinary session comes with its board, time and length, and says what it is about. */
type Props = { onClose: () => void; onCalled?: (number: string | null) => void; board?: string; startsAt?: string; lengthMinutes?: number; about?: string };
export function NewMeeting({ onClose, onCalled, board: given, startsAt: at, lengthMinutes, about }: Props) {
  const answer = useQuery('board.list', {});
  const boards = answer.value ?? [];
  const [chosen, setChosen] = useState(given ?? '');
  const [name, setName] = useState('Change Advisory Board');
  const [typedZone, setTypedZone] = useState<string | null>(null);
  const [chosenZone, setChosenZone] = useState<string | null>(null);
  const [typedStart, setStart] = useState<string | null | undefined>(at);
  const [typedLength, setLength] = useState<number | null | undefined>(lengthMinutes);
  const create = useCommand('meeting.create');
  const found = useCommand('board.create');
  const board = boards.find((b) => b.id === chosen) ?? boards[0];
  const zone = chosenZone ?? board?.zone ?? viewerZone();
  const isKnown = typedZone === null || isZone(typedZone);
  const startsAt = typedStart === undefined ? board?.nextUncalled ?? tomorrow(zone) : typedStart;
  const length = typedLength === undefined ? board?.lengthMinutes ?? 90 : typedLength;
  const isWhole = isKnown && startsAt !== null && length !== null && (board !== undefined || name.trim() !== '');
  const move = (next: string): void => {
    // The clock on the wall stays what it was: two o'clock is two o'clock, wherever the meeting is.
    setTypedZone(next);
    if (!isZone(next)) return;
    if (startsAt !== null) setStart(instantOf(wallTimeOf(startsAt, zone), next));
    setChosenZone(next);
  };
  const send = async (): Promise<void> => {
    if (!isWhole || create.isPending || found.isPending) return;
    const made = board ? null : await found.run({ name: name.trim(), zone, lengthMinutes: length });
    if (made && !made.ok) return;
    const id = board?.id ?? (made?.ok ? made.value.id : '');
    const reply = await create.run({ board: id, startsAt, zone, lengthMinutes: length });
    if (!reply.ok) return;
    showToast({ text: `${reply.value.number ?? 'The meeting'} is called. Its agenda is filled on the board.` });
    onClose();
    onCalled?.(reply.value.number ?? null);
  };
  return (
    <Dialog title="Call a meeting" isOpen onClose={onClose} footer={(
      <><Button onPress={onClose} hotkey="Escape">Not now</Button><Button kind="primary" isPending={create.isPending || found.isPending} isDisabled={!isWhole} onPress={() => { void send(); }}>Call the meeting</Button></>
    )}>
      {about !== undefined && <p className="sec prose">{about}</p>}
      <div className={s.form}>
        {boards.length === 0 && answer.value ? <TextField label="Name of the board" value={name} onChange={setName} help="Your first board. Its members get their seats afterwards." isRequired autoFocus />
          : <Select label="Board" value={board?.id ?? ''} onChange={setChosen} options={boards.map((b) => ({ value: b.id, label: `${b.name}, ${counted(b.seats.filter((x) => x.isVoting).length, 'vote')}` }))} autoFocus />}
        <div className={s.two}>
          <DateTimeField label="Starts" value={startsAt} onChange={setStart} zone={zone} isRequired {...(typedStart === undefined && board?.nextUncalled ? { help: 'The next session of its cadence' } : {})} />
          <TextField label="Time zone" value={typedZone ?? zone} onChange={move} suggestions={Intl.supportedValuesOf('timeZone')} maxLength={64} error={isKnown ? undefined : 'Choose one of the list, such as Europe/London'} isRequired />
        </div>
        <NumberField label="Length" value={length} onChange={setLength} least={5} most={600} unit="min" onEnter={() => { void send(); }} />
        <RefusalLine refusal={create.error ?? found.error} />
      </div>
    </Dialog>
  );
}
