// Forms of portfolios and trains: a portfolio with its gates, a train, boarding, gates, and dates offered to units.
import { useState } from 'react';
import { Plus, X } from 'lucide-react';
import type { Output } from '#contract/index.ts';
import { roles } from '#contract/people.ts';
import type { Role } from '#contract/people.ts';
import type { OfferRow, TrainItem, TrainRow } from '#contract/trains.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { DateTimeField, DayField, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { formatMoment, viewerZone } from '../../ui/time-words.ts';
import { roleWords } from '../../ui/words.ts';
import s from './trains.module.css';

type Portfolio = Output<'portfolio.show'>;
const lack = (isTried: boolean, value: string, text: string): string | undefined => (isTried && value.trim() === '' ? text : undefined);
const usePeople = () => (useQuery('person.list', { limit: 500 }).value?.rows ?? []);
const roleOptions = roles.map((value) => ({ value, label: roleWords[value] }));

export function PortfolioDialog({ portfolio, onClose, onDone }: { portfolio: Portfolio | null; onClose: () => void; onDone: (id: string) => void }) {
  const managers = usePeople().filter((one) => one.roles.includes('release-manager')).map(({ id, name }) => ({ value: id, label: name }));
  const [name, setName] = useState(portfolio?.name ?? '');
  const [manager, setManager] = useState(portfolio?.manager?.id ?? '');
  const [gates, setGates] = useState<{ name: string; role: Role }[]>(portfolio?.gates.map((gate) => ({ name: gate.name, role: gate.role })) ?? [{ name: 'Readiness', role: 'release-manager' }]);
  const set = (at: number, part: Partial<{ name: string; role: Role }>): void => { setGates((now) => now.map((gate, i) => (i === at ? { ...gate, ...part } : gate))); };
  const isWhole = name.trim() !== '' && gates.every((gate) => gate.name.trim() !== '');
  return (
    <CommandDialog op="portfolio.set" title={portfolio ? `Edit ${portfolio.name}` : 'A portfolio'} verb="Save" size="medium" input={isWhole ? { name: name.trim(), manager: manager || null, gates, ...(portfolio ? { portfolio: portfolio.id } : {}) } : null} said={`${name.trim()} is saved.`} onClose={onClose} onDone={({ id }) => { onDone(id); }} about="Without a release manager it opens no train. Gates are passed in this order, each by the signature of its role.">
      {(isTried) => (
        <>
          <TextField label="Name" value={name} onChange={setName} isRequired autoFocus error={lack(isTried, name, 'A portfolio needs a name')} />
          <Select label="Release manager" value={manager} onChange={setManager} options={managers} placeholder="Nobody yet" />
          <ol className={s.gateRows} aria-label="Gates in their order">{gates.map((gate, i) => (
            <li key={i}>
              <TextField label={`Gate ${i + 1}`} value={gate.name} onChange={(text) => { set(i, { name: text }); }} maxLength={80} error={lack(isTried, gate.name, 'Name the gate')} />
              <Select label="Signed by" value={gate.role} onChange={(role) => { set(i, { role }); }} options={roleOptions} />
              <Button kind="quiet" icon={<X aria-hidden="true" />} label={`Drop gate ${i + 1}`} onPress={() => { setGates(gates.filter((_, at) => at !== i)); }}>{null}</Button>
            </li>
          ))}</ol>
          <div><Button icon={<Plus aria-hidden="true" />} onPress={() => { setGates([...gates, { name: '', role: 'change-manager' }]); }}>Add a gate</Button></div>
        </>
      )}
    </CommandDialog>
  );
}

export function TrainDialog({ portfolio, onClose }: { portfolio: Portfolio; onClose: () => void }) {
  const [form, setForm] = useState({ name: '', from: null as string | null, time: '20:00', everyWeeks: 2 as number | null, cutOffHours: 72 as number | null, zone: viewerZone() });
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  const { name, from, time, everyWeeks, cutOffHours, zone } = form;
  const isTime = /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
  const isWhole = name.trim() !== '' && from !== null && isTime && everyWeeks !== null && cutOffHours !== null;
  return (
    <CommandDialog op="train.open" title={`A train of ${portfolio.name}`} verb="Open it" size="medium" input={isWhole ? { portfolio: portfolio.id, name: name.trim(), from, time, everyWeeks, cutOffHours, zone } : null} said={`${name.trim()} is open for boarding.`} onClose={onClose} about="It departs by the clock on the wall of its zone. What lacks a gate at the cut-off goes with the next departure.">
      {(isTried) => (
        <>
          <TextField label="Name" value={name} onChange={(text) => { set({ name: text }); }} isRequired autoFocus error={lack(isTried, name, 'A train needs a name')} />
          <div className={s.two}>
            <DayField label="First departure" value={from} onChange={(day) => { set({ from: day }); }} isRequired error={isTried && from === null ? 'Say on which day it departs first' : undefined} />
            <TextField label="At" value={time} onChange={(text) => { set({ time: text }); }} maxLength={5} placeholder="20:00" error={isTried && !isTime ? 'A time such as 20:00' : undefined} />
            <NumberField label="Every" unit="weeks" value={everyWeeks} least={1} most={52} onChange={(n) => { set({ everyWeeks: n }); }} error={isTried && everyWeeks === null ? 'From 1 to 52' : undefined} />
            <NumberField label="Boarding ends" unit="hours before" value={cutOffHours} least={0} most={2000} onChange={(n) => { set({ cutOffHours: n }); }} error={isTried && cutOffHours === null ? 'Say how many hours' : undefined} />
          </div>
          <TextField label="Zone" value={zone} onChange={(text) => { set({ zone: text }); }} maxLength={64} />
        </>
      )}
    </CommandDialog>
  );
}

export function BoardDialog({ train, onClose }: { train: TrainRow; onClose: () => void }) {
  const [item, setItem] = useState('');
  const [departure, setDeparture] = useState(train.departures.find(({ isBoarding }) => isBoarding)?.at ?? '');
  const open = useQuery('change.list', { limit: 50, order: 'updatedAt', state: ['submitted', 'assessment', 'awaiting-authorisation', 'authorised', 'scheduled'] }).value?.rows ?? [];
  const releases = useQuery('release.list', { limit: 50, state: ['planning', 'scoped', 'ready', 'go'] }).value?.rows ?? [];
  return (
    <CommandDialog op="train.board" title={`Board ${train.name}`} verb="Board" input={item.trim() === '' ? null : { train: train.id, item: item.trim(), ...(departure === '' ? {} : { departure }) }} said={`${item.trim()} is aboard.`} onClose={onClose} about="After its cut-off a departure takes nothing more: what asks for it goes with the next one, and that is put on record.">
      {(isTried) => (
        <>
          <TextField label="Change or release" value={item} onChange={setItem} isRequired autoFocus placeholder="C-A1-0412" maxLength={64} suggestions={[...releases, ...open].map(({ number }) => number)} error={lack(isTried, item, 'Name a change or a release')} />
          <Select label="Departure" value={departure} onChange={setDeparture} options={train.departures.map(({ at, isBoarding }) => ({ value: at, label: `${formatMoment(at, train.zone)}${isBoarding ? ', boarding' : ''}` }))} />
        </>
      )}
    </CommandDialog>
  );
}
export const SignGateDialog = ({ train, item, gate, onClose }: { train: TrainRow; item: TrainItem; gate: TrainItem['gates'][number]; onClose: () => void }) => (
  <CommandDialog op="train.signGate" title={`${item.number} passes ${gate.name}?`} verb="Sign" input={{ train: train.id, item: item.id, gate: gate.id }} said={`${item.number} passed ${gate.name}.`} onClose={onClose} about={<>You sign as {roleWords[gate.role].toLowerCase()} that <bdi>{item.title}</bdi> may pass.</>}>{() => null}</CommandDialog>
);
export function LeaveDialog({ train, item, onClose }: { train: TrainRow; item: TrainItem; onClose: () => void }) {
  const [reason, setReason] = useState('');
  return <CommandDialog op="train.leave" title={`Take ${item.number} off ${train.name}?`} verb="Take off" input={reason.trim() === '' ? null : { train: train.id, item: item.id, reason: reason.trim() }} said={`${item.number} is off the train.`} onClose={onClose} about="Its gates and date offers go with it.">{(isTried) => <TextField label="Why" value={reason} onChange={setReason} isRequired autoFocus error={lack(isTried, reason, 'Say why')} />}</CommandDialog>;
}
export function OfferDialog({ train, item, onClose }: { train: TrainRow; item: TrainItem; onClose: () => void }) {
  const people = usePeople().map(({ id, name }) => ({ value: id, label: name }));
  const [form, setForm] = useState({ unit: '', contact: '', date: item.departure as string | null, note: '' });
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  const isWhole = form.unit.trim() !== '' && form.contact !== '' && form.date !== null;
  return (
    <CommandDialog op="train.offer" title={`Offer a date for ${item.number}`} verb="Offer" input={isWhole ? { train: train.id, item: item.id, unit: form.unit.trim(), contact: form.contact, date: form.date!, note: form.note } : null} said={`${form.unit.trim()} is asked.`} onClose={onClose} about="The unit accepts, names another date, or declines. Both dates stand until one side accepts the other’s.">
      {(isTried) => (
        <>
          <TextField label="Business unit" value={form.unit} onChange={(unit) => { set({ unit }); }} isRequired autoFocus error={lack(isTried, form.unit, 'Name the unit')} />
          <Select label="Speaks for it" value={form.contact} onChange={(contact) => { set({ contact }); }} options={people} placeholder="Choose a person…" isRequired error={lack(isTried, form.contact, 'Choose who speaks for the unit')} />
          <DateTimeField label="Date" value={form.date} zone={train.zone} onChange={(date) => { set({ date }); }} />
          <TextField label="Note" value={form.note} onChange={(note) => { set({ note }); }} />
        </>
      )}
    </CommandDialog>
  );
}
export function AnswerOfferDialog({ train, offer, onClose }: { train: TrainRow; offer: OfferRow; onClose: () => void }) {
  const [answer, setAnswer] = useState<'accept' | 'counter' | 'decline'>(offer.mayAccept.ok ? 'accept' : 'counter');
  const [date, setDate] = useState<string | null>(offer.countered ?? offer.offered);
  const [note, setNote] = useState('');
  const isWhole = answer === 'accept' || (answer === 'counter' ? date !== null : note.trim() !== '');
  return (
    <CommandDialog op="train.answer" title={`A date for ${offer.unit}`} verb="Sign" input={isWhole ? { train: train.id, offer: offer.id, answer, note, ...(answer === 'counter' && date !== null ? { date } : {}) } : null} said={`${offer.unit}: ${answer === 'accept' ? 'the date is agreed' : answer === 'counter' ? 'another date is named' : 'declined'}.`} onClose={onClose}
      about={`Offered ${formatMoment(offer.offered, train.zone)}${offer.countered === null ? '' : `; ${offer.unit} named ${formatMoment(offer.countered, train.zone)}`}.`}>
      {(isTried) => (
        <>
          <Select label="Answer" value={answer} onChange={setAnswer} autoFocus options={[...(offer.mayAccept.ok ? [{ value: 'accept' as const, label: 'Accept the other side’s date' }] : []), { value: 'counter' as const, label: 'Name another date' }, { value: 'decline' as const, label: 'Decline' }]} />
          {answer === 'counter' && <DateTimeField label="Date" value={date} zone={train.zone} onChange={setDate} error={isTried && date === null ? 'Name the other date' : undefined} />}
          <TextArea label={answer === 'decline' ? 'Why' : 'Note'} value={note} onChange={setNote} rows={2} isRequired={answer === 'decline'} error={answer === 'decline' ? lack(isTried, note, 'Say why') : undefined} />
        </>
      )}
    </CommandDialog>
  );
}
