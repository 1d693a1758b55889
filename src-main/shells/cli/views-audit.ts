// How samples, requests, compliance reports, controls and what tags ask for look to people on the command line (AUD-03 to AUD-05).
import type { Output } from '#contract/index.ts';
import type { ExportedFile } from '#contract/values.ts';
import { facts, oneLine, table } from './text.ts';
import { moment } from './views.ts';

const resultWords = { pass: 'pass', fail: 'FAIL', 'not-tested': 'not tested' } as const;
const day = (at: string): string => at.slice(0, 10);

export function complianceText({ from, to, asOf, policy, rules, digest }: Output<'compliance.run'>): string {
  const failing = rules.filter(({ rows }) => rows.length > 0);
  return [
    facts([['Period', `${from} to ${to}`], ['Judged as of', moment(asOf)], ['Policy', policy], ['SHA-256', digest]]),
    table(['Rule', 'Version', 'Population', 'Tested', 'Failures', 'Before', 'Result'], rules.map((rule) => [rule.id, rule.version, rule.population, rule.tested, rule.failures, rule.trend.slice(0, -1).map((one) => (one.result === 'not-tested' ? '–' : one.failures)).join(' '), resultWords[rule.result]])),
    ...failing.map((rule) => `${rule.title}\n${table(['Record', 'On', 'Finding', 'Why'], rule.rows.map(({ record, at, said, finding }) => [record.number, day(at), finding, said]))}`),
    ...rules.flatMap((rule) => rule.untested.map(({ why, count }) => `${rule.id}: ${count} not tested. ${oneLine(why)}`)),
  ].join('\n\n');
}
export const complianceRulesText = ({ rules, closed, written }: Output<'compliance.rules'>): string => [
  table(['Rule', 'Version', 'What it tests'], rules.map(({ id, version, text }) => [id, version, text])),
  closed.isReported ? `The quarter from ${closed.from} to ${closed.to} has its report.` : `The quarter from ${closed.from} to ${closed.to} is over and has no report yet: gavel compliance report --from ${closed.from} --to ${closed.to}`,
  ...(written.length === 0 ? [] : [table(['Report', 'From', 'To', 'Written', 'SHA-256'], written.map((one) => [one.name, one.from, one.to, day(one.at), one.sha256]))]),
].join('\n\n');

export const controlsText = ({ rows }: Output<'control.list'>): string => table(['Control', 'Version', 'Title', 'Mapped to'], rows.map(({ control, title, mapping: { version, rules, fields, evidence } }) =>
  [control, version, title, [...rules.map(({ id, version: of, isOutdated }) => `${id}@${of}${isOutdated ? ' (outdated)' : ''}`), ...fields.map((field) => `field ${field}`), ...evidence.map((kind) => `evidence ${kind}`)].join(', ')]));
const matrixWords = { evidence: 'evidence', gap: 'GAP', exception: 'exception', 'not-tested': 'not tested' } as const;
export const matrixText = ({ from, to, asOf, rows }: Output<'control.matrix'>): string => [
  facts([['Period', `${from} to ${to}`], ['Judged as of', moment(asOf)]]),
  table(['Control', 'Version', 'In order', 'Gaps', 'Exceptions', 'Findings', 'Result', 'Title'], rows.map((row) => [row.control, row.version, row.evidence, row.gaps, row.exceptions.map(({ number }) => number).join(', '), row.findings.join(', '), matrixWords[row.result], row.title])),
  ...rows.filter(({ gaps }) => gaps > 0).map((row) => `${row.control}\n${table(['Record', 'On', 'Gap'], row.rows.map(({ number, at, said }) => [number, day(at), said]))}`),
].join('\n\n');
export const obligationsText = ({ tags, needed, impact, approvals, retentionYears }: Output<'obligation.show'>): string => (tags.length === 0 ? 'No regulatory tag asks for anything.' : [
  facts([['Tags', tags.map(({ tag, name }) => `${tag} (${name})`).join(', ')], ['Kept for', `${retentionYears} years`], ['Personal data', impact && `${impact.impact}: ${impact.statement} (${impact.by})`], ['Business owner', approvals.map(({ by, at, isStale }) => `${by}, ${day(at)}${isStale ? ', for an earlier scope' : ''}`).join('; ')]]),
  needed.length === 0 ? 'Nothing more is asked for.' : table(['Asked for', 'Rule', 'Status'], needed.map(({ label, rule, status }) => [label, rule, status])),
].join('\n\n'));

const fileFacts = ({ name, folder, size, sha256 }: ExportedFile): [string, string][] => [['File', `${folder}/${name}`], ['Size', `${size} bytes`], ['SHA-256', sha256]];
export const packText = ({ file, files, volumes, pages, changes, gaps }: Output<'pack.write'>): string => [
  facts([...fileFacts(file), ['Pages', pages], ['Changes', changes], ['Gaps', gaps === 0 ? 'none' : `${gaps}, each named in the pack`]]),
  ...(files.length > 1 ? [`${volumes > 1 ? `${volumes} volumes` : 'The pack'}${files.length > volumes ? ' and the evidence beside it' : ''}: keep these files together.\n${table(['File', 'Bytes', 'SHA-256'], files.map((one) => [one.name, one.size, one.sha256]))}`] : []),
  'Its last page says how to check it without Gavel; whoever does needs authority.pem from you: gavel export authority',
].join('\n\n');
export const authorityText = ({ file, fingerprint, rootWords }: Output<'export.authority'>): string => [
  facts(fileFacts(file)), facts([['Fingerprint', fingerprint.match(/.{4}/g)!.join(' ')], ['Root in words', rootWords]]),
  'Hand the file to whoever checks your packs, and tell them these two on paper or by voice: they stand on the cover of every pack.',
].join('\n\n');

type Sample = Output<'audit.samples'>['rows'][number];
const drawing = ({ population, from, to, size, populationSize, seed, method, by }: Pick<Sample, 'population' | 'from' | 'to' | 'size' | 'populationSize' | 'seed' | 'method' | 'by'>): string =>
  `${size} of ${populationSize} changes ${population} from ${from} to ${to}, ${method}, seed ${seed}${by === 'none' ? '' : `, by ${by}`}`;
const strataText = (strata: Sample['strata']): string => table(['Stratum', 'Population', 'Drawn'], strata.map(({ name, population, drawn }) => [name, population, drawn]));
export const previewText = ({ numbers, populationSize, populationDigest, strata }: Output<'audit.previewSample'>): string => [
  facts([['Population', populationSize], ['SHA-256', populationDigest], ['Drawn', numbers.length]]), strataText(strata), table(['Change', 'Stratum'], numbers.map(({ number, stratum }) => [number, stratum])),
].join('\n\n');
export const drawnText = ({ id }: Output<'audit.drawSample'>): string => `The sample is drawn and on record. To read it, and whether it is drawn the same today: gavel audit sample ${id}`;
export const samplesText = ({ rows }: Output<'audit.samples'>): string => (rows.length === 0 ? 'No sample was drawn.'
  : table(['Id', 'Drawn', 'By', 'Passed', 'Exceptions', 'To test', 'Title'], rows.map((row) => [row.id, day(row.drawn.at), row.drawn.by, row.passed, row.exceptions, row.toTest, row.title])));
const redrawnText = ({ isSame, isSamePopulation, missing, added }: Output<'audit.showSample'>['redrawn']): string => (isSame && isSamePopulation ? 'Drawn again just now: the same changes of the same population.'
  : `Drawn again just now it differs${isSamePopulation ? '' : ': the population is another one'}.${missing.length > 0 ? ` Not drawn now: ${missing.join(', ')}.` : ''}${added.length > 0 ? ` Drawn instead: ${added.join(', ')}.` : ''}`);
export function sampleText(sample: Output<'audit.showSample'>): string {
  const ticked = ({ ticks }: (typeof sample)['rows'][number], control: string): string => { const tick = ticks.find((one) => one.control === control); return tick === undefined ? 'to test' : [tick.result.replace('-', ' '), tick.workpaper, tick.note].filter((part) => part !== '').join(', '); };
  return [
    oneLine(sample.title), `${drawing(sample)}. Drawn by ${oneLine(sample.drawn.by)} on ${day(sample.drawn.at)}.`, `Population SHA-256 ${sample.populationDigest}\n${redrawnText(sample.redrawn)}`, strataText(sample.strata),
    table(['Change', 'Stratum', ...sample.controls, 'Result', 'Title'], sample.rows.map((row) => [row.number, row.stratum, ...sample.controls.map((control) => ticked(row, control)), row.result.replace('-', ' '), row.title || 'not here any more'])),
  ].join('\n\n');
}
export const requestsText = ({ rows }: Output<'audit.requests'>): string => (rows.length === 0 ? 'No request.'
  : table(['Id', 'State', 'Due', 'Overdue', 'Of', 'About', 'Asked by', 'Request', 'Answer'], rows.map((row) => [row.id, row.state, row.dueOn, row.isOverdue, row.owner, row.about, row.asked.by, row.text, row.answer?.text])));
