// Feature flags: what was declared, what the latest exports say, and what does not agree (REL-09).
import { useRef, useState } from 'react';
import type { FlagFinding, FlagRow } from '#contract/flags.ts';
import { flagKinds } from '#contract/flags.ts';
import { sentence } from '#contract/errors.ts';
import { refusalOf } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { bridge } from '../../bridge.ts';
import { handOver } from '../../data/hand-over.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { whereText } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { showToast } from '../../ui/toast.tsx';
import { counted } from '../../ui/words.ts';
import { EntryDialog } from '../legacy/entry-dialog.tsx';
import type { FieldOf, Values } from '../legacy/entry-dialog.tsx';
import { dayText } from '../legacy/legacy-words.ts';
import { RegisterFrame } from './register-frame.tsx';
import s from '../legacy/legacy.module.css';

const kindWords: Record<FlagRow['kind'], string> = { release: 'Release', experiment: 'Experiment', ops: 'Operations', permission: 'Permission' };
const findingSignals: Record<FlagFinding['kind'], Signal> = { violation: 'bad', differs: 'warn', undeclared: 'warn', unreported: 'missing', debt: 'warn', twice: 'bad' };
const says: Record<FlagFinding['kind'], (one: FlagFinding) => string> = {
  violation: ({ environment }) => `is on in ${environment}, where it is regulated, and no authorised change covers that`, differs: ({ environment }) => `is not as declared in ${environment}`, undeclared: ({ environment }) => `is in the export of ${environment}, and nobody declared it`,
  unreported: ({ environment }) => `is declared on in ${environment}, and no export names it`, debt: () => 'is past its removal date', twice: () => 'is registered twice, on two laptops. Remove one of the two',
};
const fields = (people: readonly string[]): FieldOf[] => [
  { name: 'key', label: 'Key', kind: 'text', isRequired: true, help: 'As the code asks for it' }, { name: 'kind', label: 'Kind', kind: 'select', options: flagKinds.map((value) => ({ value, label: kindWords[value] })) },
  { name: 'owner', label: 'Owner', kind: 'text', isRequired: true, suggestions: people }, { name: 'authority', label: 'Switched by', kind: 'text', suggestions: people, help: 'Beside the owner' },
  { name: 'onIn', label: 'On in', kind: 'names', help: 'Environments, parted by commas' }, { name: 'offIn', label: 'Off in', kind: 'names' }, { name: 'regulatedIn', label: 'Regulated in', kind: 'names', help: 'Switched on there under an authorised change only' }, { name: 'removeBy', label: 'Remove by', kind: 'day', help: 'Left out: in 90 days' },
  { name: 'about', label: 'What it does', kind: 'area' },
];
const switching: FieldOf[] = [{ name: 'environment', label: 'Environment', kind: 'text', isRequired: true }, { name: 'state', label: 'State', kind: 'select', options: [{ value: 'on', label: 'On' }, { value: 'off', label: 'Off' }] }, { name: 'change', label: 'Under the change', kind: 'text', help: 'Needed where the flag is regulated' }];
const onOff = (is: boolean | null): string => (is === null ? 'not reported' : is ? 'on' : 'off');
const named = (states: FlagRow['states'], isOn: boolean): string => states.filter((one) => one.isOn === isOn).map(({ environment }) => environment).join(', ');

async function take(file: File): Promise<void> {
  const staged = await handOver(file);
  const reply = staged.ok ? await bridge().call('flag.import', { file: staged.value.file }) : staged;
  if (staged.ok) void bridge().call('file.discard', { file: staged.value.file });
  if (!reply.ok) { showToast({ text: `${sentence(reply.error)}${reply.error.where ? ` (${whereText(reply.error.where)})` : ''}`, tone: 'warn' }); return; }
  const violations = reply.value.findings.filter(({ kind }) => kind === 'violation').length;
  showToast({ text: `${counted(reply.value.states, 'state')} of ${reply.value.environments.join(', ')}${violations > 0 ? `: ${counted(violations, 'violation')}` : ''}.`, ...(violations > 0 ? { tone: 'warn' as const } : {}) });
}

export function Flags() {
  const [text, setText] = useState('');
  const [asking, ask] = useState<{ act: 'add' | 'edit' | 'remove' | 'switch'; row: FlagRow | null } | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const people = useQuery('person.list', { limit: 500 }).value?.rows.map(({ name }) => name) ?? [];
  const answer = useQuery('flag.list', { text: useDebounced(text.trim(), 50), limit: 500 }, { keepPrevious: true });
  const close = (): void => { ask(null); };
  const one = asking?.row ?? null;
  const may = answer.value?.mayKeep;
  const initial: Values = one ? { key: one.key, kind: one.kind, owner: one.owner, authority: one.authority, onIn: named(one.states, true), offIn: named(one.states, false), regulatedIn: one.regulatedIn.join(', '), removeBy: one.removeBy, about: one.about } : { kind: 'release' };
  return (
    <>
      <input ref={input} type="file" hidden aria-label="State export" accept=".csv,.json,.jsonl" onChange={(e) => { const file = e.target.files?.[0]; e.target.value = ''; if (file) void take(file); }} />
      {answer.value && answer.value.findings.length > 0 && <Card title="What does not agree"><ul className={s.list} aria-label="What does not agree">{answer.value.findings.map((finding) => <li key={JSON.stringify(finding)}><SignalMark signal={findingSignals[finding.kind]}><b className="mono">{finding.key}</b> {says[finding.kind](finding)}.</SignalMark>{finding.source !== '' && <span className="dim tiny">{finding.source}</span>}</li>)}</ul></Card>}
      <RegisterFrame what="feature flags" verb="Register a flag" may={may} error={answer.error} text={text} onText={setText} isEmpty={answer.value?.rows.length === 0} onAdd={() => { ask({ act: 'add', row: null }); }} teach="Every switch in the code, with its owner and the day it is to be gone. A state export of the flag tool is held against it."
        more={<Button refusal={refusalOf(may)} onPress={() => { input.current?.click(); }}>Bring in states…</Button>}>
        {answer.value?.rows.map((row) => (
          <li key={row.id}>
            <div className={s.rowHead}>{row.places.some(({ isViolation }) => isViolation) ? <SignalMark signal="bad">Violation</SignalMark> : row.isDebt ? <SignalMark signal="warn">Debt</SignalMark> : null}<b className="mono">{row.key}</b><span className="mono tiny dim">{row.number}</span><span className="sec">{kindWords[row.kind]}</span>
              <span className={s.acts}><Button kind="quiet" label={`Remove ${row.key}`} refusal={refusalOf(may)} onPress={() => { ask({ act: 'remove', row }); }}>Remove…</Button><Button kind="quiet" label={`Edit ${row.key}`} refusal={refusalOf(may)} onPress={() => { ask({ act: 'edit', row }); }}>Edit…</Button><Button label={`Switch ${row.key}`} refusal={refusalOf(row.mayActivate)} onPress={() => { ask({ act: 'switch', row }); }}>Switch…</Button></span></div>
            {row.about !== '' && <p className="prose">{row.about}</p>}
            <p>{row.places.length === 0 ? <span className="dim">{row.isOn ? 'On' : 'Off'} everywhere</span> : row.places.map((place, i) => <span key={place.environment}>{i > 0 && ', '}{place.environment} <b>{onOff(place.declared)}</b>{place.observed !== null && place.observed !== place.declared && <>, seen <b>{onOff(place.observed)}</b></>}{place.isRegulated && <span className="dim"> regulated</span>}{place.change !== null && <> <a className="mono" href={hrefOf({ place: 'change', change: place.change })}>{place.change}</a></>}</span>)}</p>
            <p className="dim"><bdi>{row.owner}</bdi> answers for it; to be removed by {dayText(row.removeBy)}.{row.activations[0] && <> Last switched {row.activations[0].isOn ? 'on' : 'off'} in {row.activations[0].environment} by <bdi>{row.activations[0].by}</bdi>, <Moment at={row.activations[0].at} isShort />.</>}</p>
          </li>
        ))}
      </RegisterFrame>
      {asking?.act === 'add' && <EntryDialog title="Register a flag" verb="Register" op="flag.register" fields={fields(people)} initial={initial} done="The flag is registered." onClose={close} />}
      {asking?.act === 'edit' && one && <EntryDialog title={`Edit ${one.key}`} verb="Save" op="flag.revise" fields={fields(people)} initial={initial} more={{ flag: one.id, isOn: one.isOn }} done={`${one.key} is written anew.`} onClose={close} />}
      {asking?.act === 'switch' && one && <EntryDialog title={`Switch ${one.key}`} verb="Record it" op="flag.activate" fields={switching} initial={{ environment: one.places[0]?.environment ?? '', state: 'on' }} more={{ flag: one.id }} lead="Switching is recorded apart from any deployment, with your signature." done={`${one.key} is switched.`} onClose={close} />}
      {asking?.act === 'remove' && one && <EntryDialog title={`Remove ${one.key}`} verb="Remove" op="flag.remove" fields={[{ name: 'reason', label: 'Reason', kind: 'text', isRequired: true, isWide: true }]} more={{ flag: one.id }} lead="It is out of the code. Its past stays on record." done={`${one.key} is removed.`} onClose={close} />}
    </>
  );
}
