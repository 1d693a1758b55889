// What an audit pack says of controls and findings in its scope (AUD-02, AUD-04, AUD-06).
import { evidenceLabels } from '#contract/evidence.ts';
import type { FindingRow } from '#contract/finding.ts';
import { appError } from '../app-error.ts';
import type { PackControl, PackFinding } from '../documents/pack-document.ts';
import { casesOfChange, ruleTexts } from '../domain/compliance.ts';
import type { Period } from '../domain/compliance.ts';
import type { Control } from '../domain/control-map.ts';
import { deployedFacts, isBound, matrixOf } from '../domain/control-matrix.ts';
import type { Span } from '../domain/recurrence.ts';
import { tagsOf } from '../domain/regulation.ts';
import { labels } from '../domain/readiness.ts';
import type { ReadContext } from '../ports.ts';
import { changeFacts, changesAtIssue } from '../queries/compliance.ts';
import { controlsHere, exceptionFacts, openFindings } from '../queries/controls.ts';
import { findingsNow } from '../queries/finding.ts';

const resultWords = { evidence: 'Evidence', gap: 'Gap', exception: 'Exception', 'not-tested': 'Not tested' } as const;
/** The days of a span; all of time, as far as a pack asks, where it has none. */
const daysOf = (span: Span | null): Period => (span === null ? { from: '1970-01-01', to: '2999-12-31' } : { from: span.startsAt.slice(0, 10), to: new Date(Date.parse(span.endsAt) - 1).toISOString().slice(0, 10) });

export function controlOf(context: ReadContext, control: string): Control {
  const found = controlsHere(context).find((one) => one.control.toLowerCase() === control.toLowerCase());
  if (!found) throw appError('record_missing', { record: 'control', id: control }, { field: 'control' });
  return found;
}
/** Changes of a span that a control binds. */
export const changesOfControl = (context: ReadContext, control: Control, span: Span): string[] => changesAtIssue(context, span).filter((id) => isBound(control, tagsOf(context.loadChange(id).fields)));

const mappedText = ({ versions: [mapping] }: Control): string => [
  ...mapping!.rules.map(({ id, version }) => `${ruleTexts.find((rule) => rule.id === id)?.title ?? id} (version ${version})`), ...mapping!.fields.map((field) => `field ${labels[field] ?? field}`), ...mapping!.evidence.map((kind) => `evidence ${evidenceLabels[kind]}`),
].join('; ');
/** The control mapping over the changes of a pack; where it is about one control, that one in its span. */
export function packControls(context: ReadContext, changes: readonly string[], { control: only, span }: { control: Control | null; span: Span | null }): PackControl[] {
  const controls = only === null ? controlsHere(context) : [only];
  const facts = changes.map((id) => changeFacts(context, id));
  const matrix = matrixOf(controls, { cases: facts.flatMap(casesOfChange), deployed: facts.flatMap(deployedFacts), exceptions: exceptionFacts(context), findings: openFindings(context) }, daysOf(only === null ? null : span));
  return matrix.map((row, i) => ({
    control: row.control, title: row.title, version: row.version, mapped: mappedText(controls[i]!), evidence: row.evidence, result: resultWords[row.result], exceptions: row.exceptions.map(({ number }) => number), findings: row.findings,
    gaps: row.rows.map(({ number, said }) => ({ ref: number, said })),
  }));
}

export const words = (code: string): string => `${code.charAt(0).toUpperCase()}${code.slice(1)}`.replaceAll('-', ' ');
function packFinding(row: FindingRow): PackFinding {
  const said = (name: string, text: string): string[] => (text === '' ? [] : [`${name}: ${text}`]);
  return {
    ref: row.number, title: row.title, source: words(row.source), control: row.control, severity: words(row.severity), repeatOf: row.repeatOf, state: row.isOverdue ? `${words(row.state)}, overdue` : words(row.state), change: row.change, owner: row.owner, dueOn: row.dueOn,
    raisedBy: row.raised.by, raisedAt: row.raised.at, texts: [
      ...said('What was seen', row.description), ...said('Root cause', row.rootCause), ...said('Response', row.response),
      ...row.actions.map((action) => `Action, ${words(action.kind).toLowerCase()}: ${action.text} (${action.owner}, due ${action.dueOn}; ${action.done ? `done by ${action.done.by} on ${action.done.at.slice(0, 10)}` : 'open'})`),
      ...row.evidence.map((one) => `Evidence, ${words(one.kind).toLowerCase()}: ${one.reference}${one.note === '' ? '' : `: ${one.note}`} (${one.by}, ${one.at.slice(0, 10)})`),
      ...(row.closed ? [`Closed by signature of ${row.closed.by} on ${row.closed.at.slice(0, 10)}: ${row.closed.note}`] : []),
    ],
  };
}
/** Findings on a change of the pack, on its control, or raised within its span. */
export function packFindings(context: ReadContext, scope: { numbers: readonly string[]; control: Control | null; span: Span | null }): PackFinding[] {
  const { numbers, control, span } = scope;
  const onControl = control === null ? [] : [control.control, ...control.versions[0]!.rules.map(({ id }) => id)];
  const bears = (row: FindingRow): boolean => (row.change !== null && numbers.includes(row.change)) || onControl.includes(row.control) || (span !== null && control === null && row.raised.at >= span.startsAt && row.raised.at < span.endsAt);
  return findingsNow(context).filter(bears).toSorted((a, b) => (a.number < b.number ? -1 : 1)).map(packFinding);
}
