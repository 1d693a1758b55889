// The risk of a change and the heat map as text (cli.md, `gavel risk show`).
import type { Output } from '#contract/index.ts';
import type { RiskRecord } from '#contract/risk.ts';
import { facts, oneLine, table } from './text.ts';
import type { Cell } from './text.ts';
import { moment } from './views.ts';

const statusWords: Record<RiskRecord['assessment']['status'], string> = { unsigned: 'not signed', current: 'signed', stale: 'out of date', altered: 'altered since it was signed' };

export function riskText(risk: RiskRecord): string {
  const { assessment: { status, signature }, next } = risk;
  const isSigned = signature !== null;
  return [
    `${risk.number}  ${oneLine(risk.title)}`,
    facts([['Risk', `${risk.tier} ${risk.score} of 100`], ['Decided by', risk.deciding.said], ['Assessment', signature ? `${statusWords[status]}: ${signature.tier} ${signature.score}, ${oneLine(signature.by)}, ${String(moment(signature.at))}` : statusWords[status]],
      ['Set by hand', risk.manual === null ? null : `${risk.manual.tier}, ${oneLine(risk.manual.by)}${risk.manual.reason === '' ? '' : `: ${oneLine(risk.manual.reason)}`}`], ['Impact', `${risk.impact.level} (${oneLine(risk.impact.because)})`], ['Way back', oneLine(risk.reversibility.because)], ['Policy', risk.policy]]),
    table(['Factor', 'Points', 'At most', ...(isSigned ? ['Signed'] : []), 'Because'], [
      ...risk.factors.map((f): Cell[] => [f.label, f.points, f.most, ...(isSigned ? [f.signed] : []), f.because]), ['Together', risk.score, 100, ...(isSigned ? [signature.score] : []), ''],
    ]),
    risk.lower.length === 0 ? 'Nothing known here would lower it.' : `What would lower it${next === null ? '' : ` (${next.points} to ${next.tier})`}\n${table(['Points', 'What', 'Then'], risk.lower.map((one) => [`-${one.points}`, one.text, one.tier]))}`,
    table(['Section', 'Question', 'Answer', 'Remains', 'Mitigation or reason'], risk.sections.flatMap((section) => section.questions.map(({ id, said }): Cell[] => [section.label, id, said?.answer ?? 'open', said?.residual, said === null ? null : said.answer === 'not-applicable' ? said.reason : said.mitigation]))),
  ].join('\n\n');
}

export function heatText({ cells, shown, unplaced }: Output<'risk.heatMap'>): string {
  const levels = [1, 2, 3, 4, 5];
  const cellAt = (impact: number, likelihood: number): number => cells.find((cell) => cell.impact === impact && cell.likelihood === likelihood)?.changes.length ?? 0;
  const listed = cells.flatMap((cell) => cell.changes.map((change): Cell[] => [cell.impact, cell.likelihood, change.tier, change.score, change.number, change.title])).toSorted((a, b) => Number(b[3]) - Number(a[3]));
  return [
    table(['Likelihood', ...levels.map((impact) => `Impact ${impact}`)], levels.toReversed().map((likelihood): Cell[] => [likelihood, ...levels.map((impact) => cellAt(impact, likelihood) || '·')])),
    ...(listed.length === 0 ? [] : [table(['Impact', 'Likelihood', 'Tier', 'Score', 'Number', 'Title'], listed)]),
    `${shown} on the map, ${unplaced} not assessed.`,
  ].join('\n\n');
}
