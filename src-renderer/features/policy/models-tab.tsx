// Change models: what each looks like, how its runs went, and whether its changes go without being asked about.
import { Lock } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ModelRow } from '#contract/models.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Steps } from '../../ui/meter.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card, Facts } from '../../ui/surfaces.tsx';
import { showToast } from '../../ui/toast.tsx';
import { figure, listed, outcomeWords, typeWords } from '../../ui/words.ts';
import { ModelEditor } from './model-editor.tsx';
import { ModelDialog } from './model-dialogs.tsx';
import type { ModelAct } from './model-dialogs.tsx';
import { authorityWords, dayOf, lastDay } from './policy-words.ts';
import { StateOf } from './state-of.tsx';
import s from './policy.module.css';

export function ModelsTab() {
  const answer = useQuery('model.list', {}, { keepPrevious: true });
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<ModelRow | 'new' | null>(null);
  const rows = answer.value?.rows ?? [];
  const may = answer.value?.mayKeep;
  const model = rows.find(({ id }) => id === chosen) ?? rows[0];
  useActions([{ id: 'model.draft', label: 'Draft a change model…', hotkey: 'C', group: 'Policy', may, run: () => { setEditing('new'); } }]);
  const draft = <Button kind="primary" hotkey="C" refusal={refusalOf(may)} onPress={() => { setEditing('new'); }}>Draft a model</Button>;
  return (
    <div className={s.tab}>
      <RefusalLine refusal={answer.error} />
      {answer.value && rows.length === 0 && <EmptyState title="No change model yet" steps={[
        { title: 'Draft a model', text: 'Write the steps of a change that comes again and again, lock those that must stay, and say what it may touch.', act: draft },
        { title: 'Run it as Normal changes', text: 'Name the model on each. After five that succeed in a row it can be proposed.' },
        { title: 'Let the board pre-authorise it', text: 'Then a Standard change that uses it unaltered is authorised at once, for at most twelve months.' },
      ]}>A model that fails twice in twenty runs, or that causes a severe incident, is suspended by itself.</EmptyState>}
      {model && (
        <div className={s.side}>
          <Card isPadded={false}>
            <div className={s.head}><h2>Change models</h2><span className="end">{draft}</span></div>
            <ul className={s.pick} aria-label="Change models">{rows.map((row) => (
              <li key={row.id}><button type="button" aria-pressed={row.id === model.id} onClick={() => { setChosen(row.id); }}><b>{row.name}</b><StateOf state={row.state} /></button></li>
            ))}</ul>
          </Card>
          <ModelCard key={model.id} model={model} onEdit={() => { setEditing(model); }} />
        </div>
      )}
      {editing !== null && <ModelEditor model={editing === 'new' ? null : editing} onClose={() => { setEditing(null); }} onSaved={(id) => { setEditing(null); setChosen(id); }} />}
    </div>
  );
}

/** Where the model stands, as one sentence. */
function standing(model: ModelRow): ReactNode {
  const { state, preAuthorised: given, suspendedBy } = model;
  if (state === 'retired') return `Retired by ${model.retired?.by}: ${model.retired?.reason}`;
  if (suspendedBy === 'failures') return `Suspended by its runs: ${figure(model.failures)} of the last ${figure(model.runs)} failed, and ${figure(model.allowed)} of ${figure(model.ofRuns)} suspend it. Its changes are Normal until the board pre-authorises it anew.`;
  if (suspendedBy === 'incident') return `Suspended by incident ${model.incident}, of severity 1 or 2, after one of its changes.`;
  if (suspendedBy === 'person') return `Suspended by ${model.suspended?.by}: ${model.suspended?.reason}`;
  if (state === 'pre-authorised' && given) return <>Pre-authorised by the board until <b>{lastDay(given.until)}</b>, decision on <a className="mono" href={hrefOf({ place: 'change', change: given.number })}>{given.number}</a>, for version {given.version}. Standard changes that use it unaltered are authorised at once.</>;
  if (state === 'expired' && given) return `Its pre-authorisation ended on ${lastDay(given.until)}; its changes are Normal.`;
  if (state === 'edited') return 'It was edited after the board pre-authorised it; the new text has to be proposed and pre-authorised again.';
  if (state === 'proposed') return 'Proposed to the board. Once the board has approved it, the chair writes down which decision says so.';
  return model.inARow >= model.needed ? 'It has run well often enough to be proposed to the board.' : `It can be proposed after ${figure(model.needed)} successful Normal runs in a row.`;
}

function ModelCard({ model, onEdit }: { model: ModelRow; onEdit: () => void }) {
  const [act, setAct] = useState<ModelAct | null>(null);
  const propose = useCommand('model.propose');
  const proposeIt = async (): Promise<void> => { if ((await propose.run({ model: model.id })).ok) showToast({ text: `${model.name} is proposed to the board.` }); };
  const isDraft = model.state === 'drafted' || model.state === 'edited' || model.state === 'suspended' || model.state === 'expired';
  useActions([
    { id: 'model.edit', label: `Edit ${model.name}…`, hotkey: 'E', group: 'Policy', may: model.may.edit, run: onEdit },
    ...(isDraft ? [{ id: 'model.propose', label: `Propose ${model.name}`, hotkey: 'P', group: 'Policy', may: model.may.propose, run: () => { void proposeIt(); } }] : []),
    ...(model.state === 'proposed' ? [{ id: 'model.preAuthorise', label: `Pre-authorise ${model.name}…`, hotkey: 'A', group: 'Policy', may: model.may.preAuthorise, run: () => { setAct('preAuthorise'); } }] : []),
  ]);
  return (
    <div className={s.detail}>
      <Card title={model.name} aside={<StateOf state={model.state} />}>
        <p className="sec">{standing(model)}</p>
        {model.also.length > 0 && <p><SignalMark signal="clash">Also written apart: {model.also.map(({ by, at }) => `${by}, ${dayOf(at)}`).join('; ')}. Edit it to settle what stands.</SignalMark></p>}
        <dl className={s.counts}>
          <div><dt>successful Normal runs in a row</dt><dd><Steps label="Successful Normal runs in a row" ready={Math.min(model.inARow, model.needed)} needed={model.needed} /></dd></div>
          {model.preAuthorised && <div><dt>failed of {figure(model.runs)} {model.runs === 1 ? 'run' : 'runs'} since pre-authorised</dt><dd data-bad={model.failures >= model.allowed || undefined}>{figure(model.failures)} <span className="dim">of {figure(model.allowed)}</span></dd></div>}
          <div><dt>version</dt><dd>{figure(model.version)}</dd></div>
        </dl>
        <div className="row wrap">
          {isDraft && <Button kind="primary" hotkey="P" refusal={refusalOf(model.may.propose)} isPending={propose.isPending} onPress={() => { void proposeIt(); }}>Propose to the board</Button>}
          {model.state === 'proposed' && <Button kind="primary" hotkey="A" refusal={refusalOf(model.may.preAuthorise)} onPress={() => { setAct('preAuthorise'); }}>Pre-authorise…</Button>}
          <Button hotkey="E" refusal={refusalOf(model.may.edit)} onPress={onEdit}>Edit</Button>
          {model.state !== 'retired' && model.suspended === null && <Button kind="quiet" refusal={refusalOf(model.may.suspend)} onPress={() => { setAct('suspend'); }}>Suspend…</Button>}
          {model.state !== 'retired' && <Button kind="quiet" refusal={refusalOf(model.may.retire)} onPress={() => { setAct('retire'); }}>Retire…</Button>}
        </div>
        <RefusalLine refusal={propose.error} />
      </Card>
      <Definition model={model} />
      <Runs model={model} />
      {act !== null && <ModelDialog act={act} model={model} onClose={() => { setAct(null); }} />}
    </div>
  );
}

function Definition({ model }: { model: ModelRow }) {
  const { definition } = model;
  if (definition === null) return <Card title="What it looks like"><p className="sec">The text of this model was erased or cannot be read here, so it authorises nothing.</p></Card>;
  const { steps, parameters, limits, mandatory, evidence, authority } = definition;
  const rows: [string, string][] = [
    ['Services', limits.services.length === 0 ? 'every service' : listed(limits.services)], ['Environments', limits.environments.length === 0 ? 'every environment' : listed(limits.environments)],
    ['Outage at most', limits.outageMinutes === null ? 'no limit' : `${figure(limits.outageMinutes)} minutes`], ['Window at most', limits.durationMinutes === null ? 'no limit' : `${figure(limits.durationMinutes)} minutes`],
    ...parameters.map((p): [string, string] => [p.name, p.kind === 'choice' ? `one of ${listed(p.choices)}` : `${figure(p.least)} to ${figure(p.most)} ${p.unit}`]),
    ...(mandatory.length > 0 ? [['Fields it needs', mandatory.join(', ')] as [string, string]] : []), ...(evidence.length > 0 ? [['Evidence it needs', evidence.join(', ').replaceAll('-', ' ')] as [string, string]] : []),
    ...(authority === null ? [] : [['Authorised at least by', authorityWords[authority]] as [string, string]]),
  ];
  return (
    <Card title="What it looks like">
      {definition.about !== '' && <p className="sec prose">{definition.about}</p>}
      <ol className={s.steps} aria-label="Steps">{steps.map((step, i) => <li key={`${i} ${step.text}`}><span className={s.n} aria-hidden="true">{i + 1}</span><span className="prose">{step.text}</span>{step.isLocked ? <span className={s.lock}><Lock aria-hidden="true" />locked</span> : <span className="dim">may be put in other words</span>}</li>)}</ol>
      <Facts rows={rows} />
    </Card>
  );
}

function Runs({ model }: { model: ModelRow }) {
  const history = useQuery('model.show', { model: model.id }, { keepPrevious: true }).value?.history ?? [];
  if (history.length === 0) return null;
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Runs</h2><span className="dim end">the last one first</span></div>
      <div className={s.scroll} role="group" aria-label="Runs" tabIndex={0}>
        <table className={s.table}>
          <thead><tr><th scope="col">Change</th><th scope="col">Type</th><th scope="col">Outcome</th><th scope="col">Ended</th><th scope="col">Counted</th></tr></thead>
          <tbody>{history.map((run) => (
            <tr key={run.id}><td className={s.change}><a className="mono" href={hrefOf({ place: 'change', change: run.number })}>{run.number}</a> <span className="sec">{run.title}</span></td><td>{typeWords[run.type]}</td>
              <td className="nowrap"><SignalMark signal={run.outcome === 'failed' || run.outcome === 'rolled-back' ? 'bad' : run.outcome === 'successful' ? 'ok' : 'warn'}>{outcomeWords[run.outcome as keyof typeof outcomeWords] ?? run.outcome}</SignalMark></td>
              <td className="nowrap">{run.endedAt === null ? '' : dayOf(run.endedAt)}</td><td>{run.isCounted ? 'since pre-authorised' : <span className="dim">before</span>}</td></tr>
          ))}</tbody>
        </table>
      </div>
    </Card>
  );
}
