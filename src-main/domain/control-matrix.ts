// The matrix of a period (AUD-04): for each control what its rules, fields and evidence found, the exceptions from them and the open findings.
import { evidenceLabels } from '#contract/evidence.ts';
import type { MatrixRow } from '#contract/controls.ts';
import { fieldNames } from '#contract/change.ts';
import type { ChangeFields } from '#contract/change.ts';
import { countOf, ruleTexts } from './compliance.ts';
import type { Case, Period, RecordRef } from './compliance.ts';
import { asOfThen } from './compliance-facts.ts';
import type { ChangeFacts } from './compliance-facts.ts';
import { waivedBy } from './control-library.ts';
import type { Control } from './control-map.ts';
import type { EvidenceKind } from './policy-document.ts';
import { isEmpty, labels } from './readiness.ts';
import { tagsOf } from './regulation.ts';
import { endOfDay } from './spans.ts';
import { isPartOf } from './waivers.ts';

/** A change that was deployed: which of its fields were empty and which evidence stood. */
export type DeployedFacts = { record: RecordRef; at: string; tags: readonly string[]; empty: readonly (keyof ChangeFields)[]; kinds: readonly EvidenceKind[] };
export type ExceptionFacts = { number: string; rule: string; from: string; until: string };
export type MatrixFacts = { cases: readonly { rule: string; of: Case }[]; deployed: readonly DeployedFacts[]; exceptions: readonly ExceptionFacts[]; /** Open findings. */ findings: readonly { number: string; control: string }[] };

/** Regulations bind what carries their tag; everything else binds every record. */
const tagged = ['SOX', 'HIPAA', 'GDPR'] as const;
export const isBound = ({ framework }: Pick<Control, 'framework'>, tags: readonly string[]): boolean => !tagged.some((one) => one === framework) || tags.includes(framework);
const mostRows = 200;

type Test = { id: string; label: string; cases: Case[] };
const caseOf = ({ record, at, tags }: DeployedFacts, gap: string | null): Case => ({ record, at, tags, ...(gap === null ? { outcome: 'passed' } : { outcome: 'failed', said: gap }) });
function testsOf(control: Control, { cases, deployed }: MatrixFacts): Test[] {
  const { rules, fields, evidence } = control.versions[0]!;
  const bound = deployed.filter(({ tags }) => isBound(control, tags));
  return [
    ...rules.map(({ id }): Test => ({ id, label: ruleTexts.find((rule) => rule.id === id)?.title ?? id, cases: cases.filter((one) => one.rule === id && isBound(control, one.of.tags)).map(({ of }) => of) })),
    ...fields.map((field): Test => ({ id: `field:${field}`, label: labels[field] ?? field, cases: bound.map((one) => caseOf(one, one.empty.includes(field) ? `${labels[field] ?? field} is empty.` : null)) })),
    ...evidence.map((kind): Test => ({ id: `evidence:${kind}`, label: evidenceLabels[kind], cases: bound.map((one) => caseOf(one, one.kinds.includes(kind) ? null : `${evidenceLabels[kind]} missing when it was deployed.`)) })),
  ];
}

/** One record is one gap of a control, however many of its tests it fails. */
function gapsOf(tests: readonly Test[]): { record: RecordRef; at: string; said: string }[] {
  const gaps = new Map<string, { record: RecordRef; at: string; said: string }>();
  for (const { cases } of tests) for (const one of cases) {
    if (one.outcome !== 'failed') continue;
    const known = gaps.get(one.record.id);
    gaps.set(one.record.id, known ? { ...known, said: `${known.said} ${one.said}` } : { record: one.record, at: one.at, said: one.said });
  }
  return [...gaps.values()].toSorted((a, b) => (a.at !== b.at ? (a.at < b.at ? -1 : 1) : a.record.number < b.record.number ? -1 : 1));
}

function rowOf(control: Control, facts: MatrixFacts, { from, to }: Period): MatrixRow {
  const isWithin = ({ at }: Case): boolean => at >= `${from}T00:00:00.000Z` && at < endOfDay(to);
  const tests = testsOf(control, facts).map((test) => ({ ...test, cases: test.cases.filter(isWithin) }));
  const gaps = gapsOf(tests);
  const passed = new Set(tests.flatMap(({ cases }) => cases.flatMap((one) => (one.outcome === 'passed' ? [one.record.id] : []))));
  for (const { record } of gaps) passed.delete(record.id);
  const rules = control.versions[0]!.rules.map(({ id }) => id);
  const waivable = rules.flatMap((id) => waivedBy[id] ?? []);
  const exceptions = facts.exceptions.filter((one) => one.from <= to && one.until >= from && waivable.some((named) => isPartOf(one.rule, named)));
  return {
    control: control.control, framework: control.framework, title: control.title, version: control.versions[0]!.version,
    result: gaps.length > 0 ? 'gap' : exceptions.length > 0 ? 'exception' : passed.size > 0 ? 'evidence' : 'not-tested',
    tests: tests.map(({ id, label, cases }) => ({ id, label, ...countOf(cases) })), evidence: passed.size, gaps: gaps.length,
    rows: gaps.slice(0, mostRows).map(({ record: { number, title, kind }, at, said }) => ({ number, title, kind, at, said })), exceptions,
    findings: facts.findings.filter((finding) => finding.control === control.control || rules.includes(finding.control)).map(({ number }) => number),
  };
}
export const matrixOf = (controls: readonly Control[], facts: MatrixFacts, period: Period): MatrixRow[] => controls.map((control) => rowOf(control, facts, period));

/** What a deployed change showed when its first deployment began; none when it was not deployed. */
export function deployedFacts({ dossier, deployments: [first] }: ChangeFacts): DeployedFacts[] {
  if (!first) return [];
  const { change, evidence } = asOfThen(dossier, first.startsAt);
  const { id, number, fields } = change;
  return [{
    record: { kind: 'change', id, number, title: fields.title }, at: first.startsAt, tags: tagsOf(fields), empty: fieldNames.filter((name) => isEmpty(fields[name])),
    kinds: [...new Set((evidence?.items ?? []).filter(({ withdrawn }) => withdrawn === null).map(({ kind }) => kind))],
  }];
}
