// Emergencies for the screen: one with all it owes, the register, and its trends (EMG-01 to EMG-05).
import { controls } from '#contract/emergency.ts';
import type { EmergencyRecord, RegisterRow } from '#contract/emergency.ts';
import type { ChangeState } from '#contract/change.ts';
import type { Input, Output } from '#contract/index.ts';
import type { Change } from '../domain/change.ts';
import type { Dossier } from '../domain/dossier.ts';
import { clocksOf, healthNow, healthOf, isOverdue, validationOf, verdictOf } from '../domain/emergency-clocks.ts';
import { mayCompletePaperwork, mayImportHealth, mayRatify, mayReview, maySetRootCause, mayValidateEmergency, paperLabels } from '../domain/emergency-after.ts';
import { lackingOf, mayAuthorise, mayBallot, mayDeclare, mayExtend } from '../domain/emergency-rules.ts';
import { shareSince, trendsOf } from '../domain/emergency-trends.ts';
import type { Counted } from '../domain/emergency-trends.ts';
import { authorisationOf, emergencySheet, endOf, isDeclared } from '../domain/emergency.ts';
import type { Emergency } from '../domain/emergency.ts';
import { incidentSheet, incidentStateOf } from '../domain/incident.ts';
import { gapsBefore } from '../domain/gates.ts';
import type { Kept } from '../domain/sheet.ts';
import type { Param } from '../store/open.ts';
import type { QueryHandlers, ReadContext } from '../ports.ts';
import { may, nameOf } from './change.ts';

const said = (context: ReadContext, { by, at }: { by: string; at: string }): { by: string; at: string } => ({ by: nameOf(context, by), at });
const incidentNumber = (context: ReadContext, id: string): string => context.findSheet(incidentSheet, id)?.number ?? '';

function criteriaOf({ emergency: { sheet, incidents } }: Dossier): EmergencyRecord['criteria'] {
  return (sheet?.declared.value.criteria ?? []).map(({ incident: id, ...criterion }) => {
    const incident = id === null ? undefined : incidents[id];
    return { ...criterion, incident: incident ? { number: incident.number, severity: incident.severity.value, state: incidentStateOf(incident), summary: incident.summary.value } : null };
  });
}

function authorisationIn(context: ReadContext, { emergency: { sheet }, scope }: Dossier): EmergencyRecord['authorisation'] {
  const it = sheet && authorisationOf(sheet);
  if (!it) return null;
  const extension = it.extensions[0];
  return {
    id: it.id, ...said(context, it), technical: nameOf(context, it.technical), how: it.how, until: endOf(it), environment: it.environment, items: it.items, deferred: it.deferred.map((field) => paperLabels[field] ?? field), reviewTask: it.reviewTask, isStale: it.scope !== scope,
    bypassed: it.bypassed.map(({ control, reason }) => ({ control, label: controls[control].label, rule: controls[control].rules[0], reason })), extension: extension ? { ...said(context, extension), until: extension.until, reason: extension.reason } : null,
  };
}

/** What was written apart and lost, as people read it. */
function alsoWritten(context: ReadContext, sheet: Emergency): EmergencyRecord['alsoWritten'] {
  const kept = <T>(field: string, it: Kept<never> | null | undefined, words: (value: T) => string): EmergencyRecord['alsoWritten'] => (it?.losers ?? []).map(({ value, by, at }) => ({ field, value: words(value), ...said(context, { by, at }) }));
  return [
    ...kept<Emergency['declared']['value']>('Declaration', sheet.declared as Kept<never>, ({ justification }) => justification), ...kept<{ cause: string }>('Root cause', sheet.rootCause as Kept<never> | null, ({ cause }) => cause),
    ...kept<{ verdict: string; reason: string }>('Ratification', sheet.ratification as Kept<never> | null, ({ verdict, reason }) => `${verdict}${reason === '' ? '' : `: ${reason}`}`),
    ...kept<{ summary: string }>('Retrospective', sheet.retrospective as Kept<never> | null, ({ summary }) => summary || 'other answers'), ...Object.entries(sheet.papers).flatMap(([field, it]) => kept<string>(paperLabels[field] ?? field, it as Kept<never> | undefined, (text) => text)),
    ...sheet.authorisations.filter((one) => !one.isSuperseded && one !== authorisationOf(sheet)).map((one) => ({ field: 'Authorisation', value: `until ${endOf(one)}`, ...said(context, one) })),
  ];
}

/** Words used before, so that the same thing is called the same. */
const known = ({ db }: ReadContext, path: string): string[] =>
  db.all<{ said: string }>("SELECT DISTINCT json_extract(body, ?) AS said FROM sheet WHERE name = 'emergency' AND json_extract(body, ?) <> '' ORDER BY 1 LIMIT 200", path, path).map(({ said: words }) => words);

function afterwards(context: ReadContext, sheet: Emergency | null): Pick<EmergencyRecord, 'healthFile' | 'validations' | 'paperwork' | 'retrospective' | 'rootCause' | 'ratification'> {
  const file = sheet && healthOf(sheet);
  const ratification = sheet?.ratification;
  return {
    healthFile: file ? { file: file.file, sha256: file.sha256, passed: file.passed, failed: file.failed, warned: file.warned, checks: file.checks, ...said(context, file) } : null,
    validations: (sheet?.validations ?? []).toReversed().map((it) => ({ id: it.id, verdict: verdictOf(it), health: it.health, smoke: it.smoke, smokeNote: it.smokeNote, confirmation: it.confirmation, confirmedBy: it.confirmedBy, note: it.note, ...said(context, it), isEarlierTry: it.attempt !== sheet!.attempt })),
    paperwork: ((sheet && authorisationOf(sheet)?.deferred) ?? []).map((field) => ({ field, label: paperLabels[field] ?? field, text: sheet?.papers[field]?.value ?? null })),
    retrospective: sheet?.retrospective ? { ...sheet.retrospective.value, ...said(context, sheet.retrospective) } : null, rootCause: sheet?.rootCause ? { ...sheet.rootCause.value, ...said(context, sheet.rootCause) } : null,
    ratification: ratification ? { verdict: ratification.value.verdict, reason: ratification.value.reason, meeting: ratification.value.meeting === null ? '' : context.db.get<{ number: string }>('SELECT number FROM meeting WHERE id = ?', ratification.value.meeting)?.number ?? '', ...said(context, ratification) } : null,
  };
}

function show(context: ReadContext, ref: string): EmergencyRecord {
  const change = context.loadChange(ref);
  const dossier = context.dossierOf(change);
  const { policy, emergency: { sheet, incidents } } = dossier;
  const clocked = { emergency: sheet, change, policy };
  const drafted = sheet && (validationOf(sheet)?.incident ?? healthOf(sheet)?.incident ?? null);
  const incident = drafted === null ? undefined : incidents[drafted];
  const rules = { declare: mayDeclare, ballot: mayBallot, authorise: mayAuthorise, extend: mayExtend, health: mayImportHealth, validate: mayValidateEmergency, paperwork: mayCompletePaperwork, retrospective: mayReview, rootCause: maySetRootCause, ratify: mayRatify };
  return {
    change: change.id, number: change.number, isDeclared: isDeclared(sheet), isExpedited: sheet?.declared.value.isExpedited ?? false, justification: sheet?.declared.value.justification ?? change.fields.justification, team: sheet?.declared.value.team ?? '', declared: sheet && said(context, sheet.declared),
    criteria: criteriaOf(dossier), ballots: (sheet?.ballots ?? []).map((ballot) => ({ id: ballot.id, name: nameOf(context, ballot.by), seat: ballot.seat, vote: ballot.vote, reason: ballot.reason, at: ballot.at, isStale: ballot.revision !== change.revision && change.state === 'awaiting-authorisation' })),
    authorisation: authorisationIn(context, dossier), clocks: clocksOf(clocked, context.now), health: { ...healthNow(clocked, context.now), incident: incident ? { number: incident.number, state: incidentStateOf(incident) } : null }, ...afterwards(context, sheet),
    alsoWritten: sheet ? alsoWritten(context, sheet) : [], lacking: change.state === 'awaiting-authorisation' ? lackingOf(gapsBefore('decision', dossier, context.now)) : [], limits: { hours: Math.min(policy.emergency.hours, policy.emergency.ceilingHours), ceilingHours: policy.emergency.ceilingHours },
    knownCauses: known(context, '$.rootCause.value.cause'), knownTeams: known(context, '$.declared.value.team'),
    may: Object.fromEntries(Object.entries(rules).map(([act, rule]) => [act, may(rule(dossier, context))])),
  };
}

function shownClocks(context: ReadContext, ref: string): Output<'emergency.clocks'> {
  const change = context.loadChange(ref);
  const clocked = { emergency: context.findSheet(emergencySheet, change.id), change, policy: context.policy() };
  return { clocks: clocksOf(clocked, context.now), status: healthNow(clocked, context.now).status };
}

type Row = { n: number; id: string; number: string; title: string; state: ChangeState; service: string; environment: string; requester: string; outcome: string | null; actual_start_at: string | null; actual_end_at: string | null; body: string };
const columns = 'c.n, c.id, c.number, c.title, c.state, c.service, c.environment, c.requester, c.outcome, c.actual_start_at, c.actual_end_at, s.body';
const from = "FROM sheet s JOIN change c ON c.id = s.change WHERE s.name = 'emergency' AND s.state <> 'expedited'";
/** Changes that still owe something can be overdue; those that are over cannot. */
const unsettled = " AND c.state NOT IN ('closed', 'cancelled', 'rejected')";

function registerRow(context: ReadContext, row: Row): RegisterRow {
  const sheet = JSON.parse(row.body) as Emergency;
  const { value: declaration, at: declaredAt } = sheet.declared;
  const clocked = { emergency: sheet, change: { state: row.state, actualEndAt: row.actual_end_at } satisfies Pick<Change, 'state' | 'actualEndAt'>, policy: context.policy() };
  const authorisation = authorisationOf(sheet);
  const validation = validationOf(sheet);
  const clocks = clocksOf(clocked, context.now);
  return {
    change: row.id, number: row.number, title: row.title, state: row.state, service: row.service, team: declaration.team, environment: row.environment, criteria: declaration.criteria.map(({ kind }) => kind),
    incidents: declaration.criteria.flatMap(({ incident }) => (incident === null ? [] : incidentNumber(context, incident) || [])), justification: declaration.justification, bypassed: (authorisation?.bypassed ?? []).map(({ control }) => controls[control].label),
    requester: row.requester, approvers: authorisation ? [nameOf(context, authorisation.by), nameOf(context, authorisation.technical)].filter((name) => name !== '') : [], declaredAt, authorisedAt: authorisation?.at ?? null, until: authorisation && endOf(authorisation),
    startedAt: row.actual_start_at, finishedAt: row.actual_end_at, validatedAt: validation?.at ?? null, health: healthNow(clocked, context.now).status, rootCause: sheet.rootCause?.value.cause ?? '', outcome: row.outcome, ratification: sheet.ratification?.value.verdict ?? null, clocks, isOverdue: isOverdue(clocks),
  };
}

const same = (a: string, b: string | undefined): boolean => b === undefined || a.trim().toLocaleLowerCase('en') === b.trim().toLocaleLowerCase('en');
type Asked = Omit<Input<'emergency.register'>, 'limit' | 'after'>;
function registerRows(context: ReadContext, { overdue, service, team, cause, from: since, to }: Asked): RegisterRow[] {
  return context.db.all<Row>(`SELECT ${columns} ${from}${overdue ? unsettled : ''} ORDER BY c.n DESC`).map((row) => registerRow(context, row))
    .filter((row) => (!overdue || row.isOverdue) && same(row.service, service) && same(row.team, team) && same(row.rootCause, cause) && (since === undefined || row.declaredAt >= since) && (to === undefined || row.declaredAt < to));
}
const isPlain = ({ overdue, service, team, cause, from: since, to }: Asked): boolean => !overdue && [service, team, cause, since, to].every((filter) => filter === undefined);

/** Without a filter only the page is read; what is overdue or counted by a word of the sheet is looked through. */
function register(context: ReadContext, { limit, after, ...asked }: Input<'emergency.register'>): Output<'emergency.register'> {
  const start = Number(after ?? 0) || 0;
  if (!isPlain(asked)) {
    const all = registerRows(context, asked);
    return { rows: all.slice(start, start + limit), total: all.length, next: start + limit < all.length ? String(start + limit) : null };
  }
  const total = context.db.get<{ n: number }>(`SELECT count(*) AS n ${from}`)?.n ?? 0;
  const rows = context.db.all<Row>(`SELECT ${columns} ${from} ORDER BY c.n DESC LIMIT ? OFFSET ?`, limit, start).map((row) => registerRow(context, row));
  return { rows, total, next: start + limit < total ? String(start + limit) : null };
}

/** Changes of a span, by when they were to happen, or by when they were raised where nobody planned them. Drafts and what was given up do not count. */
function shareIn({ db }: ReadContext, since: string, now: string): { emergencies: number; changes: number } {
  const given: Param[] = [since, now];
  const counting = `SELECT count(*) AS changes, ifnull(sum(type = 'emergency'), 0) AS emergencies FROM change WHERE state NOT IN ('draft', 'returned', 'cancelled', 'rejected')`;
  const parts = [db.get<{ changes: number; emergencies: number }>(`${counting} AND planned_start_at > ? AND planned_start_at <= ?`, ...given), db.get<{ changes: number; emergencies: number }>(`${counting} AND planned_start_at IS NULL AND created_at > ? AND created_at <= ?`, ...given)];
  return { emergencies: parts.reduce((sum, part) => sum + (part?.emergencies ?? 0), 0), changes: parts.reduce((sum, part) => sum + (part?.changes ?? 0), 0) };
}

function trends(context: ReadContext, days: number): Output<'emergency.trends'> {
  const policy = context.policy();
  const rows = context.db.all<Pick<Row, 'number' | 'service' | 'body'>>(`SELECT c.number, c.service, s.body ${from} ORDER BY c.n`).map(({ number, service, body }): Counted => {
    const { declared, rootCause, ratification } = JSON.parse(body) as Emergency;
    return { number, service, at: declared.at, team: declared.value.team, cause: rootCause?.value.cause ?? '', isContested: ratification?.value.verdict === 'contested' };
  });
  return trendsOf(rows, shareIn(context, shareSince(context.now, policy.emergency), context.now), { days, now: context.now, policy });
}

/** Every emergency, for the file (EMG-03). */
export const wholeRegister = (context: ReadContext): RegisterRow[] => registerRows(context, { overdue: false });

export const emergencyQueries = {
  'emergency.show': (context, { change }) => show(context, change),
  'emergency.clocks': (context, { change }) => shownClocks(context, change),
  'emergency.register': register,
  'emergency.trends': (context, { days }) => trends(context, days),
} satisfies Partial<QueryHandlers>;
