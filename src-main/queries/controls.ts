// Controls with their mappings, and what the tags of a change ask for (AUD-04).
import type { ControlRow } from '#contract/controls.ts';
import type { Input, Output } from '#contract/index.ts';
import { evidenceLabels } from '#contract/evidence.ts';
import { ruleTexts } from '../domain/compliance.ts';
import type { Control } from '../domain/control-map.ts';
import { controlSheet, controlsNow, isOutdated, mayMap } from '../domain/control-map.ts';
import { exceptionSheet } from '../domain/exceptions.ts';
import type { ExceptionFacts } from '../domain/control-matrix.ts';
import { findingSheet } from '../domain/finding.ts';
import { mayApproveAsOwner, mayStateImpact, obligationPieces } from '../domain/obligations.ts';
import { labels } from '../domain/readiness.ts';
import { tagRulesFor } from '../domain/regulation.ts';
import { retentionOf } from '../domain/retention.ts';
import { lastDayOf } from '../domain/waivers.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

export const controlsHere = (context: ReadContext): Control[] => controlsNow(context.listSheets(controlSheet));
type Version = ControlRow['mapping'];
const versionRow = (context: ReadContext, { rules, by, ...version }: Control['versions'][number]): Version =>
  ({ ...version, fields: [...version.fields], evidence: [...version.evidence], rules: rules.map((rule) => ({ ...rule, isOutdated: isOutdated(rule) })), by: by === null ? null : nameOf(context, by) });
function rowOf(context: ReadContext, { control, framework, title, text, isOwn, versions }: Control): ControlRow {
  const [mapping, ...earlier] = versions.map((version) => versionRow(context, version));
  return { control, framework, title, text, isOwn, mapping: mapping!, earlier };
}

/** Exceptions that were granted and not taken back, with the last day each holds. */
export function exceptionFacts(context: ReadContext): ExceptionFacts[] {
  const policy = context.policy();
  return context.listSheets(exceptionSheet, { limit: 100_000 }).filter(({ approval, refused }) => approval !== null && refused === null).map((one) => {
    const last = lastDayOf(one, policy);
    const ended = one.revoked?.at.slice(0, 10) ?? last;
    return { number: one.number, rule: one.rule, from: one.from, until: ended < last ? ended : last };
  }).toSorted((a, b) => (a.number < b.number ? -1 : 1));
}
export const openFindings = (context: ReadContext): { number: string; control: string }[] => context.listSheets(findingSheet, { limit: 100_000 }).filter(({ closed }) => closed === null).map(({ number, control }) => ({ number, control })).toSorted((a, b) => (a.number < b.number ? -1 : 1));

function show(context: ReadContext, { change: ref }: Input<'obligation.show'>): Output<'obligation.show'> {
  const change = context.loadChange(ref);
  const dossier = context.dossierOf(change);
  const said = <T extends { by: string }>(one: T): T => ({ ...one, by: nameOf(context, one.by) });
  const { approvals = [], impact = null } = dossier.obligations ?? {};
  return {
    tags: tagRulesFor(change.fields).map(({ fields, evidence, ...tag }) => ({ ...tag, fields: fields.map((field) => labels[field] ?? field), evidence: evidence.map((kind) => evidenceLabels[kind]) })),
    needed: obligationPieces(dossier).map(({ id, rule, label, status, why }) => ({ id, rule, label, status, why: why ?? null, kinds: [] })),
    impact: impact && { ...impact.value, ...said({ by: impact.by, at: impact.at }) }, alsoStated: (impact?.losers ?? []).map(({ value, by, at }) => ({ ...value, ...said({ by, at }) })),
    approvals: approvals.map(({ by, at, reason, scope }) => ({ ...said({ by, at }), reason, isStale: scope !== dossier.scope })), scope: dossier.scope, retentionYears: retentionOf(change.fields.regulatoryTags, dossier.policy).years,
    mayApprove: may(mayApproveAsOwner(dossier, context)), mayState: may(mayStateImpact(dossier, context)),
  };
}

export const controlQueries = {
  'control.list': (context, { framework }) => ({ rows: controlsHere(context).filter((one) => framework === undefined || one.framework === framework).map((one) => rowOf(context, one)), rules: [...ruleTexts], mayMap: may(mayMap(context)) }),
  'obligation.show': show,
} satisfies Partial<QueryHandlers>;
