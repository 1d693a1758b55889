// Editing a change model: steps with locks, parameters, limits, prefilled plans, and what every change of it needs.
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ModelDefinition, ModelParameter, ModelRow } from '#contract/models.ts';
import type { Authority } from '#contract/policy.ts';
import { SendKey } from '../../app/send-key.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox, NumberField, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { authorityOptions } from './policy-words.ts';
import s from './policy.module.css';

const blank: ModelDefinition = { name: '', about: '', steps: [{ text: '', isLocked: true }], parameters: [], mandatory: [], evidence: [], authority: null, plans: { testPlan: '', backoutPlan: '', rollbackCriteria: '' }, lockedPlans: [], limits: { services: [], environments: [], outageMinutes: null, durationMinutes: null } };
type Step = ModelDefinition['steps'][number];
const namesIn = (text: string): string[] => text.split(',').map((name) => name.trim()).filter((name) => name !== '');
/** What an id of a parameter is made of. */
const slug = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 40) || 'value';
const mandatoryChoices = [['justification', 'Justification'], ['testPlan', 'Test plan'], ['rollbackCriteria', 'Rollback criteria'], ['items', 'Affected items'], ['stakeholders', 'Stakeholders'], ['outageMinutes', 'Expected outage']] as const;
const evidenceChoices = [['test-results', 'Test results'], ['backout-script', 'Backout script'], ['security-scan', 'Security scan'], ['stakeholder-sign-off', 'Stakeholder sign-off'], ['communication-plan', 'Communication plan']] as const;
const planWords = { testPlan: 'Test plan', backoutPlan: 'Backout plan', rollbackCriteria: 'Rollback criteria' } as const;
const planNames = ['testPlan', 'backoutPlan', 'rollbackCriteria'] as const;

export function ModelEditor({ model, onClose, onSaved }: { model: ModelRow | null; onClose: () => void; onSaved: (id: string) => void }) {
  const [form, setForm] = useState<ModelDefinition>(model?.definition ?? { ...blank, name: model?.name ?? '' });
  const [limits, setLimits] = useState({ services: form.limits.services.join(', '), environments: form.limits.environments.join(', ') });
  const [isTried, setTried] = useState(false);
  const services = useQuery('change.facets', {}).value?.services ?? [];
  const draft = useCommand('model.draft');
  const edit = useCommand('model.edit');
  const set = (part: Partial<ModelDefinition>): void => { draft.clear(); edit.clear(); setForm((f) => ({ ...f, ...part })); };
  const steps = form.steps.filter(({ text }) => text.trim() !== '');
  const problems = { name: form.name.trim() === '' ? 'Name the model' : undefined, steps: steps.length === 0 ? 'Write at least one step' : undefined };
  const send = async (): Promise<void> => {
    setTried(true);
    if (draft.isPending || edit.isPending || problems.name !== undefined || problems.steps !== undefined) return;
    const definition = { ...form, steps, parameters: form.parameters.filter(({ name }) => name.trim() !== ''), limits: { ...form.limits, services: namesIn(limits.services), environments: namesIn(limits.environments) } };
    const reply = model === null ? await draft.run({ definition }) : await edit.run({ model: model.id, definition, ifVersion: model.version });
    if (reply.ok) onSaved(reply.value.id);
  };
  const toggle = <T extends string>(all: readonly T[], one: T): T[] => (all.includes(one) ? all.filter((other) => other !== one) : [...all, one]);
  return (
    <Dialog title={model === null ? 'Draft a change model' : `Edit ${model.name}`} size="large" isOpen onClose={onClose} footer={<><Button hotkey="Escape" onPress={onClose}>Leave it</Button><Button kind="primary" hotkey="Mod+Enter" isPending={draft.isPending || edit.isPending} onPress={() => { void send(); }}>Save</Button></>}>
      <SendKey label="Save the model" onSend={() => { void send(); }} />
      {model?.state === 'pre-authorised' && <p><SignalMark signal="warn">The board pre-authorised this text. Another text has to be proposed and pre-authorised again.</SignalMark></p>}
      <div className={s.numbers}>
        <TextField label="Name" value={form.name} maxLength={60} isRequired isDisabled={model !== null} autoFocus={model === null} error={isTried ? problems.name : undefined} help={model === null ? 'Changes name their model by it, so it stays' : undefined} onChange={(name) => { set({ name }); }} />
        <Select label="Authorised at least by" value={form.authority ?? ''} placeholder="whom the matrix names" options={authorityOptions.filter(({ value }) => value !== 'automatic')} onChange={(authority) => { set({ authority: (authority as Authority | '') === '' ? null : authority }); }} />
      </div>
      <TextArea label="What it is for" value={form.about} rows={2} maxLength={2000} onChange={(about) => { set({ about }); }} />
      <StepList steps={form.steps} error={isTried ? problems.steps : undefined} onChange={(next) => { set({ steps: next }); }} />
      <ParameterList parameters={form.parameters} onChange={(parameters) => { set({ parameters }); }} />
      <fieldset className={s.people}>
        <legend>Limits</legend>
        <div className={s.numbers}>
          <TextField label="Services" value={limits.services} placeholder="every service" suggestions={services.map(({ name }) => name)} onChange={(text) => { setLimits({ ...limits, services: text }); }} />
          <TextField label="Environments" value={limits.environments} placeholder="every environment" onChange={(text) => { setLimits({ ...limits, environments: text }); }} />
          <NumberField label="Outage at most" unit="minutes" least={0} value={form.limits.outageMinutes} onChange={(outageMinutes) => { set({ limits: { ...form.limits, outageMinutes } }); }} />
          <NumberField label="Window at most" unit="minutes" least={0} value={form.limits.durationMinutes} onChange={(durationMinutes) => { set({ limits: { ...form.limits, durationMinutes } }); }} />
        </div>
      </fieldset>
      <fieldset className={s.people}>
        <legend>Plans it fills in</legend>
        {planNames.map((name) => (
          <div key={name} className={s.plan}><TextArea label={planWords[name]} value={form.plans[name]} rows={2} onChange={(text) => { set({ plans: { ...form.plans, [name]: text } }); }} /><Checkbox label="locked" isChecked={form.lockedPlans.includes(name)} onChange={() => { set({ lockedPlans: toggle(form.lockedPlans, name) }); }} /></div>
        ))}
      </fieldset>
      <fieldset className={s.people}><legend>Fields every change of it needs</legend><div className="row wrap">{mandatoryChoices.map(([value, label]) => <Checkbox key={value} label={label} isChecked={form.mandatory.includes(value)} onChange={() => { set({ mandatory: toggle(form.mandatory, value) }); }} />)}</div></fieldset>
      <fieldset className={s.people}><legend>Evidence every change of it needs</legend><div className="row wrap">{evidenceChoices.map(([value, label]) => <Checkbox key={value} label={label} isChecked={form.evidence.includes(value)} onChange={() => { set({ evidence: toggle(form.evidence, value) }); }} />)}</div></fieldset>
      <RefusalLine refusal={draft.error ?? edit.error} />
    </Dialog>
  );
}

function StepList({ steps, error, onChange }: { steps: readonly Step[]; error: string | undefined; onChange: (steps: Step[]) => void }) {
  const put = (i: number, part: Partial<Step>): void => { onChange(steps.map((step, k) => (k === i ? { ...step, ...part } : step))); };
  const move = (i: number, by: -1 | 1): void => { const next = [...steps]; const [step] = next.splice(i, 1); next.splice(i + by, 0, step!); onChange(next); };
  return (
    <fieldset className={s.people}>
      <legend>Steps{error !== undefined && <span className={s.problem}> {error}</span>}</legend>
      <ol className={s.stepEdit}>{steps.map((step, i) => (
        // A step has no identity but its place; texts may be alike.
        <li key={i}>
          <span className={s.n} aria-hidden="true">{i + 1}</span>
          <input className={s.cell} aria-label={`Step ${i + 1}`} value={step.text} maxLength={300} onChange={(e) => { put(i, { text: e.target.value }); }} onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); onChange([...steps.slice(0, i + 1), { text: '', isLocked: true }, ...steps.slice(i + 1)]); } }} />
          <Checkbox label={<>locked<span className="unseen"> step {i + 1}</span></>} isChecked={step.isLocked} onChange={(isLocked) => { put(i, { isLocked }); }} />
          <IconButton label={`Move step ${i + 1} up`} icon={<ArrowUp aria-hidden="true" />} isDisabled={i === 0} onPress={() => { move(i, -1); }} /><IconButton label={`Move step ${i + 1} down`} icon={<ArrowDown aria-hidden="true" />} isDisabled={i === steps.length - 1} onPress={() => { move(i, 1); }} />
          <IconButton label={`Remove step ${i + 1}`} icon={<Trash2 aria-hidden="true" />} onPress={() => { onChange(steps.filter((_, k) => k !== i)); }} />
        </li>
      ))}</ol>
      <Button kind="quiet" icon={<Plus aria-hidden="true" />} onPress={() => { onChange([...steps, { text: '', isLocked: true }]); }}>Add a step</Button>
    </fieldset>
  );
}

function ParameterList({ parameters, onChange }: { parameters: readonly ModelParameter[]; onChange: (parameters: ModelParameter[]) => void }) {
  const put = (i: number, parameter: ModelParameter): void => { onChange(parameters.map((old, k) => (k === i ? parameter : old))); };
  const named = (parameter: ModelParameter, name: string): ModelParameter => ({ ...parameter, name, id: slug(name) });
  return (
    <fieldset className={s.people}>
      <legend>Parameters each change gives</legend>
      <ul className={s.parameterEdit}>{parameters.map((p, i) => (
        <li key={i}>
          <input className={s.cell} aria-label={`Name of parameter ${i + 1}`} placeholder="Name" value={p.name} maxLength={300} onChange={(e) => { put(i, named(p, e.target.value)); }} />
          <select className={s.cell} aria-label={`Kind of parameter ${i + 1}`} value={p.kind} onChange={(e) => { put(i, e.target.value === 'number' ? { kind: 'number', id: p.id, name: p.name, unit: '', least: 0, most: 10 } : { kind: 'choice', id: p.id, name: p.name, choices: ['yes', 'no'] }); }}><option value="number">a number</option><option value="choice">one of a few</option></select>
          {p.kind === 'number' ? <>
            <input className={s.cell} type="number" step={1} aria-label={`Least of parameter ${i + 1}`} value={p.least} onChange={(e) => { put(i, { ...p, least: Math.trunc(e.target.valueAsNumber) || 0 }); }} /><span className="dim">to</span>
            <input className={s.cell} type="number" step={1} aria-label={`Most of parameter ${i + 1}`} value={p.most} onChange={(e) => { put(i, { ...p, most: Math.trunc(e.target.valueAsNumber) || 0 }); }} />
          </> : <input className={s.cell} aria-label={`Choices of parameter ${i + 1}`} defaultValue={p.choices.join(', ')} onBlur={(e) => { put(i, { ...p, choices: namesIn(e.target.value).length === 0 ? ['yes'] : namesIn(e.target.value) }); }} />}
          <IconButton label={`Remove parameter ${i + 1}`} icon={<Trash2 aria-hidden="true" />} onPress={() => { onChange(parameters.filter((_, k) => k !== i)); }} />
        </li>
      ))}</ul>
      <Button kind="quiet" icon={<Plus aria-hidden="true" />} onPress={() => { onChange([...parameters, { kind: 'number', id: 'value', name: '', unit: '', least: 0, most: 10 }]); }}>Add a parameter</Button>
    </fieldset>
  );
}
