// What the emergency CAB decided: who, until when, for what, and what it bypasses (EMG-02).
import type { EmergencyRecord } from '#contract/emergency.ts';
import { refusalOf } from '../../app/actions.ts';
import { Button } from '../../ui/button.tsx';
import { OutcomeMark, SignalMark } from '../../ui/marks.tsx';
import { Card, Facts } from '../../ui/surfaces.tsx';
import { Moment } from '../../ui/time.tsx';
import type { CardProps } from './emergency-part.tsx';
import s from './emergency.module.css';

export function AuthorisationCard({ emergency, onAsk }: CardProps) {
  const { authorisation, may } = emergency;
  return (
    <Card title="Emergency CAB" aside={authorisation
      ? <Button hotkey="X" refusal={refusalOf(may['extend'])} onPress={() => { onAsk('extend'); }}>Extend…</Button>
      : <span className={s.acts}><Button hotkey="B" refusal={refusalOf(may['ballot'])} onPress={() => { onAsk('ballot'); }}>Vote…</Button><Button kind="primary" hotkey="A" refusal={refusalOf(may['authorise'])} onPress={() => { onAsk('authorise'); }}>Authorise…</Button></span>}>
      {authorisation ? <Authorised it={authorisation} /> : <p className="sec">Not authorised yet. The quorum is the chair or deputy and one technical authority, in session or by signed ballot.</p>}
      <Ballots ballots={emergency.ballots} />
      {authorisation && (authorisation.isStale || emergency.clocks.some(({ id, state }) => id === 'authorisation' && state === 'overdue')) && <p className={s.again}><Button hotkey="A" refusal={refusalOf(may['authorise'])} onPress={() => { onAsk('authorise'); }}>Authorise anew…</Button></p>}
    </Card>
  );
}

function Authorised({ it }: { it: NonNullable<EmergencyRecord['authorisation']> }) {
  return (
    <>
      {it.isStale && <SignalMark signal="warn">Edited since; it covers what stood then and counts for nothing now.</SignalMark>}
      <Facts rows={[
        ['Authorised', <>{it.by} and {it.technical}, {it.how === 'session' ? 'in session' : 'by ballot'}, <Moment at={it.at} /></>], ['Until', <Moment key="until" at={it.until} />], ['Environment', it.environment], ['Items', it.items.join(', ')],
        ...(it.extension ? [['Extended', <>{it.extension.by}, <Moment at={it.extension.at} />: {it.extension.reason}</>] as const] : []), ...(it.deferred.length > 0 ? [['Papers deferred', it.deferred.join(', ')] as const] : []), ['Review task', <span key="task" className="mono">{it.reviewTask.slice(0, 8)}</span>],
      ]} />
      <h3 className={s.sub}>Bypassed</h3>
      {it.bypassed.length === 0 ? <p className="sec">Nothing: every control was kept.</p> : (
        <ul className={s.list}>{it.bypassed.map((one) => <li key={one.control}><SignalMark signal="gap"><b>{one.label}</b> <span className="mono dim">{one.rule}</span></SignalMark><p className="prose">{one.reason}</p></li>)}</ul>
      )}
    </>
  );
}

function Ballots({ ballots }: Pick<EmergencyRecord, 'ballots'>) {
  if (ballots.length === 0) return null;
  return (
    <>
      <h3 className={s.sub}>Ballots</h3>
      <ul className={s.list}>{ballots.map((ballot) => (
        <li key={ballot.id}><OutcomeMark verdict={ballot.vote === 'approve' ? 'approved' : 'rejected'} isPlain>{ballot.name} {ballot.vote === 'approve' ? 'for' : 'against'}</OutcomeMark> <span className="dim">{ballot.seat === 'technical' ? 'technical authority' : 'chair or deputy'}, <Moment at={ballot.at} isShort />{ballot.isStale && ', for an earlier version'}</span>{ballot.reason !== '' && <p className="prose">{ballot.reason}</p>}</li>
      ))}</ul>
    </>
  );
}
