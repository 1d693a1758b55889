// Five sections of questions. Keys answer and move; each answer is saved as it is given, so that two people can fill different sections at once (RISK-02).
import { useRef, useState } from 'react';
import type { Answer, RiskRecord } from '#contract/risk.ts';
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
  const rows = useRef<HTMLTableSectionElement>(null);
  const answer = useCommand('risk.answer');
  const section = sections.find(({ id }) => id === sectionId) ?? sections[0];
  const questions = section?.questions ?? [];
  const say = async (question: string, saying: Saying): Promise<void> => {
    if (saying.answer === 'not-applicable' && saying.reason.trim() === '') { setExcusing(question); return; }
    setExcusing(null);
    await answer.run({ change: risk.id, question, ...saying });
  };
  const open = (id: string, place: number): void => { setSection(id); setAt(place); setExcusing(null); answer.clear(); };
  const move = (by: number): void => {
    const next = at + by;
    const here = sections.findIndex(({ id }) => id === sectionId);
    const other = next < 0 ? sections[here - 1] : next >= questions.length ? sections[here + 1] : undefined;
    if (next >= 0 && next < questions.length) setAt(next);
    else if (other) open(other.id, next < 0 ? other.questions.length - 1 : 0);
    queueMicrotask(() => { requestAnimationFrame(() => { rows.current?.querySelector<HTMLElement>('tr[data-here]')?.focus(); }); });
  };
  const current = questions[at];
  const group = `Risk of ${risk.number}`;
  const give = (to: Answer): void => {
    if (current) void say(current.id, { answer: to, residual: to === 'yes' ? current.said?.residual ?? null : null, mitigation: current.said?.mitigation ?? '', reason: current.said?.reason ?? '' });
  };
  useActions([
    ...keys.map(([hotkey, to, label]): Action => ({ id: `risk.answer.${to}`, label, hotkey, group, may: risk.may.fill, isSilent: true, run: () => { give(to); } })),
    { id: 'risk.next', label: 'Next question', hotkey: 'J', group, isSilent: true, run: () => { move(1); } },
    { id: 'risk.previous', label: 'Question before', hotkey: 'K', group, isSilent: true, run: () => { move(-1); } },
  ]);
  return (
    <Card isPadded={false}>
      <Tabs label="Sections of the questionnaire" selected={sectionId} onSelect={(id) => { open(id, 0); }} tabs={sections.map(({ id, label, open: n }, i) => ({
        id, label: <span className={s.tab}><SignalMark signal={n === 0 ? 'ok' : 'missing'} label={n === 0 ? 'answered' : `${n} open`} />{label}</span>,
        content: (
          <table className={s.questions}>
            <thead><tr><th scope="col">Question, section {i + 1} of {sections.length}</th><th scope="col">Answer</th><th scope="col">Mitigation</th><th scope="col">Remains</th></tr></thead>
            <tbody ref={rows}>{questions.map((question, place) => (
              <QuestionRow key={question.id} question={question} isHere={place === at} isExcusing={excusing === question.id} mayFill={risk.may.fill} onHere={() => { setAt(place); }} onSay={(saying) => { void say(question.id, saying); }} />
            ))}</tbody>
          </table>
        ),
      }))} />
      <RefusalLine refusal={answer.error} />
      <Note risk={risk} open={section?.open ?? 0} />
    </Card>
  );
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
