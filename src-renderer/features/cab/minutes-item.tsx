// One item of the minutes: outcome, votes and reason side by side, then what else happened on it.
import type { MinutesEntry } from '#contract/minutes.ts';
import { OutcomeMark, SignalMark } from '../../ui/marks.tsx';
import { Moment, Span } from '../../ui/time.tsx';
import { formatClock } from '../../ui/time-words.ts';
import { capital, counted, listed } from '../../ui/words.ts';
import { dayWords, voteWord } from './meeting-words.ts';
import s from './minutes.module.css';

type Votes = MinutesEntry['votes'];

/** For, for with conditions, against: `3–1–0`. */
export function votesInBrief(votes: Votes): string {
  const of = (...words: string[]): number => votes.filter((v) => words.includes(v.vote)).length;
  return votes.length === 0 ? '–' : `${of('approve')}–${of('approve-with-conditions')}–${of('reject', 'defer', 'request-information')}`;
}

/** Minutes used, of those planned. */
export const timeUsed = ({ seconds, minutes }: Pick<MinutesEntry, 'seconds' | 'minutes'>): string => `${Math.round(seconds / 60)} of ${minutes}`;

const nameOf = ({ name, by, isBallot }: Votes[number]): string => `${name}${by === null ? '' : ` (cast by ${by})`}${isBallot ? ' (by ballot)' : ''}`;
const votesInWords = (votes: Votes): string => [...Map.groupBy(votes, (v) => v.vote)].map(([vote, cast]) => `${capital(voteWord(vote))}: ${listed(cast.map(nameOf))}.`).join(' ');

export function ItemSection({ item, zone, isOver }: { item: MinutesEntry; zone: string; isOver: boolean }) {
  const { position, title, service, window, conflicts, decision, outcome, votes } = item;
  return (
    <section>
      <h3>Item {position}. <bdi>{title}</bdi></h3>
      <div className={s.item}>
        {decision === null ? outcome === null ? <SignalMark signal="gap">{isOver ? 'Not decided; it went back to the queue' : 'Not decided yet'}</SignalMark> : <p className="prose"><b>Outcome:</b> {outcome}</p> : (
          <div className="row wrap"><OutcomeMark verdict={decision.verdict} />{decision.recommends && <span>{decision.recommends === 'approve' ? 'recommended to the board that decides' : 'advised against to the board that decides'}</span>}{decision.deferredTo !== null && <span>until {dayWords(decision.deferredTo)}</span>}{decision.isAgainstVote && <SignalMark signal="warn">Against the vote</SignalMark>}<span className="sec">{votes.length === 0 ? 'by the chair, without votes' : listed([...Map.groupBy(votes, (v) => v.vote)].map(([vote, cast]) => `${cast.length} ${voteWord(vote)}`))}</span></div>
        )}
        {item.kind === 'change' && (
          <div className={s.halves}>
            <div className="stack">
              {votes.length > 0 && <p className="prose">{votesInWords(votes)}</p>}
              <p className="sec"><span className="prose">{service === '' ? 'No service named' : service}</span>{window !== null && <>, window <Span from={window.from} to={window.to} zone={zone} isOneLine /></>}</p>
              {conflicts.length > 0 && <p className="sec prose">{counted(conflicts.length, 'conflict')}: {listed(conflicts)}</p>}
            </div>
            {decision !== null && <p className="prose"><b>Reason:</b> {decision.reason === '' ? 'none was given.' : decision.reason}</p>}
          </div>
        )}
        <Remarks item={item} zone={zone} />
        {decision !== null && decision.conditions.length > 0 && <Conditions conditions={decision.conditions} />}
        {decision !== null && <p className="dim tiny">Decided by <bdi>{decision.by}</bdi>, <Moment at={decision.decidedAt} zone={zone} />, policy {decision.policyVersion}, key <span className="mono">{decision.signature}</span></p>}
      </div>
    </section>
  );
}

/** Who did not vote and why, questions, late admission and what was noted. */
function Remarks({ item, zone }: { item: MinutesEntry; zone: string }) {
  const { recused, silent, standIns, votes, fallen, quorum, decision } = item;
  const lines = [
    ...(item.isLate ? [`Late item, taken on because: ${item.lateReason || 'no reason was kept'}.`] : []),
    ...(item.isSetAside && decision === null ? ['Set aside and not taken up again.'] : []),
    ...(quorum === null ? [] : [`Quorum for this item: ${quorum.why}${quorum.isQuorate ? '' : ', not quorate'}.`]),
    ...recused.map(({ name, why, isByRule }) => `${name} did not vote: ${isByRule ? `recused by rule as ${why}` : `recused, ${why}`}.`),
    ...standIns.map(({ name, by, how }) => `${by} voted for ${name} as ${how}.`),
    ...(votes.length > 0 && silent.length > 0 ? [`Did not vote: ${listed(silent)}.`] : []),
    ...(fallen.length === 0 ? [] : [`Voted before the change was edited, which does not count: ${listed(fallen.map(({ name, vote }) => `${name} (${voteWord(vote)})`))}.`]),
    ...votes.filter(({ question }) => question !== '').map(({ name, question }) => `${name} asked: ${question}`),
    ...item.notes.map(({ text, by, at }) => `${formatClock(at, zone)}, ${by}: ${text}`),
  ];
  return lines.length === 0 ? null : <ul className={s.lines}>{lines.map((line, i) => <li key={`${i} ${line}`} className="prose">{line}</li>)}</ul>;
}

function Conditions({ conditions }: { conditions: NonNullable<MinutesEntry['decision']>['conditions'] }) {
  return (
    <table className={s.table} aria-label={counted(conditions.length, 'condition')}>
      <thead><tr><th scope="col">Condition</th><th scope="col">Owner</th><th scope="col">Due</th><th scope="col">Blocks start</th></tr></thead>
      <tbody>{conditions.map((c) => (
        <tr key={c.id}><td className="prose">{c.text}</td><td className="prose">{c.owner}</td><td>{c.when === 'before' ? 'before the start' : 'afterwards'}, {dayWords(c.dueOn)}</td><td>{c.isBlocking ? 'Yes' : 'No'}</td></tr>
      ))}</tbody>
    </table>
  );
}
