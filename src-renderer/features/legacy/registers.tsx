// The five registers, each a list with its search, its rows and what may be done with one.
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { DebtRow } from '#contract/debt.ts';
import type { May } from '#contract/values.ts';
import type { Refusal } from '#contract/errors.ts';
import type { ConstraintRow, PointRow, WorkaroundRow } from '#contract/legacy.ts';
import type { ParallelRow } from '#contract/parallel.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { useDebounced } from '../../data/use-debounced.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { counted, figure } from '../../ui/words.ts';
import { EntryDialog } from './entry-dialog.tsx';
import type { FieldOf, Values } from './entry-dialog.tsx';
import { bindsText, constraintFields, dayText, debtFields, debtWords, isolationWords, kindWords, measureWords, pointFields, resultFields, runFields, workaroundFields } from './legacy-words.ts';
import s from './legacy.module.css';

const usePeople = (): string[] => useQuery('person.list', { limit: 500 }).value?.rows.map(({ name }) => name) ?? [];
const reason: FieldOf[] = [{ name: 'reason', label: 'Reason', kind: 'text', isRequired: true, isWide: true }];

type FrameProps<R> = { what: string; verb: string; answer: { value: { rows: readonly R[]; mayKeep: May } | undefined; error: Refusal | undefined }; text: string; onText?: (text: string) => void; teach: string; note?: ReactNode; onAdd: () => void; renderRow: (row: R) => ReactNode };
/** Search, the way to a new entry, the rows, or what will stand here. */
function Frame<R>({ what, verb, answer, text, onText, teach, note, onAdd, renderRow }: FrameProps<R>) {
  const may = answer.value?.mayKeep;
  const rows = answer.value?.rows ?? [];
  useActions([{ id: `legacy.add.${what}`, label: `${verb}…`, hotkey: 'C', group: 'Legacy', may, run: onAdd }, { id: `legacy.search.${what}`, label: `Search ${what}`, hotkey: '/', group: 'Legacy', run: () => { document.getElementById('legacy-search')?.focus(); } }]);
  return (
    <Card isPadded={false}>
      <div className={s.head}>{onText && <SearchField id="legacy-search" label={`Search ${what}`} hotkey="/" value={text} onChange={onText} />}{note}<span className={s.acts}><Button kind="primary" hotkey="C" refusal={refusalOf(may)} onPress={onAdd}>{verb}…</Button></span></div>
      <RefusalLine refusal={answer.error} />
      {answer.value && rows.length === 0 && <p className={s.none}>{text === '' ? teach : `Nothing here says “${text}”.`}</p>}
      {rows.length > 0 && <ul className={s.rows} aria-label={what}>{rows.map(renderRow)}</ul>}
    </Card>
  );
}

const standingSignals: Record<ConstraintRow['standing'], Signal> = { 'in-force': 'ok', upcoming: 'info', expired: 'seen', ended: 'seen' };
const namesOf = (named: readonly { name: string }[]): string => named.map(({ name }) => name).join(', ');
type Asking<R> = { act: string; row: R | null } | null;

export function Constraints() {
  const [text, setText] = useState('');
  const [asking, ask] = useState<Asking<ConstraintRow>>(null);
  const people = usePeople();
  const answer = useQuery('constraint.list', { text: useDebounced(text.trim(), 50), limit: 500 }, { keepPrevious: true });
  const close = (): void => { ask(null); };
  const one = asking?.row ?? null;
  const initial: Values = one ? { ...one, days: null, items: namesOf(one.items), services: namesOf(one.services), standing: null, ended: null, also: null } : { kind: 'batch', zone: 'UTC' };
  return (
    <>
      <Frame what="constraints" verb="Record a constraint" answer={answer} text={text} onText={setText} onAdd={() => { ask({ act: 'add', row: null }); }} teach="Batch runs, hours of a team, manual steps, limits and blackouts of old systems. Every change that touches or leans on one keeps clear of it." renderRow={(row) => (
        <li key={row.id}>
          <div className={s.rowHead}><SignalMark signal={standingSignals[row.standing]}>{row.standing.replace('-', ' ')}</SignalMark><b>{row.name}</b><span className="mono tiny dim">{row.number}</span><span className="sec">{kindWords[row.kind]}</span>
            <span className={s.acts}><Button kind="quiet" label={`End ${row.name}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'end', row }); }}>End…</Button><Button label={`Edit ${row.name}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'edit', row }); }}>Edit…</Button></span></div>
          <p>{bindsText(row)}</p>
          <p className="dim">{namesOf([...row.items, ...row.services])}. <bdi>{row.owner}</bdi> answers for it{row.until !== null && `, until ${dayText(row.until)}`}.</p>
          {row.note !== '' && <p className="prose">{row.note}</p>}
        </li>
      )} />
      {asking?.act === 'add' && <EntryDialog title="Record a constraint" verb="Record" op="constraint.register" fields={constraintFields(people)} initial={initial} done="The constraint binds from now on." onClose={close} />}
      {asking?.act === 'edit' && one && <EntryDialog title={`Edit ${one.name}`} verb="Save" op="constraint.revise" fields={constraintFields(people)} initial={initial} more={{ constraint: one.id, days: one.days }} done={`${one.name} is written anew.`} onClose={close} />}
      {asking?.act === 'end' && one && <EntryDialog title={`End ${one.name}`} verb="End it" op="constraint.end" fields={reason} more={{ constraint: one.id }} done={`${one.name} no longer binds.`} lead="It stays on record and holds nothing back from now on." onClose={close} />}
    </>
  );
}

export function Points() {
  const [text, setText] = useState('');
  const [asking, ask] = useState<Asking<PointRow>>(null);
  const people = usePeople();
  const answer = useQuery('integration.list', { text: useDebounced(text.trim(), 50), limit: 500 }, { keepPrevious: true });
  const close = (): void => { ask(null); };
  const one = asking?.row ?? null;
  const initial: Values = one ? { name: one.name, from: one.fromName, to: one.toName, protocol: one.protocol, direction: one.direction, isolation: one.isolation ?? '', owner: one.owner, measure: one.measure, effect: one.effect } : { direction: 'both', isolation: '' };
  return (
    <>
      <Frame what="integration points" verb="Map a point" answer={answer} text={text} onText={setText} onAdd={() => { ask({ act: 'add', row: null }); }} teach="Where services meet old systems. A High change that crosses a point nothing isolates waits for a test, a mitigation or an exception." renderRow={(row) => (
        <li key={row.id}>
          <div className={s.rowHead}><SignalMark signal={row.isIsolated ? 'ok' : row.isolation === null ? 'bad' : 'warn'}>{row.isIsolated ? 'isolated' : row.isolation === null ? 'not isolated' : 'not tested'}</SignalMark><b>{row.name}</b><span className="mono tiny dim">{row.number}</span>
            <span className={s.acts}><Button kind="quiet" label={`Edit ${row.name}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'edit', row }); }}>Edit…</Button>{row.isolation !== null && <Button label={`Record a test of ${row.name}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'test', row }); }}>Record a test…</Button>}<Button label={`Blast radius of ${row.name}`} onPress={() => { ask({ act: 'radius', row }); }}>Blast radius</Button></span></div>
          <p><bdi>{row.fromName}</bdi> → <bdi>{row.toName}</bdi>{row.protocol !== '' && <span className="dim">, {row.protocol}</span>}{row.isolation !== null && <span className="dim">. {isolationWords[row.isolation]}{row.measure !== '' && `: ${row.measure}`}</span>}</p>
          {row.test && <p className="dim">Tested {dayText(row.test.on)}: {row.test.passed ? 'passed' : 'failed'} ({row.test.evidence}){row.testUntil !== null && row.test.passed && `. Counts until ${dayText(row.testUntil)}`}.</p>}
          {asking?.act === 'radius' && asking.row?.id === row.id && <Radius item={row.to} />}
        </li>
      )} />
      {asking?.act === 'add' && <EntryDialog title="Map a point" verb="Map it" op="integration.map" fields={pointFields(people)} initial={initial} done="The point is on the map." onClose={close} />}
      {asking?.act === 'edit' && one && <EntryDialog title={`Edit ${one.name}`} verb="Save" op="integration.revise" fields={pointFields(people)} initial={initial} more={{ point: one.id }} done={`${one.name} is written anew.`} onClose={close} />}
      {asking?.act === 'test' && one && <EntryDialog title={`Test of ${one.name}`} verb="Record" op="integration.test" fields={[{ name: 'on', label: 'Day', kind: 'day', isRequired: true }, { name: 'result', label: 'Result', kind: 'select', options: [{ value: 'passed', label: 'Passed' }, { value: 'failed', label: 'Failed' }] }, { name: 'evidence', label: 'Evidence', kind: 'text', isRequired: true, isWide: true }]} initial={{ result: 'passed' }} more={{ point: one.id }} done="The test is on record." onClose={close} />}
    </>
  );
}
function Radius({ item }: { item: string }) {
  const answer = useQuery('integration.radius', { item });
  if (!answer.value) return <RefusalLine refusal={answer.error} />;
  const { with: shut, without } = answer.value;
  const names = (services: typeof shut): string => (services.length === 0 ? 'no service' : `${counted(services.length, 'service')} (${services.map(({ name }) => name).join(', ')})`);
  return <p role="status">When {answer.value.item} fails: {names(shut)} with what isolates it, {names(without)} without.</p>;
}

export function Workarounds() {
  const [text, setText] = useState('');
  const [asking, ask] = useState<Asking<WorkaroundRow>>(null);
  const people = usePeople();
  const answer = useQuery('workaround.list', { text: useDebounced(text.trim(), 50), limit: 500 }, { keepPrevious: true });
  const close = (): void => { ask(null); };
  const one = asking?.row ?? null;
  const initial: Values = one ? { tool: one.tool, item: one.itemName, steps: one.steps.join('\n'), control: one.control, skills: one.skills.join(', '), owner: one.owner, why: one.why, risk: one.risk } : {};
  return (
    <>
      <Frame what="workarounds" verb="Record a workaround" answer={answer} text={text} onText={setText} onAdd={() => { ask({ act: 'add', row: null }); }} note={answer.value && answer.value.overdue > 0 ? <SignalMark signal="bad">{counted(answer.value.overdue, 'review')} overdue</SignalMark> : undefined} teach="Outdated tools that have to stay in the release chain. Changes that use one take its steps into their plan and need its skills among the implementers." renderRow={(row) => (
        <li key={row.id}>
          <div className={s.rowHead}><SignalMark signal={row.isOverdue ? 'bad' : 'ok'}>{row.isOverdue ? 'review overdue' : `review by ${dayText(row.reviewBy)}`}</SignalMark><b>{row.tool}</b><span className="mono tiny dim">{row.number}</span>
            <span className={s.acts}><Button kind="quiet" label={`Retire ${row.tool}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'retire', row }); }}>Retire…</Button><Button kind="quiet" label={`Edit ${row.tool}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'edit', row }); }}>Edit…</Button>{row.skills.length > 0 && <Button label={`Name an operator for ${row.tool}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'operator', row }); }}>Name an operator…</Button>}<Button label={`Review ${row.tool}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'review', row }); }}>Review…</Button></span></div>
          <ol className={s.steps}>{row.steps.map((step, i) => <li key={`${i} ${step}`}>{step}</li>)}</ol>
          <p>Controlled by: {row.control}</p>
          <p className="dim">{row.skills.length > 0 && <>{row.skills.map((skill) => `${skill}: ${row.operators.filter((o) => o.skill === skill).map((o) => o.name).join(', ') || 'nobody'}`).join('; ')}. </>}<bdi>{row.owner}</bdi> answers for it.</p>
        </li>
      )} />
      {asking?.act === 'add' && <EntryDialog title="Record a workaround" verb="Record" op="workaround.register" fields={workaroundFields(people)} done="The workaround is on record." onClose={close} />}
      {asking?.act === 'edit' && one && <EntryDialog title={`Edit ${one.tool}`} verb="Save" op="workaround.revise" fields={workaroundFields(people)} initial={initial} more={{ workaround: one.id }} done={`${one.tool} is written anew.`} onClose={close} />}
      {asking?.act === 'review' && one && <EntryDialog title={`Review ${one.tool}`} verb="Record" op="workaround.review" fields={[{ name: 'note', label: 'What was found', kind: 'text', isRequired: true, isWide: true }]} more={{ workaround: one.id }} done="The review is on record." onClose={close} />}
      {asking?.act === 'operator' && one && <EntryDialog title={`Operator for ${one.tool}`} verb="Name" op="workaround.setOperator" fields={[{ name: 'skill', label: 'Skill', kind: 'select', options: one.skills.map((skill) => ({ value: skill, label: skill })) }, { name: 'operator', label: 'Who can do it', kind: 'text', isRequired: true, suggestions: people }]} initial={{ skill: one.skills[0] ?? '' }} more={{ workaround: one.id }} done="The operator is on record." onClose={close} />}
      {asking?.act === 'retire' && one && <EntryDialog title={`Retire ${one.tool}`} verb="Retire it" op="workaround.retire" fields={reason} more={{ workaround: one.id }} done={`${one.tool} has left the release chain.`} onClose={close} />}
    </>
  );
}

const paybackText = ({ payback: p }: DebtRow): string => (p.paybackMonths === null ? 'Nothing failed' : `${counted(p.failures, 'failure')} in ${p.months} months cost ${figure(p.failureCost)}; a repair for ${figure(p.repairCost)} pays in ${counted(p.paybackMonths, 'month')}`);
const verdicts = [{ value: 'funded', label: 'Fund the repair' }, { value: 'deferred', label: 'Defer it' }, { value: 'accepted', label: 'Live with it' }];
export function Debts() {
  const [text, setText] = useState('');
  const [asking, ask] = useState<Asking<DebtRow>>(null);
  const people = usePeople();
  const answer = useQuery('debt.list', { text: useDebounced(text.trim(), 50), limit: 500 }, { keepPrevious: true });
  const plans = useQuery('debt.plans', { limit: 100 }).value;
  const close = (): void => { ask(null); };
  const one = asking?.row ?? null;
  const initial: Values = one ? { title: one.title, component: one.component, kind: one.kind, interestHours: one.interestHours, cost: one.cost, owner: one.owner, item: one.itemName, note: one.note } : { kind: 'outdated' };
  return (
    <>
      <Frame what="technical debt" verb="Record debt" answer={answer} text={text} onText={setText} onAdd={() => { ask({ act: 'add', row: null }); }} note={answer.value && answer.value.waiting > 0 ? <SignalMark signal="bad">{figure(answer.value.waiting)} for the board to decide</SignalMark> : undefined} teach="What slows releases down or makes them fail, what it costs, and when a repair pays for itself. Three failures in six months go before the board." renderRow={(row) => (
        <li key={row.id}>
          <div className={s.rowHead}>{row.needsDecision && <SignalMark signal="bad">for the board to decide</SignalMark>}<b>{row.title}</b><span className="mono tiny dim">{row.number}</span><span className="sec">{debtWords[row.kind]}, <bdi>{row.component}</bdi></span>
            <span className={s.acts}><Button kind="quiet" label={`Edit ${row.title}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'edit', row }); }}>Edit…</Button><Button label={`Record a failure of ${row.title}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'failure', row }); }}>Record a failure…</Button><Button label={`Decide on ${row.title}`} refusal={refusalOf(answer.value?.mayDecide)} onPress={() => { ask({ act: 'decide', row }); }}>Decide…</Button></span></div>
          <p>{paybackText(row)}. <span className="dim">{counted(row.interestHours, 'hour')} lost with each release.</span></p>
          {row.decisions.at(-1) && <p className="dim">{row.decisions.at(-1)!.verdict === 'funded' ? `Funded with ${counted(row.decisions.at(-1)!.hours, 'hour')}` : row.decisions.at(-1)!.verdict} by <bdi>{row.decisions.at(-1)!.by}</bdi>: {row.decisions.at(-1)!.reason}</p>}
        </li>
      )} />
      {plans && (
        <Card title="Debt beside features" aside={`At least ${plans.least} % of a release`}>
          {plans.rows.length === 0 ? <p className="sec">No release has shared its hours yet.</p> : <ul className={s.list} aria-label="Debt beside features">{plans.rows.map((plan) => <li key={plan.id}><SignalMark signal={plan.isShort ? 'warn' : 'ok'}>{plan.share === null ? 'nothing planned' : `${plan.share / 100} % debt`}</SignalMark><b>{plan.release}</b><span className="dim">{counted(plan.debtHours, 'hour')} for debt, {figure(plan.featureHours)} for features</span></li>)}</ul>}
          <p><Button refusal={refusalOf(plans.mayPlan)} onPress={() => { ask({ act: 'plan', row: null }); }}>Share the hours of a release…</Button></p>
        </Card>
      )}
      {asking?.act === 'add' && <EntryDialog title="Record debt" verb="Record" op="debt.register" fields={debtFields(people)} initial={initial} done="The debt is on record." onClose={close} />}
      {asking?.act === 'edit' && one && <EntryDialog title={`Edit ${one.title}`} verb="Save" op="debt.revise" fields={debtFields(people)} initial={initial} more={{ debt: one.id }} done={`${one.title} is written anew.`} onClose={close} />}
      {asking?.act === 'failure' && one && <EntryDialog title={`Failure of ${one.component}`} verb="Record" op="debt.addFailure" fields={[{ name: 'on', label: 'Day', kind: 'day', isRequired: true }, { name: 'minutes', label: 'Outage', kind: 'number', unit: 'min', isRequired: true }, { name: 'reworkHours', label: 'Rework', kind: 'number', unit: 'h' }, { name: 'cause', label: 'What happened', kind: 'text', isRequired: true }]} more={{ debt: one.id }} done="The failure is on record." onClose={close} />}
      {asking?.act === 'decide' && one && <EntryDialog title={`Decide on ${one.title}`} verb="Sign the decision" op="debt.decide" fields={[{ name: 'verdict', label: 'The board', kind: 'select', options: verdicts }, { name: 'hours', label: 'Hours granted', kind: 'number', unit: 'h', isFor: ({ verdict }) => verdict === 'funded' }, ...reason]} initial={{ verdict: 'funded' }} more={{ debt: one.id }} done="The decision is signed." lead={`${paybackText(one)}.`} onClose={close} />}
      {asking?.act === 'plan' && <EntryDialog title="Share the hours of a release" verb="Save" op="debt.plan" fields={[{ name: 'release', label: 'Release', kind: 'text', isRequired: true, isWide: true }, { name: 'featureHours', label: 'For features', kind: 'number', unit: 'h', isRequired: true }, { name: 'debtHours', label: 'For debt', kind: 'number', unit: 'h', isRequired: true }]} done="The hours are shared." onClose={close} />}
    </>
  );
}

export function ParallelRuns() {
  const [asking, ask] = useState<Asking<ParallelRow>>(null);
  const answer = useQuery('parallel.list', { limit: 100 });
  const close = (): void => { ask(null); };
  const one = asking?.row ?? null;
  return (
    <>
      <Frame what="parallel runs" verb="Plan a parallel run" answer={answer} text="" onAdd={() => { ask({ act: 'add', row: null }); }} teach="A new release process beside the old one, cycle by cycle. It takes over once it was equal or better in everything, three times in a row." renderRow={(row) => (
        <li key={row.id}>
          <div className={s.rowHead}><SignalMark signal={row.end ? 'seen' : row.streak >= row.needed ? 'ok' : 'info'}>{row.end ? (row.end.kind === 'exit' ? 'new process took over' : 'given up') : `${row.streak} of ${row.needed} in a row`}</SignalMark><b>{row.name}</b><span className="mono tiny dim">{row.number}</span>
            {row.end === null && <span className={s.acts}><Button kind="quiet" label={`Stop ${row.name}`} refusal={refusalOf(row.mayStop)} onPress={() => { ask({ act: 'stop', row }); }}>Stop…</Button><Button kind="quiet" label={`Extend ${row.name}`} refusal={refusalOf(row.mayExtend)} onPress={() => { ask({ act: 'extend', row }); }}>Extend…</Button><Button label={`Record a result of ${row.name}`} refusal={refusalOf(answer.value?.mayKeep)} onPress={() => { ask({ act: 'record', row }); }}>Record a result…</Button><Button label={`Let the new process of ${row.name} take over`} refusal={refusalOf(row.mayExit)} onPress={() => { ask({ act: 'exit', row }); }}>Take over…</Button></span>}</div>
          <p><bdi>{row.oldProcess}</bdi> beside <bdi>{row.newProcess}</bdi><span className="dim">, {dayText(row.from)} to {dayText(row.until)}</span></p>
          {row.judged.length > 0 && <table className={s.table}><thead><tr><th scope="col">Cycle</th>{row.measures.map((m) => <th key={m} scope="col">{measureWords[m]}</th>)}<th scope="col">New process</th></tr></thead>
            <tbody>{row.judged.map((c) => <tr key={c.cycle}><td>{c.cycle} {c.release}</td>{row.measures.map((m) => <td key={m}>{c.old[m] ?? '–'} → {c.new[m] ?? '–'}</td>)}<td><SignalMark signal={c.verdict === 'good' ? 'ok' : c.verdict === 'worse' ? 'bad' : 'missing'}>{c.verdict === 'good' ? 'equal or better' : c.verdict === 'worse' ? 'worse' : `lacks the ${c.missing.join(' and ')} side`}</SignalMark></td></tr>)}</tbody></table>}
          {row.end && <p className="dim"><bdi>{row.end.by}</bdi>: {row.end.reason}{row.end.exception !== '' && `, under ${row.end.exception}`}</p>}
        </li>
      )} />
      {asking?.act === 'add' && <EntryDialog title="Plan a parallel run" verb="Plan it" op="parallel.plan" fields={runFields} initial={{ cycles: 6 }} done="The parallel run is planned." onClose={close} />}
      {asking?.act === 'record' && one && <EntryDialog title={`Result of ${one.name}`} verb="Record" op="parallel.record" fields={resultFields(one.measures)} initial={{ cycle: one.judged.length + 1, side: 'old' }} more={{ run: one.id }} done="The result is on record." onClose={close} />}
      {asking?.act === 'extend' && one && <EntryDialog title={`Extend ${one.name}`} verb="Sign and extend" op="parallel.extend" fields={[{ name: 'until', label: 'New last day', kind: 'day', isRequired: true }, ...reason]} more={{ run: one.id }} done="It runs longer." onClose={close} />}
      {(asking?.act === 'exit' || asking?.act === 'stop') && one && <EntryDialog title={asking.act === 'exit' ? `Let ${one.newProcess} take over?` : `Stop ${one.name}?`} verb={asking.act === 'exit' ? 'Sign the exit' : 'Sign the stop'} op="parallel.end" fields={reason} more={{ run: one.id, kind: asking.act }} done="The end is signed." onClose={close} />}
    </>
  );
}
