// What would lower the score of a change: each way is tried on the facts, so that it says the truth in points (RISK-03).
import type { Tier } from '#contract/change.ts';
import type { Reversibility } from '#contract/risk.ts';
import { coverageCredit } from './coverage-credit.ts';
import type { Dossier } from './dossier.ts';
import { questions } from './questionnaire.ts';
import type { Question } from './questionnaire.ts';
import type { RiskForm, Said } from './risk.ts';
import { noLevel } from './outage.ts';
import { peakLoad, reversibilityOf, scoreOf, tierOfScore } from './risk-score.ts';

/** `points` it would take off; `tier` is the tier by points afterwards. */
export type Lowering = { points: number; text: string; tier: Tier };
type Way = { text: string; dossier: Dossier };

const noForm: RiskForm = { answers: {}, classification: null, reversibility: null, manual: null, signed: [] };
const nobody = { by: '', at: '', losers: [] };
const answering = (dossier: Dossier, some: readonly Question[], said: Said): Dossier => {
  const form = dossier.risk ?? noForm;
  return { ...dossier, risk: { ...form, answers: { ...form.answers, ...Object.fromEntries(some.map(({ id }) => [id, { ...nobody, value: said }])) } } };
};
/** As if it were so; a rehearsal that failed is then followed by one that passed. */
const reversing = (dossier: Dossier, value: Reversibility): Dossier => ({ ...dossier, backout: { ...dossier.backout, sheet: null }, risk: { ...(dossier.risk ?? noForm), reversibility: { ...nobody, value } } });
const quoted = ({ text }: Question): string => `“${text}”`;
const no: Said = { answer: 'no', residual: null, mitigation: '', reason: '' };

function answerWays(dossier: Dossier): Way[] {
  const saidTo = (id: string): Said | undefined => dossier.risk?.answers[id]?.value;
  const open = questions.filter(({ id }) => saidTo(id) === undefined);
  const unknown = questions.filter(({ id }) => saidTo(id)?.answer === 'unknown');
  const bare = questions.filter(({ id }) => saidTo(id)?.answer === 'yes' && saidTo(id)!.residual === null);
  const risky = questions.filter(({ id }) => saidTo(id)?.answer === 'yes' && (saidTo(id)!.residual === 'high' || saidTo(id)!.residual === 'medium'));
  return [
    ...(open.length > 0 ? [{ text: `Answer the ${open.length === 1 ? 'open question' : `${open.length} open questions`}, if none is a risk`, dossier: answering(dossier, open, no) }] : []),
    ...(unknown.length > 0 ? [{ text: `Find out ${unknown.length === 1 ? quoted(unknown[0]!) : `the ${unknown.length} unknown answers`}, if it is no risk`, dossier: answering(dossier, unknown, no) }] : []),
    ...(bare.length > 0 ? [{ text: `Say what remains of ${bare.length === 1 ? quoted(bare[0]!) : `the ${bare.length} risks`}, if it is little`, dossier: answering(dossier, bare, { ...no, answer: 'yes', residual: 'low' }) }] : []),
    ...(risky.length > 0 ? [{ text: `Mitigate ${risky.length === 1 ? quoted(risky[0]!) : `the ${risky.length} risks that remain`} until little is left`, dossier: answering(dossier, risky, { ...no, answer: 'yes', residual: 'low' }) }] : []),
  ];
}

function reversibilityWays(dossier: Dossier, now: string): Way[] {
  const { value } = reversibilityOf(dossier, now);
  if (dossier.change.fields.backoutPlan.trim() === '') {
    const planned = { ...dossier, change: { ...dossier.change, fields: { ...dossier.change.fields, backoutPlan: 'written' } } };
    return [{ text: 'Write a backout plan', dossier: reversing(planned, 'written') }];
  }
  return [
    ...(value === 'none' ? [{ text: dossier.risk?.reversibility ? 'Find a way back that needs no point of no return' : 'Say how the change is taken back', dossier: reversing(dossier, 'written') }] : []),
    ...(value === 'none' || value === 'written' ? [{ text: 'Rehearse the backout', dossier: reversing(dossier, 'rehearsed') }] : []),
    ...(value === 'automatic' ? [] : [{ text: 'Let the backout run by itself, and rehearse it', dossier: reversing(dossier, 'automatic') }]),
  ];
}

/** RISK-07: offered once somebody said which commit the change is made of; before that nothing says that it is software. */
function coverageWays(dossier: Dossier, now: string): Way[] {
  const { analysis, policy: { coverage: { leastLines } } } = dossier;
  const commit = analysis.coverage?.commit;
  if (!commit || coverageCredit(dossier, now).points > 0) return [];
  const tests = { tests: 1, failures: 0, errors: 0, skipped: 0, isAllPassed: true, commit: null, madeAt: null };
  const report = { id: '', format: 'lcov' as const, covered: 1, total: 1, lines: leastLines, commit: commit.value, isCommitSaid: false, madeAt: now, name: '', sha256: '', tests, testFiles: [], by: '', at: now };
  return [{ text: `Cover ${leastLines / 100} % of the lines with tests that all pass, and attach the report`, dossier: { ...dossier, analysis: { ...analysis, coverage: { commit, reports: [report] } } } }];
}

function ways(dossier: Dossier, now: string): Way[] {
  const { load, reach, policy: { curves } } = dossier;
  return [
    ...(load.freezes.length > 0 ? [{ text: `Move the window away from the freeze, ${curves.freezeHours} hours or more`, dossier: { ...dossier, load: { ...load, freezes: [] } } }] : []),
    ...(load.others > 0 ? [{ text: 'Move to a window without other High or Critical changes', dossier: { ...dossier, load: { ...load, others: 0 } } }] : []),
    ...(peakLoad(dossier, now) === null ? [] : [{ text: 'Move to an hour in which hardly anybody uses the service', dossier: { ...dossier, level: noLevel } }]),
    ...(dossier.risk?.classification ? [] : [{ text: 'Classify the impact, if it is Low', dossier: classifying(dossier) }]),
    ...answerWays(dossier), ...reversibilityWays(dossier, now), ...coverageWays(dossier, now),
    ...(reach.items > 1 ? [{ text: 'Split it, half of the items each', dossier: { ...dossier, reach: { ...reach, items: Math.ceil(reach.items / 2) } } }] : []),
  ];
}
const classifying = (dossier: Dossier): Dossier => ({ ...dossier, risk: { ...(dossier.risk ?? noForm), classification: { ...nobody, value: { sensitivity: 'public', users: 0 } } } });

/** RISK-03: ways to a lower score, the largest first; each stands alone, together they may give less than their sum. */
export function whatWouldLower(dossier: Dossier, now: string): Lowering[] {
  const { score } = scoreOf(dossier, now);
  const found = ways(dossier, now).flatMap(({ text, dossier: other }) => {
    const after = scoreOf(other, now).score;
    return after < score ? [{ points: score - after, text, tier: tierOfScore(after, dossier.policy.tiers) }] : [];
  });
  return found.toSorted((a, b) => b.points - a.points);
}
