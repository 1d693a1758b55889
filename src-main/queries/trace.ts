// The chain of a change from commit to incident (CHG-06): what was built, what was decided about it, when it went out, and what came of it.
import type { ChangeTrace, TraceStage } from '#contract/change.ts';
import { quarantineWords, traceStages } from '#contract/change.ts';
import { incidentSheet } from '../domain/incident.ts';
import { tokenSheet } from '../domain/token.ts';
import type { Change } from '../domain/change.ts';
import type { Dossier } from '../domain/dossier.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { decisionRecord, nameOf } from './change.ts';

type Node = ChangeTrace['nodes'][number];
type Looking = { context: ReadContext; change: Change; dossier: Dossier };
const words = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ');

function built({ context, dossier }: Looking): Node[] {
  const commit = dossier.analysis.coverage?.commit ?? null;
  const artefacts = dossier.evidence?.artefacts ?? null;
  return [
    ...(commit === null ? [] : [{ id: 'commit', stage: 'commit' as const, label: commit.value.slice(0, 12), detail: commit.value, at: commit.at, by: nameOf(context, commit.by), number: null }]),
    ...(artefacts === null ? [] : artefacts.value.map(({ sha256, name }): Node => ({ id: `artefact:${sha256}`, stage: 'artefact', label: name || `sha256:${sha256.slice(0, 12)}`, detail: `sha256:${sha256}`, at: artefacts.at, by: nameOf(context, artefacts.by), number: null }))),
  ];
}

/** Decisions of the board, and approvals outside it; one made for another revision says so. */
function decided({ context, change, dossier }: Looking): Node[] {
  const board = change.decisions.map((decision): Node => {
    const { id, verdict, meetingNumber, decidedAt, by, isStale, quarantine } = decisionRecord(context, change, decision);
    return { id: `decision:${id}`, stage: 'decision', label: words(verdict), detail: `${meetingNumber || 'The board'}${quarantine !== null ? `, ${quarantineWords[quarantine]}` : isStale ? ', for an earlier revision' : ''}`, at: decidedAt, by, number: meetingNumber || null };
  });
  const outside = (dossier.approvals?.all ?? []).map(({ id, verdict, as, at, by, rev }): Node =>
    ({ id: `approval:${id}`, stage: 'decision', label: verdict === 'given' ? 'Approved' : 'Refused', detail: `${words(as)}${rev === change.revision ? '' : ', for an earlier revision'}`, at, by: nameOf(context, by), number: null }));
  return [...board, ...outside];
}

function deployed({ context, change }: Looking): Node[] {
  const tokens = context.findSheet(tokenSheet, change.id)?.tokens ?? [];
  const { actualStartAt, actualEndAt, startedBy, outcome } = change;
  return [
    ...tokens.map((token): Node => ({ id: `token:${token.id}`, stage: 'deployment', label: `Token for ${token.environment}`, detail: token.revoked ? 'Revoked' : token.voidedAt === null ? 'Valid' : 'Void', span: { from: token.notBefore, to: token.notAfter }, at: token.at, by: nameOf(context, token.by), number: null })),
    ...(actualStartAt === null ? [] : [{ id: 'deployment', stage: 'deployment' as const, label: outcome === null ? 'Implemented' : words(outcome), detail: actualEndAt === null ? 'Under way' : 'Done', span: { from: actualStartAt, to: actualEndAt }, at: actualStartAt, by: startedBy === null ? '' : nameOf(context, startedBy), number: null }]),
  ];
}

/** Incidents that name the change, and those it was linked to. */
function incidents({ context, change }: Looking): Node[] {
  const own = context.listSheets(incidentSheet, { change: change.id });
  const linked = change.links.flatMap(({ to }) => (to.startsWith('incident:') ? context.findSheet(incidentSheet, to.slice('incident:'.length)) ?? [] : []));
  const all = new Map([...own, ...linked].map((incident) => [incident.id, incident]));
  return [...all.values()].map((incident): Node => {
    const kinds = change.links.filter(({ to }) => to === `incident:${incident.id}`).map(({ kind }) => kind.replaceAll('-', ' '));
    return { id: `incident:${incident.id}`, stage: 'incident', label: incident.number, detail: [...kinds, incident.summary.value].join(': '), at: incident.openedAt, by: nameOf(context, incident.openedBy), number: incident.number };
  });
}

/** CHG-06: stages in their order; each thing leads to all of the next stage that has any. */
export function traceOf(context: ReadContext, ref: string): ChangeTrace {
  const change = context.loadChange(ref);
  const looking: Looking = { context, change, dossier: context.dossierOf(change) };
  const nodes = [...built(looking), ...decided(looking), ...deployed(looking), ...incidents(looking)];
  const inStage = (stage: TraceStage): Node[] => nodes.filter((node) => node.stage === stage);
  const present = traceStages.filter((stage) => inStage(stage).length > 0);
  const edges = present.slice(1).flatMap((stage, i) => inStage(present[i]!).flatMap((from) => inStage(stage).map((to) => ({ from: from.id, to: to.id }))));
  return { nodes, edges, missing: traceStages.filter((stage) => !present.includes(stage)) };
}

export const traceQueries = { 'change.trace': (context, { change }) => traceOf(context, change) } satisfies Partial<QueryHandlers>;
