// Settling a conflict where it is seen: accepting it for a time, letting a change pass a soft freeze, or asking for an exception (CAL-01, CAL-02).
import { useState } from 'react';
import type { Conflict } from '#contract/schedule.ts';
import type { May } from '#contract/values.ts';
import { refusalOf } from '../../app/actions.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { DayField, Select, TextArea } from '../../ui/fields.tsx';
import { formatShortDay } from '../../ui/time-words.ts';
import { showToast } from '../../ui/toast.tsx';
import { RequestDialog } from '../exceptions/request-dialog.tsx';
import s from './calendar.module.css';

/** What may be done about a conflict: a soft freeze is passed by its owner, what collides with other work is accepted, everything else is excepted. */
export type Settling = 'permit' | 'accept' | 'except';
export function settlingOf({ rule, capability, facts, weight, settled }: Conflict): Settling | null {
  if (settled !== null || (weight !== 'blocking' && rule !== 'freeze')) return null;
  if (rule === 'freeze' && facts['mode'] === 'soft') return 'permit';
  return capability === 'CAL-01' || capability === 'CAL-04' ? 'accept' : 'except';
}
const words: Record<Settling, string> = { permit: 'Let it pass…', accept: 'Accept it…', except: 'Ask for an exception…' };

type Props = { change: string; conflict: Conflict; mayAccept: May | undefined };
export function SettleButton({ change, conflict, mayAccept }: Props) {
  const [isOpen, setOpen] = useState(false);
  const how = settlingOf(conflict);
  if (how === null) return null;
  const close = (): void => { setOpen(false); };
  return (
    <>
      <Button kind="quiet" label={`${words[how].replace('…', '')}: ${conflict.said}`} refusal={how === 'accept' ? refusalOf(mayAccept) : undefined} onPress={() => { setOpen(true); }}>{words[how]}</Button>
      {isOpen && how === 'accept' && <AcceptDialog change={change} conflict={conflict} onClose={close} />}
      {isOpen && how === 'permit' && <PermitDialog change={change} conflict={conflict} onClose={close} />}
      {isOpen && how === 'except' && <Except change={change} rule={conflict.capability} onClose={close} />}
    </>
  );
}

type DialogProps = Pick<Props, 'change' | 'conflict'> & { onClose: () => void };
function AcceptDialog({ change, conflict, onClose }: DialogProps) {
  const people = (useQuery('person.list', { limit: 500 }).value?.rows ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const ends = conflict.overlap?.endsAt ?? conflict.sides[0].endsAt;
  const [form, setForm] = useState({ reason: '', owner: '', until: ends.slice(0, 10) as string | null });
  const [isTried, setTried] = useState(false);
  const command = useCommand('conflict.accept');
  const set = (part: Partial<typeof form>): void => { command.clear(); setForm((now) => ({ ...now, ...part })); };
  const { reason, owner, until } = form;
  const lack = (is: boolean, text: string): string | undefined => (isTried && is ? text : undefined);
  const send = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '' || owner === '' || until === null || command.isPending) return;
    const reply = await command.run({ change, conflict: conflict.key, reason, owner, until });
    if (!reply.ok) return;
    showToast({ text: `The conflict is accepted until ${formatShortDay(`${until}T12:00:00.000Z`, 'UTC')}.` });
    onClose();
  };
  return (
    <FormDialog title="Accept this conflict?" verb="Sign and accept" keep="Leave it open" isPending={command.isPending} error={command.error} onSend={() => { void send(); }} onClose={onClose} about={`${conflict.said} It stays visible and is printed in packs. It speaks for both spans as they lie: once either moves, it ends.`}>
      <div className="stack">
        <TextArea label="Why both may run" value={reason} rows={2} isRequired autoFocus error={lack(reason.trim() === '', 'Say why')} onChange={(to) => { set({ reason: to }); }} />
        <Select label="Who answers for it" value={owner} options={people} placeholder="Choose a person…" isRequired error={lack(owner === '', 'Choose who answers for it')} onChange={(to) => { set({ owner: to }); }} />
        <DayField label="Last day" value={until} isRequired error={lack(until === null, 'An acceptance has an end')} onChange={(to) => { set({ until: to }); }} />
      </div>
    </FormDialog>
  );
}

function PermitDialog({ change, conflict, onClose }: DialogProps) {
  const freeze = conflict.sides.find(({ kind }) => kind === 'freeze')!;
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const command = useCommand('freeze.permit');
  const send = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '' || command.isPending) return;
    const reply = await command.run({ freeze: freeze.id, change, reason: reason.trim() });
    if (!reply.ok) return;
    showToast({ text: `It passes “${freeze.title}” where it lies.` });
    onClose();
  };
  return (
    <FormDialog title={`Let it pass “${freeze.title}”?`} verb="Sign and let it pass" keep="Leave it" isPending={command.isPending} error={command.error} onSend={() => { void send(); }} onClose={onClose} about={`Only ${freeze.owner === '' ? 'the owner of the freeze' : freeze.owner} signs that. It holds for this window; another one asks anew.`}>
      <TextArea label="Why it may pass" value={reason} rows={2} isRequired autoFocus error={isTried && reason.trim() === '' ? 'Say why' : undefined} onChange={(to) => { command.clear(); setReason(to); }} />
    </FormDialog>
  );
}

function Except({ change, rule, onClose }: { change: string; rule: string; onClose: () => void }) {
  const register = useQuery('exception.list', { change, limit: 1 }).value;
  return register ? <RequestDialog register={register} change={change} rule={rule} onClose={onClose} /> : null;
}

/** CAL-06: a stabilisation freeze ends early once its criteria are met and change manager and service owner have signed. */
export function LiftDialog({ entry: id, onClose }: { entry: string; onClose: () => void }) {
  const entry = useQuery('calendar.show', { entry: id }).value;
  const [reason, setReason] = useState('');
  const [lift, meet] = [useCommand('freeze.lift'), useCommand('freeze.meetCriterion')];
  const send = async (): Promise<void> => {
    if (lift.isPending) return;
    const reply = await lift.run({ freeze: id, reason: reason.trim() });
    if (!reply.ok) return;
    showToast({ text: 'Your signature is on record.' });
    onClose();
  };
  if (!entry) return null;
  return (
    <FormDialog title={`Lift “${entry.title}” early?`} verb="Sign that it ends" keep="Leave it in force" isPending={lift.isPending} error={lift.error ?? meet.error} onSend={() => { void send(); }} onClose={onClose}
      about={entry.liftedAt !== null ? 'It is lifted already.' : `A change manager and the owner of its service both have to sign${entry.lifted.length === 0 ? '' : `; ${entry.lifted.map(({ by }) => by).join(' and ')} has signed`}.`}>
      {entry.criteria.length > 0 && (
        <ul className={s.clashes} aria-label="Exit criteria">{entry.criteria.map((one) => (
          <li key={one.id} className={s.criterion}><span className="grow">{one.text}</span>{one.metAt === null ? <Button kind="quiet" label={`Note that it is met: ${one.text}`} isPending={meet.isPending} onPress={() => { void meet.run({ freeze: id, criterion: one.id }); }}>It is met</Button> : <span className="dim">met {formatShortDay(one.metAt)}</span>}</li>
        ))}</ul>
      )}
      <TextArea label="Why it may end" value={reason} rows={2} isRequired autoFocus onChange={(to) => { lift.clear(); setReason(to); }} />
    </FormDialog>
  );
}
