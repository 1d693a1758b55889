// Declaring an emergency: at least one criterion with what proves it, and why it cannot wait (EMG-01).
import { useState } from 'react';
import type { CriterionKind, EmergencyRecord } from '#contract/emergency.ts';
import { criterionKinds } from '#contract/emergency.ts';
import type { Asked } from '#contract/index.ts';
import { FormDialog } from '../../app/form-dialog.tsx';
import { useCommand } from '../../data/use-command.ts';
import { useQuery } from '../../data/use-query.ts';
import { Checkbox, Select, TextArea, TextField } from '../../ui/fields.tsx';
import { showToast } from '../../ui/toast.tsx';
import { criterionWords } from './emergency-words.ts';
import s from './emergency.module.css';

type Said = { isChosen: boolean; incident: string; advisory: string; score: string; isExploited: boolean; statement: string; evidence: string };
const unsaid: Said = { isChosen: false, incident: '', advisory: '', score: '', isExploited: false, statement: '', evidence: '' };
type All = Record<CriterionKind, Said>;
type Criteria = Asked<'emergency.declare'>['criteria'];

function startOf(emergency: EmergencyRecord): All {
  const of = (kind: CriterionKind): Said => {
    const known = emergency.criteria.find((criterion) => criterion.kind === kind);
    return known ? { isChosen: true, incident: known.incident?.number ?? '', advisory: known.advisory, score: known.score ?? '', isExploited: known.isExploited, statement: known.statement, evidence: known.evidence } : unsaid;
  };
  return Object.fromEntries(criterionKinds.map((kind) => [kind, of(kind)])) as All;
}
const criteriaOf = (all: All): Criteria => criterionKinds.filter((kind) => all[kind].isChosen).map((kind) => {
  const { incident, advisory, score, isExploited, statement, evidence } = all[kind];
  if (kind === 'incident') return { kind, ...(incident === '' ? {} : { incident }) };
  return kind === 'vulnerability' ? { kind, advisory, isExploited, evidence, ...(score.trim() === '' ? {} : { score: score.trim() }) } : { kind, statement, evidence };
});

export function DeclareDialog({ emergency, onClose }: { emergency: EmergencyRecord; onClose: () => void }) {
  const [all, setAll] = useState<All>(() => startOf(emergency));
  const [justification, setJustification] = useState(emergency.justification);
  const [team, setTeam] = useState(emergency.team);
  const [isTried, setTried] = useState(false);
  const declare = useCommand('emergency.declare');
  const criteria = criteriaOf(all);
  const problem = justification.trim() === '' ? 'An emergency needs a reason' : undefined;
  const isProved = criteria.some(({ kind, evidence = '' }) => kind === 'incident' || evidence.trim() !== '');
  const send = async (): Promise<void> => {
    setTried(true);
    if (declare.isPending || problem !== undefined || criteria.length === 0) return;
    const reply = await declare.run({ change: emergency.change, criteria, justification, team });
    if (!reply.ok) return;
    showToast(reply.value.isExpedited ? { text: `${emergency.number} has no evidence and is handled as an expedited Normal change.`, tone: 'warn' } : { text: `${emergency.number} is declared an emergency.` });
    onClose();
  };
  const alter = (kind: CriterionKind) => (part: Partial<Said>): void => { declare.clear(); setAll((known) => ({ ...known, [kind]: { ...known[kind], ...part } })); };
  return (
    <FormDialog title={`Declare ${emergency.number} an emergency?`} about="Choose what makes it one, and name what proves it. Without evidence it is handled as an expedited Normal change." verb={criteria.length > 0 && !isProved ? 'Handle as expedited Normal' : 'Declare'} isPending={declare.isPending} error={declare.error} onSend={() => { void send(); }} onClose={onClose}>
      <fieldset className={s.criteria}>
        <legend>Criterion <span className="dim">at least one</span></legend>
        {criterionKinds.map((kind) => <CriterionFields key={kind} kind={kind} said={all[kind]} onChange={alter(kind)} />)}
        {isTried && criteria.length === 0 && <p className={s.problem} role="alert">Choose at least one criterion</p>}
      </fieldset>
      <TextArea label="Why it cannot wait" value={justification} onChange={setJustification} rows={2} isRequired error={isTried ? problem : undefined} />
      <TextField label="Team it counts to" value={team} onChange={setTeam} suggestions={emergency.knownTeams} help="Left empty: who the service belongs to" />
    </FormDialog>
  );
}

function CriterionFields({ kind, said, onChange }: { kind: CriterionKind; said: Said; onChange: (part: Partial<Said>) => void }) {
  return (
    <div className={s.criterion}>
      <Checkbox label={criterionWords[kind]} isChecked={said.isChosen} onChange={(isChosen) => { onChange({ isChosen }); }} />
      {said.isChosen && <div className={s.criterionFields}>{kind === 'incident' ? <IncidentField value={said.incident} onChange={(incident) => { onChange({ incident }); }} /> : <OtherFields kind={kind} said={said} onChange={onChange} />}</div>}
    </div>
  );
}

function IncidentField({ value, onChange }: { value: string; onChange: (incident: string) => void }) {
  const open = useQuery('incident.list', { state: ['open'], limit: 200 });
  const rows = (open.value?.rows ?? []).filter(({ severity }) => severity <= 2);
  if (open.value && rows.length === 0) return <p className="sec">There is no open incident of severity 1 or 2. Open it in <a className={s.link} href="#/emergencies/incidents">Emergencies</a> first, or choose another criterion.</p>;
  return <Select label="Incident" value={value} onChange={onChange} placeholder="Choose an open incident…" isRequired options={rows.map((row) => ({ value: row.number, label: `${row.number}, severity ${row.severity}, ${row.service}: ${row.summary}` }))} />;
}

function OtherFields({ kind, said, onChange }: { kind: Exclude<CriterionKind, 'incident'>; said: Said; onChange: (part: Partial<Said>) => void }) {
  const words = { 'data-loss': 'Which data is lost, and when', 'legal-order': 'Reference of the order' };
  return (
    <>
      {kind === 'vulnerability' ? (
        <div className={s.pair}>
          <TextField label="Advisory" value={said.advisory} onChange={(advisory) => { onChange({ advisory }); }} placeholder="CVE-2026-1234" isRequired maxLength={200} />
          <TextField label="CVSS score" value={said.score} onChange={(score) => { onChange({ score }); }} placeholder="9.8" maxLength={4} help="Counts from 9.0, or when exploited" />
          <Checkbox label="It is being exploited" isChecked={said.isExploited} onChange={(isExploited) => { onChange({ isExploited }); }} />
        </div>
      ) : <TextArea label={words[kind]} value={said.statement} onChange={(statement) => { onChange({ statement }); }} rows={2} isRequired maxLength={2000} />}
      <TextField label="Evidence" value={said.evidence} onChange={(evidence) => { onChange({ evidence }); }} maxLength={2000} help="The file, ticket or digest that proves it" />
    </>
  );
}
