// One question: its answer, what limits the damage, and what remains of the risk.
import { useEffect, useRef, useState } from 'react';
import { answers, residuals } from '#contract/risk.ts';
import type { Answer, Residual, RiskQuestion } from '#contract/risk.ts';
import type { May } from '#contract/values.ts';
import { whyNot } from '../../app/actions.ts';
import { RiskMark, SignalMark } from '../../ui/marks.tsx';
import { AlsoWritten } from './also-written.tsx';
import { answerWords, residualWords } from './risk-words.ts';
import s from './risk.module.css';

export type Saying = { answer: Answer; residual: Residual | null; mitigation: string; reason: string };
type Props = { question: RiskQuestion; isHere: boolean; /** “Does not apply” waits for its reason. */ isExcusing: boolean; mayFill: May; onHere: () => void; onSay: (part: Partial<Saying>) => void };

const isWorst = (saying: Pick<Saying, 'answer' | 'residual'>): boolean => saying.answer === 'unknown' || (saying.answer === 'yes' && (saying.residual === null || saying.residual === 'high'));

export function QuestionRow({ question, isHere, isExcusing, mayFill, onHere, onSay }: Props) {
  const { said } = question;
  const cannot = whyNot(mayFill);
  const shown: Answer | null = isExcusing ? 'not-applicable' : said?.answer ?? null;
  const saying: Saying = { answer: said?.answer ?? 'no', residual: said?.residual ?? null, mitigation: said?.mitigation ?? '', reason: said?.reason ?? '' };
  return (
    <tr className={s.question} data-here={isHere || undefined} tabIndex={-1} onFocus={onHere}>
      <th scope="row">{question.text}<AlsoWritten also={said?.also ?? []} /></th>
      <td>
        <span className={s.answers} role="group" aria-label={`Answer: ${question.text}`} title={cannot}>
          {answers.map((answer) => (
            <button key={answer} type="button" aria-pressed={shown === answer} aria-disabled={cannot !== undefined || undefined} data-worst={(shown === answer && isWorst({ ...saying, answer })) || undefined}
              onClick={() => { if (cannot === undefined) onSay({ answer }); }}>{answerWords[answer]}</button>
          ))}
        </span>
      </td>
      <td><Limits key={shown === 'not-applicable' ? 'reason' : 'mitigation'} question={question} shown={shown} isExcusing={isExcusing} isReadOnly={cannot !== undefined} saying={saying} onSay={onSay} /></td>
      <td>
        {shown === 'yes' && (cannot === undefined ? (
          <select className={s.residual} aria-label={`What remains: ${question.text}`} data-open={saying.residual === null || undefined} value={saying.residual ?? ''} onChange={(e) => { onSay({ answer: 'yes', residual: e.target.value as Residual }); }}>
            {saying.residual === null && <option value="">Say…</option>}
            {residuals.map((value) => <option key={value} value={value}>{residualWords[value]}</option>)}
          </select>
        ) : saying.residual !== null && <RiskMark tier={saying.residual} />)}
        {shown === 'unknown' && <SignalMark signal="warn">Worst</SignalMark>}
      </td>
    </tr>
  );
}

type LimitsProps = { question: RiskQuestion; shown: Answer | null; isExcusing: boolean; isReadOnly: boolean; saying: Saying; onSay: (part: Partial<Saying>) => void };
/** What limits the damage of a yes, who finds out about an unknown, why a question does not apply. Saved when the field is left. */
function Limits({ question, shown, isExcusing, isReadOnly, saying, onSay }: LimitsProps) {
  const isReason = shown === 'not-applicable';
  const stood = isReason ? saying.reason : saying.mitigation;
  const [text, setText] = useState(stood);
  const [known, setKnown] = useState(stood);
  if (known !== stood) {
    setKnown(stood);
    // What is being typed here is not taken away by what somebody else wrote meanwhile.
    if (text.trim() === known.trim()) setText(stood);
  }
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => { if (isExcusing) field.current?.focus(); }, [isExcusing]);
  if (shown === null) return <span className="dim">–</span>;
  if (shown === 'no') return <span className="dim">Not needed</span>;
  if (isReadOnly) return <span className="sec prose">{stood}</span>;
  const save = (): void => {
    if (text.trim() === stood.trim()) return;
    onSay(isReason ? { answer: 'not-applicable', reason: text } : { mitigation: text });
  };
  return (
    <textarea ref={field} className={s.limits} rows={1} value={text} maxLength={2000} aria-label={`${isReason ? 'Why it does not apply' : shown === 'unknown' ? 'Who finds out, and by when' : 'Mitigation'}: ${question.text}`}
      placeholder={isReason ? 'Why does it not apply?' : shown === 'unknown' ? 'Who finds out, by when?' : question.hint} aria-invalid={(isExcusing || (shown === 'yes' && stood === '')) || undefined}
      onChange={(e) => { setText(e.target.value); }} onBlur={save} onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); save(); } }} />
  );
}
