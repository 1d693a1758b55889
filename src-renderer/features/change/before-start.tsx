// What must be there before work can begin, told from the record: each line is a fact the core sent.
import type { ReactNode } from 'react';
import type { ChangeRecord } from '#contract/change.ts';
import { whyNot } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { formatMoment, formatShortDay } from '../../ui/time-words.ts';
import s from './record.module.css';

type Line = { label: string; isMet: boolean; note: ReactNode };
const authorisedStates = ['authorised', 'scheduled', 'implementing', 'validating', 'implemented', 'under-review', 'closed'];

function linesOf(record: ChangeRecord): Line[] {
  const approval = record.decisions.find((d) => d.verdict.startsWith('approved') && !d.isStale);
  const isAuthorised = authorisedStates.includes(record.state);
  const { plannedStartAt, zone } = record.fields;
  return [
    ...record.missing.map((m): Line => ({ label: m.label, isMet: false, note: m.problem === 'inconsistent' ? 'does not fit' : m.problem })),
    ...(record.tier !== null ? [{ label: 'Risk assessed', isMet: true, note: record.score === null ? '' : `${record.score} of 100` }] : []),
    { label: 'Board authorisation', isMet: isAuthorised, note: isAuthorised && approval ? `${approval.meetingNumber}, ${formatShortDay(approval.decidedAt)}` : record.agenda ? <a href={hrefOf({ place: 'board', meeting: record.agenda.number })}>{record.agenda.number}, {formatShortDay(record.agenda.startsAt)}</a> : isAuthorised ? '' : 'on no agenda yet' },
    ...record.decisions.flatMap((d) => d.conditions).filter((c) => c.when === 'before').map((c): Line => ({ label: c.text, isMet: c.metAt !== null, note: c.metAt === null ? c.owner : `met ${formatShortDay(c.metAt)}` })),
    { label: 'Window planned', isMet: plannedStartAt !== null, note: plannedStartAt === null ? '' : formatMoment(plannedStartAt, zone) },
  ];
}

export function BeforeStart({ record }: { record: ChangeRecord }) {
  const lines = linesOf(record);
  const met = lines.filter((l) => l.isMet).length;
  const why = record.state === 'scheduled' ? whyNot(record.may['start']) : undefined;
  return (
    <Card title="Before it can start" aside={`${met} of ${lines.length}`}>
      <ul className={s.lines}>{lines.map((line, i) => <li key={`${line.label} ${i}`}><SignalMark signal={line.isMet ? 'ok' : 'missing'} label={line.isMet ? 'met' : 'missing'} /><span className="grow prose">{line.label}</span><span className="dim">{line.note}</span></li>)}</ul>
      {why !== undefined && <p className="sec">{why}</p>}
    </Card>
  );
}
