// The fields as settled text: what this state needs first, plans below, foreign columns folded away.
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ChangeRecord, ChangeState } from '#contract/change.ts';
import { whyNot } from '../../app/actions.ts';
import { ReadField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { Card, CardHead, Facts } from '../../ui/surfaces.tsx';
import { Moment, Span } from '../../ui/time.tsx';
import { formatMinutes } from '../../ui/time-words.ts';
import { capital, counted, listed, stateWords } from '../../ui/words.ts';
import { AlsoEdited } from './also-edited.tsx';
import s from './record.module.css';

const stateSays: Partial<Record<ChangeState, string>> = {
  draft: 'everything can still be changed', returned: 'waits for its requester', submitted: 'waits for its assessment', assessment: 'the risk is being assessed', 'awaiting-authorisation': 'the board decides; a material edit is shown to it',
  authorised: 'a material edit makes the authorisation void', scheduled: 'a material edit makes the authorisation void', implementing: 'its fields are settled', validating: 'its fields are settled',
};
const longText = 420;

/** Paragraphs, folded when they are long. */
function LongText({ text, most = longText }: { text: string; most?: number }) {
  const [isOpen, setOpen] = useState(false);
  if (text.length <= most) return <>{text}</>;
  return <>{isOpen ? text : `${text.slice(0, most)}…`} <button type="button" className={s.more} onClick={() => { setOpen(!isOpen); }}>{isOpen ? 'Show less' : 'Show all'}</button></>;
}

export function ReadFields({ record }: { record: ChangeRecord }) {
  const { fields } = record;
  const missing = new Map(record.missing.map((m) => [m.field, m.problem]));
  const also = (...names: readonly string[]): ReactNode => <AlsoEdited record={record} fields={names} />;
  const value = (name: string, text: ReactNode, isEmpty: boolean): ReactNode => <>{standing(name, text, isEmpty)}{also(name)}</>;
  const standing = (name: string, text: ReactNode, isEmpty: boolean): ReactNode => {
    const problem = missing.get(name);
    if (problem !== undefined) return <SignalMark signal="missing">{problem === 'inconsistent' ? <>Inconsistent: {text}</> : problem === 'open' ? 'Open' : 'Missing'}</SignalMark>;
    return isEmpty ? <span className="dim">none given</span> : text;
  };
  const prose = (name: keyof typeof fields): ReactNode => { const text = String(fields[name] ?? ''); return value(name, <LongText text={text} />, text === ''); };
  const plans = [['Implementation plan', 'implementationPlan'], ['Test plan', 'testPlan'], ['Backout plan', 'backoutPlan'], ['Rollback criteria', 'rollbackCriteria'], ['Description', 'description']] as const;
  return (
    <>
      <Card>
        <CardHead title={stateWords[record.state]} caption={whyNot(record.may['edit']) === undefined ? stateSays[record.state] : undefined} aside={record.missing.length > 0 ? <MissingNote record={record} /> : undefined} />
        <dl className={s.fields}>
          <ReadField label="Service">{value('service', fields.service, fields.service === '')}</ReadField>
          <ReadField label="Environment">{value('environment', capital(fields.environment), fields.environment === '')}</ReadField>
          <ReadField label="Affected items">{value('items', <LongText text={fields.items.join(', ')} most={120} />, fields.items.length === 0)}</ReadField>
          <ReadField label="Planned window">{standing(missing.has('window') ? 'window' : missing.has('plannedEndAt') ? 'plannedEndAt' : 'plannedStartAt', <Window record={record} />, fields.plannedStartAt === null)}{also('plannedStartAt', 'plannedEndAt', 'zone')}</ReadField>
          <ReadField label="Expected outage">{fields.outageMinutes === null ? <span className="dim">not said</span> : fields.outageMinutes === 0 ? 'None' : formatMinutes(fields.outageMinutes)}{also('outageMinutes')}</ReadField>
          <ReadField label="Impact level">{value('impact', capital(fields.impact ?? ''), fields.impact === null)}</ReadField>
          <ReadField label="Owner">{value('owner', fields.owner, fields.owner === '')}</ReadField>
          <ReadField label="Requester">{value('requester', fields.requester, fields.requester === '')}</ReadField>
          <ReadField label="Implementers">{value('implementers', fields.implementers.join(', '), fields.implementers.length === 0)}</ReadField>
          {record.actualStartAt !== null && record.actualEndAt !== null && <ReadField label="Actual work"><Span from={record.actualStartAt} to={record.actualEndAt} zone={fields.zone} />{also('actualStartAt', 'actualEndAt')}</ReadField>}
          {record.validator !== null && <ReadField label="Validated by">{record.validator}</ReadField>}
          {fields.dataClassification !== null && <ReadField label="Data classification">{capital(fields.dataClassification)}{also('dataClassification')}</ReadField>}
          {fields.regulatoryTags.length > 0 && <ReadField label="Regulatory tags">{fields.regulatoryTags.join(', ')}{also('regulatoryTags')}</ReadField>}
          {fields.stakeholders.length > 0 && <ReadField label="Stakeholders">{fields.stakeholders.join(', ')}{also('stakeholders')}</ReadField>}
          <ReadField className={s.wide} label="Justification">{prose('justification')}</ReadField>
        </dl>
      </Card>
      <Card title="Plans"><dl className={s.plans}>{plans.map(([label, name]) => <ReadField key={name} label={label}>{prose(name)}</ReadField>)}</dl></Card>
      {Object.keys(record.foreign).length > 0 && <Foreign record={record} />}
    </>
  );
}

function Window({ record: { fields } }: { record: ChangeRecord }) {
  if (fields.plannedStartAt === null) return null;
  return fields.plannedEndAt === null ? <Moment at={fields.plannedStartAt} zone={fields.zone} /> : <Span from={fields.plannedStartAt} to={fields.plannedEndAt} zone={fields.zone} />;
}

function MissingNote({ record }: { record: ChangeRecord }) {
  return <SignalMark signal="missing"><span title={listed(record.missing.map((m) => m.label))}>{record.missing.length <= 2 ? `Missing: ${listed(record.missing.map((m) => m.label))}` : `${counted(record.missing.length, 'piece')} missing`}</span></SignalMark>;
}

/** Columns of the source that have no field here; kept as they came. */
function Foreign({ record }: { record: ChangeRecord }) {
  return (
    <Card>
      <details><summary className={s.summary}>As it came from {record.source ?? 'its source'}{record.externalState !== null && `, where it is “${record.externalState}”`} <span className="cap">{counted(Object.keys(record.foreign).length, 'column')}</span></summary>
        <Facts rows={Object.entries(record.foreign).map(([name, text]) => [name, <LongText key={name} text={text} />] as const)} />
      </details>
    </Card>
  );
}
