// Forms of a prioritisation: its hours and weights, a candidate, a move with its reason, and what is left for later.
import { useState } from 'react';
import type { Output } from '#contract/index.ts';
import { Tier } from '#contract/change.ts';
import { factorNames } from '#contract/ranking.ts';
import type { CandidateRow, Weights } from '#contract/ranking.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { hrefOf } from '../../app/routes.ts';
import { DayField, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { tierWords } from '../../ui/words.ts';
import { factorWords } from './priority-words.ts';
import s from './priorities.module.css';

type Ranking = Output<'ranking.show'>;
type Of = { ranking: Ranking; onClose: () => void };
const called = ({ number, name }: Pick<CandidateRow, 'number' | 'name'>): string => number ?? name;
const lack = (isTried: boolean, value: string, text: string): string | undefined => (isTried && value.trim() === '' ? text : undefined);

export function RankingDialog({ ranking, onClose, onDone }: { ranking: Ranking | null; onClose: () => void; onDone: (id: string) => void }) {
  const [name, setName] = useState(ranking?.name ?? '');
  const [capacity, setCapacity] = useState<number | null>(ranking?.capacity ?? null);
  const [weights, setWeights] = useState<Weights>(ranking?.weights ?? { roi: 30, impact: 15, deadline: 15, value: 25, risk: 15 });
  const sum = factorNames.reduce((all, factor) => all + weights[factor], 0);
  const isWhole = name.trim() !== '' && capacity !== null;
  return (
    <CommandDialog op="ranking.set" title={ranking ? `Edit ${ranking.name}` : 'A prioritisation'} verb="Save" size="medium" input={isWhole ? { name: name.trim(), capacity, weights, ...(ranking ? { ranking: ranking.id } : {}) } : null} said={`${name.trim()} is saved.`} onClose={onClose} onDone={({ id }) => { onDone(id); }} about="The weights say how much each factor gives; everybody sees them beside the order.">
      {(isTried) => (
        <>
          <TextField label="Name" value={name} onChange={setName} isRequired autoFocus placeholder="First quarter" error={lack(isTried, name, 'It needs a name')} />
          <NumberField label="Capacity" unit="hours" value={capacity} least={0} most={1000000} onChange={setCapacity} error={isTried && capacity === null ? 'Say how many hours there are' : undefined} />
          <div className={s.five}>{factorNames.map((factor) => <NumberField key={factor} label={factorWords[factor]} unit="%" value={weights[factor]} least={0} most={100} onChange={(n) => { setWeights((now) => ({ ...now, [factor]: Math.max(0, Math.min(100, n ?? 0)) })); }} />)}</div>
          <p className="dim tiny" role="status">{sum} of 100 percent</p>
        </>
      )}
    </CommandDialog>
  );
}

export function CandidateDialog({ ranking, row, onClose }: Of & { row: CandidateRow | null }) {
  const [form, setForm] = useState({ record: row?.number ?? '', name: row?.number ? '' : row?.name ?? '', benefit: row?.benefit ?? null, cost: row?.cost ?? null, hours: row?.hours ?? null, value: (row?.value ?? 3) as number | null, tier: row?.tier ?? ('' as const), impact: row?.impact ?? null, dueOn: row?.dueOn ?? null });
  const set = (part: Partial<typeof form>): void => { setForm((now) => ({ ...now, ...part })); };
  const { record, name, benefit, cost, hours, value, tier, impact, dueOn } = form;
  const isNamed = record.trim() !== '' || name.trim() !== '';
  const isWhole = isNamed && benefit !== null && cost !== null && hours !== null && value !== null;
  const number = (label: string, key: 'benefit' | 'cost' | 'hours' | 'value', more: { unit?: string; most: number; least?: number; help?: string }, isTried: boolean) => <NumberField label={label} value={form[key]} least={more.least ?? 0} most={more.most} unit={more.unit} help={more.help} onChange={(n) => { set({ [key]: n }); }} error={isTried && form[key] === null ? 'A whole number' : undefined} />;
  return (
    <CommandDialog op="ranking.setCandidate" title={row ? `Edit ${called(row)}` : 'A candidate'} verb="Save" size="medium" input={isWhole ? { ranking: ranking.id, ...(row ? { candidate: row.id } : {}), ...(record.trim() === '' ? {} : { record: record.trim() }), name: name.trim(), benefit, cost, hours, value, tier: tier === '' ? null : tier, impact, dueOn } : null} said="The candidate is saved." onClose={onClose} about="A change or release brings its own risk, a release also its impact index and its nearest reporting deadline.">
      {(isTried) => (
        <>
          <div className={s.two}>
            <TextField label="Change or release" value={record} onChange={(text) => { set({ record: text }); }} autoFocus placeholder="R-A1-0003" maxLength={64} />
            <TextField label="or name of a feature" value={name} onChange={(text) => { set({ name: text }); }} error={isTried && !isNamed ? 'Name the feature or its record' : undefined} />
            {number('Benefit', 'benefit', { most: 1e12 }, isTried)}{number('Cost', 'cost', { most: 1e12, help: '0: its return is undefined' }, isTried)}
            {number('Effort', 'hours', { unit: 'hours', most: 1_000_000 }, isTried)}{number('Value for customers', 'value', { least: 1, most: 5, help: '1 little, 5 most' }, isTried)}
            <Select label="Risk of a feature" value={tier} onChange={(next) => { set({ tier: next }); }} options={Tier.options.map((one) => ({ value: one, label: tierWords[one] }))} placeholder="Not assessed" />
            <NumberField label="Impact index" value={impact} least={0} most={1e9} onChange={(n) => { set({ impact: n }); }} help="People times severity" />
          </div>
          <DayField label="Regulatory deadline" value={dueOn} onChange={(day) => { set({ dueOn: day }); }} help="What has one stays above the line" />
        </>
      )}
    </CommandDialog>
  );
}

/** Where a candidate goes: before another one, or to the end. */
export function MoveDialog({ ranking, row, before: given, onClose }: Of & { row: CandidateRow; before: CandidateRow | null | undefined }) {
  const others = ranking.rows.filter(({ id, deferred }) => id !== row.id && deferred === null);
  const [before, setBefore] = useState(given === undefined ? others[0]?.id ?? 'end' : given === null ? 'end' : given.id);
  const [reason, setReason] = useState('');
  return (
    <CommandDialog op="ranking.move" title={`Move ${called(row)}`} verb="Move" input={{ ranking: ranking.id, candidate: row.id, before: before === 'end' ? null : before, reason }} said={`${called(row)} is moved.`} onClose={onClose} about="The order follows the scores; whoever moves something by hand says why, and that stays beside it.">
      {() => (
        <>
          <Select label="Goes before" value={before} onChange={setBefore} options={[...others.map((one) => ({ value: one.id, label: called(one) })), { value: 'end', label: 'Nothing: to the end' }]} />
          <TextArea label="Why" value={reason} onChange={setReason} rows={2} isRequired autoFocus />
        </>
      )}
    </CommandDialog>
  );
}
export function SetAsideDialog({ ranking, row, what, onClose }: Of & { row: CandidateRow; what: 'defer' | 'resume' | 'drop' }) {
  const [reason, setReason] = useState('');
  const on = { ranking: ranking.id, candidate: row.id };
  const field = () => <TextField label="Why" value={reason} onChange={setReason} isRequired autoFocus />;
  const held = row.dueOn !== null && !row.isExcepted && <>It is due by regulation on {row.dueOn}. Leaving it for later takes an exception from <span className="mono">{row.rule}</span>, asked for in the <a href={hrefOf({ place: 'exceptions' })}>register</a>.</>;
  if (what === 'drop') return <CommandDialog op="ranking.dropCandidate" title={`Take ${called(row)} out?`} verb="Take out" input={on} said={`${called(row)} is no candidate any more.`} onClose={onClose} about={held || undefined}>{() => null}</CommandDialog>;
  if (what === 'resume') return <CommandDialog op="ranking.resume" title={`Take ${called(row)} up again?`} verb="Take up" input={{ ...on, reason }} said={`${called(row)} is a candidate again.`} onClose={onClose}>{field}</CommandDialog>;
  return <CommandDialog op="ranking.defer" title={`Leave ${called(row)} for later?`} verb="Defer" input={{ ...on, reason }} said={`${called(row)} is left for later.`} onClose={onClose} about={held || undefined}>{field}</CommandDialog>;
}
