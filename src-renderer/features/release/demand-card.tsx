// What a release takes of staff and infrastructure beside its adoption points, and where that is too much (CAL-05).
import { useState } from 'react';
import { Plus, X } from 'lucide-react';
import type { Output } from '#contract/index.ts';
import type { ReleaseRecord } from '#contract/release.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { hrefOf } from '../../app/routes.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { NumberField, Select, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { figure } from '../../ui/words.ts';
import { kindNames, monthName, unitWords, whoseWords } from '../capacity/capacity-words.ts';
import s from './release.module.css';

type Capacity = Output<'capacity.ofRelease'>;
type Need = Capacity['needs'][number];
const declared = ['testing', 'support', 'rollback', 'infrastructure'] as const;
type Declared = (typeof declared)[number];
const isDeclared = (need: Need): need is Need & { kind: Declared } => (declared as readonly string[]).includes(need.kind);
const overOf = (need: Need, { overloads }: Capacity): number => overloads.find(({ kind, of, month }) => kind === need.kind && of.toLowerCase() === need.of.toLowerCase() && (kind === 'infrastructure' || month === need.month))?.over ?? 0;

export function DemandCard({ release }: { release: ReleaseRecord }) {
  const [isOpen, setOpen] = useState(false);
  const answer = useQuery('capacity.ofRelease', { release: release.id }, { keepPrevious: true });
  const capacity = answer.value;
  const begin = (): void => { setOpen(true); };
  useActions(capacity ? [{ id: 'release.demand', label: 'Say what it takes of staff…', hotkey: 'D', group: release.number, may: capacity.mayDeclare, run: begin }] : []);
  if (!capacity) return <RefusalLine refusal={answer.error} />;
  const needs = capacity.needs.filter(isDeclared);
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Staff and infrastructure</h2><a href={hrefOf({ place: 'capacity' })}>All loads</a><Button hotkey="D" refusal={refusalOf(capacity.mayDeclare)} onPress={begin}>Say what it takes</Button></div>
      {needs.length === 0 ? <p className={s.none}>Nobody has said which hours of testing, support and rollback staff it takes, nor how much of an environment. What nobody says takes nothing.</p> : (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Staff and infrastructure">
          <table className={s.table}>
            <thead><tr><th scope="col">What</th><th scope="col">Whose</th><th scope="col">Month</th><th scope="col">Takes</th></tr></thead>
            <tbody>{needs.map((need) => {
              const over = overOf(need, capacity);
              return <tr key={`${need.kind} ${need.of} ${need.month}`}><td>{kindNames[need.kind]}</td><td><bdi>{need.of || 'the whole organisation'}</bdi></td><td className="nowrap">{need.kind === 'infrastructure' ? 'its target window' : need.month === null ? 'not planned' : monthName(need.month)}</td><td className="nowrap">{figure(need.amount)} {unitWords[need.kind]}{over > 0 && <> <SignalMark signal="bad">{figure(over)} too many</SignalMark></>}</td></tr>;
            })}</tbody>
          </table>
        </div>
      )}
      {isOpen && <DemandDialog release={release} needs={needs} onClose={() => { setOpen(false); }} />}
    </Card>
  );
}

type Line = { id: number; kind: Declared; of: string; month: string; amount: number | null };
/** Lines of staff and infrastructure; one that says no amount says nothing. */
function DemandDialog({ release, needs, onClose }: { release: ReleaseRecord; needs: readonly (Need & { kind: Declared })[]; onClose: () => void }) {
  const [lines, setLines] = useState<readonly Line[]>(() => (needs.length === 0 ? [{ id: 0, kind: 'testing', of: '', month: '', amount: null }] : needs.map(({ kind, of, month, amount }, id) => ({ id, kind, of, month: month ?? '', amount }))));
  const set = (id: number, part: Partial<Line>): void => { setLines((all) => all.map((line) => (line.id === id ? { ...line, ...part } : line))); };
  const said = lines.flatMap(({ kind, of, month, amount }) => (amount === null ? [] : [{ kind, of, month: month.trim() === '' ? null : month.trim(), amount }]));
  return (
    <CommandDialog op="demand.set" size="large" title={`What ${release.number} takes`} verb="Save it" input={{ release: release.id, needs: said }} said="Said, and counted from the baseline on." onClose={onClose} about="Hours of staff in a month, and percent of an environment while the release is on its way. Adoption points stand with the groups above.">
      {() => (
        <>
          <ul className={s.needs} aria-label="What it takes">{lines.map((line, i) => (
            <li key={line.id}>
              <Select label="What" value={line.kind} options={declared.map((value) => ({ value, label: kindNames[value] }))} onChange={(kind) => { set(line.id, { kind }); }} />
              <TextField label={whoseWords[line.kind]} value={line.of} isRequired={line.kind === 'infrastructure'} onChange={(of) => { set(line.id, { of }); }} autoFocus={i === 0} />
              {line.kind !== 'infrastructure' && <TextField label="Month" value={line.month} placeholder="of its window" maxLength={7} onChange={(month) => { set(line.id, { month }); }} />}
              <NumberField label="Takes" value={line.amount} unit={unitWords[line.kind]} onChange={(amount) => { set(line.id, { amount }); }} />
              <IconButton label={`Remove line ${i + 1}`} icon={<X aria-hidden="true" />} onPress={() => { setLines((all) => all.filter(({ id }) => id !== line.id)); }} />
            </li>
          ))}</ul>
          <p><Button icon={<Plus aria-hidden="true" />} onPress={() => { setLines((all) => [...all, { id: Math.max(-1, ...all.map(({ id }) => id)) + 1, kind: 'support', of: '', month: '', amount: null }]); }}>Add a line</Button></p>
        </>
      )}
    </CommandDialog>
  );
}
