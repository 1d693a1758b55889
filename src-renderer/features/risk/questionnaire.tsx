// Five sections of questions. Keys answer and move; each answer is saved as it is given, so that two people can fill different sections at once (RISK-02).
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Answer, RiskQuestion, RiskRecord } from '#contract/risk.ts';
import { useActions } from '../../app/actions.ts';
import type { Action } from '../../app/actions.ts';
import { useCommand } from '../../data/use-command.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { SignalMark } from '../../ui/marks.tsx';
import { RefusalLine } from '../../ui/refusal.tsx';
import { Card } from '../../ui/surfaces.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { counted } from '../../ui/words.ts';
import { QuestionRow } from './question-row.tsx';
import type { Saying } from './question-row.tsx';
import s from './risk.module.css';

const keys: readonly [hotkey: string, answer: Answer, label: string][] = [['Y', 'yes', 'Answer yes'], ['N', 'no', 'Answer no'], ['U', 'unknown', 'Answer unknown'], ['X', 'not-applicable', 'Does not apply']];

export function Questionnaire({ risk }: { risk: RiskRecord }) {
  const { sections } = risk;
  const [sectionId, setSection] = useState(() => (sections.find(({ open }) => open > 0) ?? sections[0])?.id ?? '');
  const [at, setAt] = useState(0);
  const [excusing, setExcusing] = useState<string | null>(null);
  const [moves, setMoves] = useState(0);
  const rows = useRef<HTMLTableSectionElement>(null);
  // As soon as the row is there: a later frame would take the focus from a field the next key has opened.
  useLayoutEffect(() => { if (moves > 0) rows.current?.querySelector<HTMLElement>('tr[data-here]')?.focus(); }, [moves]);
  const answer = useCommand('risk.answer');
  const onTheWay = useOnTheWay(risk);
  const section = sections.find(({ id }) => id === sectionId) ?? sections[0];
  const questions = section?.questions ?? [];
  const say = async (question: RiskQuestion, part: Partial<Saying>): Promise<void> => {
    const saying = onTheWay.with(question, part);
    if (saying === null) return;
    if (saying.answer === 'not-applicable' && saying.reason.trim() === '') { setExcusing(question.id); return; }
    setExcusing(null);
    onTheWay.keep(question.id, saying);
    await answer.run({ change: risk.id, question: question.id, ...saying });
    onTheWay.sent();
  };
  const open = (id: string, place: number): void => { setSection(id); setAt(place); setExcusing(null); answer.clear(); };
  const move = (by: number): void => {
    const next = at + by;
    const here = sections.findIndex(({ id }) => id === sectionId);
    const other = next < 0 ? sections[here - 1] : next >= questions.length ? sections[here + 1] : undefined;
    if (next >= 0 && next < questions.length) setAt(next);
    else if (other) open(other.id, next < 0 ? other.questions.length - 1 : 0);
    setMoves((count) => count + 1);
  };
  const current = questions[at];
  const group = `Risk of ${risk.number}`;
  const give = (to: Answer): void => {
    if (current) void say(current, { answer: to });
  };
  useActions([
    ...keys.map(([hotkey, to, label]): Action => ({ id: `risk.answer.${to}`, label, hotkey, group, may: risk.may.fill, isSilent: true, run: () => { give(to); } })),
    { id: 'risk.next', label: 'Next question', hotkey: 'J', group, isSilent: true, run: () => { move(1); } },
    { id: 'risk.previous', label: 'Question before', hotkey: 'K', group, isSilent: true, run: () => { move(-1); } },
  ]);
  return (
    <Card isPadded={false} className={s.sections}>
      <Tabs label="Sections of the questionnaire" selected={sectionId} onSelect={(id) => { open(id, 0); }} tabs={sections.map(({ id, label, open: n }, i) => ({
        id, label: <span className={s.tab}><SignalMark signal={n === 0 ? 'ok' : 'missing'} label={n === 0 ? 'answered' : `${n} open`} />{label}</span>,
        content: (
          <table className={s.questions}>
            <thead><tr><th scope="col">Question, section {i + 1} of {sections.length}</th><th scope="col">Answer</th><th scope="col">Mitigation</th><th scope="col">Remains</th></tr></thead>
            <tbody ref={rows}>{questions.map((question, place) => (
              <QuestionRow key={question.id} question={question} isHere={place === at} isExcusing={excusing === question.id} mayFill={risk.may.fill} onHere={() => { setAt(place); }} onSay={(part) => { void say(question, part); }} />
            ))}</tbody>
          </table>
        ),
      }))} />
      <RefusalLine refusal={answer.error} />
      <Note risk={risk} open={section?.open ?? 0} />
    </Card>
  );
}

type OnTheWay = { with: (question: RiskQuestion, part: Partial<Saying>) => Saying | null; keep: (question: string, saying: Saying) => void; sent: () => void };
/** Parts of one answer may follow each other faster than the core replies: each is put on top of what is on its way, not of what the page still shows. */
function useOnTheWay(risk: RiskRecord): OnTheWay {
  const held = useRef({ sayings: new Map<string, Saying>(), count: 0 });
  useEffect(() => { if (held.current.count === 0) held.current.sayings.clear(); }, [risk]);
  return {
    with: ({ id, said }, part) => {
      const before = held.current.sayings.get(id) ?? said;
      const answer = part.answer ?? before?.answer;
      return answer === undefined ? null : { answer, residual: answer === 'yes' ? part.residual ?? before?.residual ?? null : null, mitigation: part.mitigation ?? before?.mitigation ?? '', reason: part.reason ?? before?.reason ?? '' };
    },
    keep: (question, saying) => { held.current.sayings.set(question, saying); held.current.count += 1; },
    sent: () => { held.current.count -= 1; },
  };
}

/** What unknown answers cost, or what is left to do; beside it the keys. */
function Note({ risk, open }: { risk: RiskRecord; open: number }) {
  const unknown = risk.sections.flatMap(({ questions }) => questions).filter(({ said }) => said?.answer === 'unknown').length;
  return (
    <p className={s.note}>
      {unknown > 0 ? <><SignalMark signal="warn" /><span className="grow"><b>{counted(unknown, 'unknown answer')}</b> {unknown === 1 ? 'counts' : 'count'} as the worst. Name who will find out and by when, or answer yes or no.</span></>
        : <span className="grow dim">{open > 0 ? `${counted(open, 'question')} of this section to answer; an open one counts as the worst.` : 'This section is complete.'}</span>}
      <span className={s.keys}><Kbd hotkey="Y" /><Kbd hotkey="N" /><Kbd hotkey="U" /><Kbd hotkey="X" /> answer, <Kbd hotkey="J" /><Kbd hotkey="K" /> move</span>
    </p>
  );
}
