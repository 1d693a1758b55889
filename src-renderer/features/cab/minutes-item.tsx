// One item of the minutes: outcome, votes and reason side by side, and the conditions beneath.
import type { DecisionRecord } from '#contract/change.ts';
import type { Output } from '#contract/index.ts';
import { OutcomeMark, SignalMark } from '../../ui/marks.tsx';
import { Moment, Span } from '../../ui/time.tsx';
import { capital, counted, listed } from '../../ui/words.ts';
import { dayWords, voteWord } from './meeting-words.ts';
import s from './minutes.module.css';

type Item = Output<'minutes.show'>['items'][number];
type Votes = DecisionRecord['votes'];

/** For, for with conditions, against: `3–1–0`. */
export function votesInBrief(votes: Votes): string {
  const of = (...words: string[]): number => votes.filter((v) => words.includes(v.vote)).length;
  return votes.length === 0 ? '–' : `${of('approve')}–${of('approve-with-conditions')}–${of('reject', 'defer')}`;
}

const votesInWords = (votes: Votes): string => [...Map.groupBy(votes, (v) => v.vote)].map(([vote, cast]) => `${capital(voteWord(vote))}: ${listed(cast.map((v) => v.name))}.`).join(' ');

export function ItemSection({ item: { position, change, decision }, zone, isOver }: { item: Item; zone: string; isOver: boolean }) {
  return (
    <section>
      <h3>Item {position}. <bdi>{change.title}</bdi></h3>
      <div className={s.item}>
        {decision === null ? <SignalMark signal="gap">{isOver ? 'Not decided; the change went back to the queue' : 'Not decided yet'}</SignalMark> : (
          <div className="row wrap"><OutcomeMark verdict={decision.verdict} />{decision.deferredTo !== null && <span>until {dayWords(decision.deferredTo)}</span>}<span className="sec">{decision.votes.length === 0 ? 'by the chair, without votes' : listed([...Map.groupBy(decision.votes, (v) => v.vote)].map(([vote, cast]) => `${cast.length} ${voteWord(vote)}`))}</span></div>
        )}
        <div className={s.halves}>
          <div className="stack">
            {decision !== null && decision.votes.length > 0 && <p className="prose">{votesInWords(decision.votes)}</p>}
            <p className="sec"><span className="prose">{change.service === '' ? 'No service named' : change.service}</span>{change.plannedStartAt !== null && change.plannedEndAt !== null && <>, window <Span from={change.plannedStartAt} to={change.plannedEndAt} zone={zone} isOneLine /></>}</p>
          </div>
          {decision !== null && <p className="prose"><b>Reason:</b> {decision.reason === '' ? 'none was given.' : decision.reason}</p>}
        </div>
        {decision !== null && decision.conditions.length > 0 && <Conditions decision={decision} />}
        {decision !== null && <p className="dim tiny">Decided by <bdi>{decision.by}</bdi>, <Moment at={decision.decidedAt} zone={zone} />, policy {decision.policyVersion}, key <span className="mono">{decision.signature}</span></p>}
      </div>
    </section>
  );
}

function Conditions({ decision }: { decision: DecisionRecord }) {
  return (
    <table className={s.table} aria-label={counted(decision.conditions.length, 'condition')}>
      <thead><tr><th scope="col">Condition</th><th scope="col">Owner</th><th scope="col">Due</th><th scope="col">Blocks start</th></tr></thead>
      <tbody>{decision.conditions.map((c) => (
        <tr key={c.id}><td className="prose">{c.text}</td><td className="prose">{c.owner}</td><td>{c.when === 'before' ? 'before the start' : 'afterwards'}, {dayWords(c.dueOn)}</td><td>{c.isBlocking ? 'Yes' : 'No'}</td></tr>
      ))}</tbody>
    </table>
  );
}
