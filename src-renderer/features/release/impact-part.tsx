// What a release means for people: the groups it concerns, its impact index, what it costs their departments by month, and the business owner's signature (REL-05).
import { useState } from 'react';
import type { ReleaseRecord } from '#contract/release.ts';
import type { ImpactAssessment, StakeholderGroup } from '#contract/stakeholders.ts';
import { refusalOf, useActions } from '../../app/actions.ts';
import { CommandDialog } from '../../app/command-dialog.tsx';
import { useQuery } from '../../data/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { ReadField } from '../../ui/fields.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import type { Signal } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { formatShortDay } from '../../ui/time-words.ts';
import { counted, figure } from '../../ui/words.ts';
import { DemandCard } from './demand-card.tsx';
import { GroupDialog } from './group-dialog.tsx';
import { monthName, severityWords } from './release-words.ts';
import s from './release.module.css';

type Asking = { what: 'group'; group: StakeholderGroup | null } | { what: 'drop'; group: StakeholderGroup } | { what: 'sign' } | null;
const standings: Record<ImpactAssessment['status'], readonly [Signal, string]> = { none: ['missing', 'Nobody is named yet'], unsigned: ['missing', 'Not signed yet'], signed: ['ok', 'Signed'], stale: ['bad', 'Out of date'] };

export function ImpactPart({ release }: { release: ReleaseRecord }) {
  const [asking, setAsking] = useState<Asking>(null);
  const answer = useQuery('stakeholder.show', { release: release.id }, { keepPrevious: true });
  const told = answer.value;
  const close = (): void => { setAsking(null); };
  useActions(told ? [
    { id: 'release.group', label: 'Name a group…', hotkey: 'A', group: release.number, may: told.mayEdit, run: () => { setAsking({ what: 'group', group: null }); } },
    { id: 'release.signImpact', label: 'Sign the impact…', hotkey: 'W', group: release.number, may: told.maySign, run: () => { setAsking({ what: 'sign' }); } },
  ] : []);
  return (
    <>
      <RefusalLine refusal={answer.error} />
      {told && <Standing told={told} onSign={() => { setAsking({ what: 'sign' }); }} />}
      {told && <Groups told={told} onAsk={setAsking} />}
      {told && told.adoption.length > 0 && <AdoptionCard told={told} />}
      <DemandCard release={release} />
      {asking?.what === 'group' && <GroupDialog release={release} group={asking.group} onClose={close} />}
      {asking?.what === 'drop' && <CommandDialog op="stakeholder.dropGroup" title={`Take ${asking.group.name} out?`} verb="Take out" input={{ release: release.id, group: asking.group.id }} said={`${asking.group.name} is taken out.`} onClose={close} about="The business owner signs anew afterwards.">{() => null}</CommandDialog>}
      {asking?.what === 'sign' && told && <CommandDialog op="stakeholder.sign" title={`Sign what ${release.number} means for people?`} verb="Sign" input={{ release: release.id }} said="The impact assessment is signed." onClose={close} about={`You sign ${counted(told.groups.length, 'group')} at an impact index of ${figure(told.index)}, for the scope as it is. Another scope or another group asks for a new signature.`}>{() => null}</CommandDialog>}
    </>
  );
}

function Standing({ told, onSign }: { told: ImpactAssessment; onSign: () => void }) {
  const [signal, words] = standings[told.status];
  return (
    <Card title="What it means for people" aside={<Button hotkey="W" refusal={refusalOf(told.maySign)} onPress={onSign}>{told.status === 'stale' ? 'Sign anew' : 'Sign'}</Button>}>
      <dl className={s.figures}>
        <ReadField label="Impact index"><b className={s.figure}>{figure(told.index)}</b><small className={s.note}>people times severity, summed</small></ReadField>
        <ReadField label="People"><b className={s.figure}>{figure(told.headcount)}</b><small className={s.note}>in {counted(told.groups.length, 'group')}</small></ReadField>
        <ReadField label="Adoption points"><b className={s.figure}>{figure(told.points)}</b><small className={s.note}>spent by departments</small></ReadField>
        <ReadField label="Signature">
          <SignalMark signal={signal}>{words}</SignalMark>
          <small className={s.note}>{told.signature !== null ? <><bdi>{told.signature.by}</bdi>, <Moment at={told.signature.at} isShort />{told.status === 'stale' && `, at ${figure(told.signature.index)}`}</> : told.businessOwner === '' ? 'no business owner is named' : <><bdi>{told.businessOwner}</bdi> signs it</>}</small>
        </ReadField>
      </dl>
    </Card>
  );
}

function Groups({ told, onAsk }: { told: ImpactAssessment; onAsk: (asking: Asking) => void }) {
  const refusal = refusalOf(told.mayEdit);
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Groups</h2><span className="dim">{counted(told.groups.length, 'group')}</span><Button hotkey="A" refusal={refusal} onPress={() => { onAsk({ what: 'group', group: null }); }}>Name a group</Button></div>
      {told.groups.length === 0 ? <p className={s.none}>Nobody is named yet. Name the groups whose work this release changes; the business owner signs them, and without that the scope is not baselined.</p> : (
        <div className={s.scroll} tabIndex={0} role="group" aria-label="Groups of people">
          <table className={s.table}>
            <thead><tr><th scope="col">Group</th><th scope="col">People</th><th scope="col">Severity</th><th scope="col">Index</th><th scope="col">When</th><th scope="col">Points</th><th scope="col"><span className="unseen">Acts</span></th></tr></thead>
            <tbody>{told.groups.map((group) => (
              <tr key={group.id}>
                <td className={s.wraps}><bdi>{group.name}</bdi><small className={s.note}><bdi>{group.department}</bdi>{group.processes.length > 0 && <>: {group.processes.join(', ')}</>}</small>{group.training !== '' && <small className={s.note}>Training: {group.training}</small>}{group.support !== '' && <small className={s.note}>Support: {group.support}</small>}{group.also.map((one) => <small key={one.at} className={s.note}>Also written apart by <bdi>{one.by}</bdi>: {figure(one.headcount)} people at {one.severity}, {counted(one.points, 'point')}</small>)}</td>
                <td className="nowrap">{figure(group.headcount)}</td><td title={severityWords[group.severity]}><b>{group.severity}</b><small className={s.note}>{severityWords[group.severity]}</small></td><td className="nowrap">{figure(group.index)}</td>
                <td className="nowrap">{group.days === null ? <span className="dim">not planned</span> : <DaySpan {...group.days} />}{group.days !== null && group.startsOn === null && group.endsOn === null && <small className={s.note}>target window</small>}</td><td>{figure(group.points)}</td>
                <td className={s.acts}><Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'group', group }); }}>Edit…<span className="unseen"> {group.name}</span></Button><Button kind="quiet" refusal={refusal} onPress={() => { onAsk({ what: 'drop', group }); }}>Take out…<span className="unseen"> {group.name}</span></Button></td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
const dayOf = (day: string): string => formatShortDay(`${day}T12:00:00.000Z`, 'UTC');
const DaySpan = ({ startsOn, endsOn }: { startsOn: string; endsOn: string }) => (startsOn === endsOn ? <>{dayOf(startsOn)}</> : <>{dayOf(startsOn)} to {dayOf(endsOn)}</>);

function AdoptionCard({ told: { adoption } }: { told: ImpactAssessment }) {
  const months = [...new Set(adoption.map(({ month }) => month))];
  const departments = [...new Set(adoption.map(({ department }) => department))];
  const at = (department: string, month: string | null): number => adoption.find((one) => one.department === department && one.month === month)?.points ?? 0;
  return (
    <Card isPadded={false}>
      <div className={s.head}><h2>Adoption points by department and month</h2><span className="dim">a group’s points fall evenly on the months of its days</span></div>
      <div className={s.scroll} tabIndex={0} role="group" aria-label="Adoption points">
        <table className={s.table}>
          <thead><tr><th scope="col">Department</th>{months.map((month) => <th key={month} scope="col">{month === null ? 'Not planned' : monthName(month)}</th>)}</tr></thead>
          <tbody>{departments.map((department) => <tr key={department}><th scope="row"><bdi>{department}</bdi></th>{months.map((month) => <td key={month}>{at(department, month) === 0 ? <span className="dim">0</span> : figure(at(department, month))}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </Card>
  );
}
