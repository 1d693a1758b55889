// What is owed after the work: papers, the retrospective with the root cause, the ratification (EMG-03 to EMG-05).
import { questions } from '#contract/emergency.ts';
import type { EmergencyRecord, Question } from '#contract/emergency.ts';
import { refusalOf } from '../../app/actions.ts';
import { hrefOf } from '../../app/routes.ts';
import { Button } from '../../ui/button.tsx';
import { OutcomeMark, SignalMark } from '../../ui/marks.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import { formatDay } from '../../ui/time-words.ts';
import { ratifiedWords } from './emergency-words.ts';
import type { CardProps } from './emergency-part.tsx';
import s from './emergency.module.css';

export function PapersCard({ emergency: { paperwork, may, number }, onAsk }: CardProps) {
  return (
    <Card title="Deferred papers" aside={<Button hotkey="P" refusal={refusalOf(may['paperwork'])} onPress={() => { onAsk('paperwork'); }}>Complete…</Button>}>
      <ul className={s.list}>{paperwork.map((paper) => <li key={paper.field}><SignalMark signal={paper.text === null ? 'missing' : 'ok'}>{paper.label}</SignalMark>{paper.field === 'riskAssessment' && paper.text === null && <a className={s.link} href={hrefOf({ place: 'change', change: number, part: 'risk' })}>Sign it on the tab Risk</a>}{paper.text !== null && <p className="prose">{paper.text}</p>}</li>)}</ul>
    </Card>
  );
}

export function CauseCard({ emergency: { rootCause, may }, onAsk }: CardProps) {
  return (
    <Card title="Root cause" aside={<Button hotkey="C" refusal={refusalOf(may['rootCause'])} onPress={() => { onAsk('rootCause'); }}>{rootCause ? 'Change…' : 'Set…'}</Button>}>
      {rootCause ? <><p><b className="prose">{rootCause.cause}</b> <span className="dim">{rootCause.by}, <Moment at={rootCause.at} isShort /></span></p>{rootCause.note !== '' && <p className="prose">{rootCause.note}</p>}</> : <SignalMark signal="missing">Not found yet; the emergency does not close without it</SignalMark>}
    </Card>
  );
}

export function RetrospectiveCard({ emergency: { retrospective, may }, onAsk }: CardProps) {
  return (
    <Card title="Retrospective" aside={<Button hotkey="R" refusal={refusalOf(may['retrospective'])} onPress={() => { onAsk('retrospective'); }}>{retrospective ? 'Correct…' : 'Hold…'}</Button>}>
      {retrospective ? <Held retrospective={retrospective} /> : <SignalMark signal="missing">Not held yet</SignalMark>}
    </Card>
  );
}

export function RatificationCard({ emergency: { ratification, may }, onAsk }: CardProps) {
  return (
    <Card title="Ratification" aside={<Button hotkey="K" refusal={refusalOf(may['ratify'])} onPress={() => { onAsk('ratify'); }}>Ratify or contest…</Button>}>
      {ratification ? <><OutcomeMark verdict={ratification.verdict === 'ratified' ? 'approved' : 'rejected'} isPlain>{ratifiedWords[ratification.verdict]}</OutcomeMark> <span className="dim">{ratification.by}{ratification.meeting !== '' && `, in ${ratification.meeting}`}, <Moment at={ratification.at} isShort /></span>{ratification.reason !== '' && <p className="prose">{ratification.reason}</p>}</> : <SignalMark signal="missing">The CAB has not looked at it yet</SignalMark>}
    </Card>
  );
}

function Held({ retrospective }: { retrospective: NonNullable<EmergencyRecord['retrospective']> }) {
  const yes = Object.entries(retrospective.answers).filter(([, answer]) => answer).map(([id]) => id as Question);
  return (
    <>
      <p className="dim">{retrospective.by}, <Moment at={retrospective.at} /></p>
      {yes.length === 0 ? <p>Every question was answered with no.</p> : (
        <ul className={s.list}>{yes.map((id) => (
          <li key={id}>
            <SignalMark signal="warn">{questions[id]} Yes</SignalMark>
            {retrospective.actions.filter(({ question }) => question === id).map((action, i) => <p key={i} className="prose">{action.kind === 'problem' ? 'Problem' : 'Improvement'}: {action.text} <span className="dim">{action.owner}, by {formatDay(`${action.dueOn}T12:00:00.000Z`, 'UTC')}</span></p>)}
          </li>
        ))}</ul>
      )}
      {retrospective.summary !== '' && <p className="prose">{retrospective.summary}</p>}
    </>
  );
}
