// Gathers what an audit pack says about its scope; gaps are rows, never omissions (AUD-02).
import type { Input } from '#contract/index.ts';
import { appError } from '../app-error.ts';
import type { Change } from '../domain/change.ts';
import type { Control } from '../domain/control-map.ts';
import { subjectOf } from '../domain/event.ts';
import type { Gap, HistoryRow, PackChange, PackDocument, PackFeed, PackMeeting } from '../documents/pack-document.ts';
import { moment, span as spanText } from '../documents/times.ts';
import { labels, missingForBoard } from '../domain/readiness.ts';
import { conflictsOf, rowOfMeeting } from '../queries/cab.ts';
import { minutesText } from '../queries/minutes.ts';
import { decisionRecord, nameOf } from '../queries/change.ts';
import { historyOf } from '../queries/history.ts';
import type { ReadContext } from '../ports.ts';
import { confessionsOf } from './gather-confessions.ts';
import { gatherControl } from './gather-control.ts';
import { changesOfControl, controlOf, packControls, packFindings } from './gather-pack-audit.ts';
import { packRelease, versionsAndFlags } from './gather-pack-release.ts';
import { fingerprintWords } from '../trail/keys.ts';
import { sha256Hex } from '../trail/hashes.ts';

type Scope = Input<'pack.write'>;
const verdictWords: Record<string, string> = { approved: 'Approved', 'approved-with-conditions': 'Approved with conditions', deferred: 'Deferred', rejected: 'Rejected', withdrawn: 'Withdrawn', referred: 'Referred', noted: 'Noted' };
const stateWords = (state: string): string => `${state.charAt(0).toUpperCase()}${state.slice(1)}`.replaceAll('-', ' ');
/** Changes one pack may cover; more are several packs. */
const mostChanges = 20_000;

const inOrder = (context: ReadContext, ids: readonly string[]): string[] => context.db.all<{ id: string }>('SELECT id FROM change WHERE id IN (SELECT value FROM json_each(?)) ORDER BY n', JSON.stringify(ids)).map(({ id }) => id);
/** The changes a scope covers, by id, in the order of their numbers. */
export function changesInScope(context: ReadContext, scope: Scope): string[] {
  if (scope.change?.length) return scope.change.map((ref) => context.loadChange(ref).id);
  if (scope.meeting) return context.loadMeeting(scope.meeting).items.map((i) => i.change);
  if (scope.release) return context.loadRelease(scope.release).changes.filter((id) => context.findChange(id) !== null);
  if (!scope.from || !scope.to) throw appError('usage', { problem: 'Say what the pack covers: changes, a meeting, a release, or a period from and to, with a control if it is about one.' });
  if (scope.to <= scope.from) throw appError('end_before_start', {}, { field: 'to' });
  if (scope.control) return inOrder(context, changesOfControl(context, controlOf(context, scope.control), { startsAt: scope.from, endsAt: scope.to }));
  const rows = context.db.all<{ id: string }>('SELECT id FROM change WHERE planned_start_at >= ? AND planned_start_at < ? ORDER BY n LIMIT ?', scope.from, scope.to, mostChanges + 1);
  if (rows.length > mostChanges) throw appError('limit_exceeded', { what: 'The period', limit: `${mostChanges} changes in one pack` });
  return rows.map((r) => r.id);
}

function fieldsOf(context: ReadContext, c: Change): [string, string][] {
  const shown = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : value === null || value === undefined ? '' : String(value));
  const names = ['justification', 'description', 'environment', 'items', 'impact', 'dataClassification', 'requester', 'owner', 'implementers', 'implementationPlan', 'testPlan', 'backoutPlan', 'rollbackCriteria'] as const;
  const own = names.map((name): [string, string] => [labels[name] ?? name, shown(c.fields[name])]);
  const outcome: [string, string][] = c.outcome ? [['Outcome', stateWords(c.outcome)], ['Actual start', moment(c.actualStartAt, 'UTC')], ['Actual end', moment(c.actualEndAt, 'UTC')], ['Validator', c.validator ? nameOf(context, c.validator) : '']] : [];
  const source: [string, string][] = c.source ? [['Source', `${c.source} ${c.externalId ?? ''}`]] : [];
  return [...own, ...outcome, ...source].filter(([, value]) => value !== '');
}

function gapsOf(c: Change): Gap[] {
  const missing = missingForBoard(c).map((m): Gap => ({ what: m.label, why: m.problem === 'inconsistent' ? 'The planned end is not after the planned start.' : 'Nothing is recorded.' }));
  const undecided: Gap[] = c.decisions.length === 0 && c.fields.type !== 'standard' && !['draft', 'submitted', 'assessment', 'returned', 'cancelled'].includes(c.state) ? [{ what: 'Decision of a board', why: 'No decision is recorded here.' }] : [];
  const stale = c.decisions.filter((d) => d.isStale).map((d): Gap => ({ what: 'Decision on an older revision', why: `Recorded ${moment(d.decidedAt, 'UTC')}; it does not count as approval.` }));
  return [...missing, ...undecided, ...stale];
}

/** Says what a pack says of one change after the other; what all of them share is read once. */
export function changeGatherer(context: ReadContext): (id: string) => PackChange {
  const named = versionsAndFlags(context);
  return (id) => gatherChange(context, context.loadChange(id), named);
}
function gatherChange(context: ReadContext, c: Change, named: ReturnType<typeof versionsAndFlags>): PackChange {
  const history = historyOf(context, subjectOf('change', c.id), { limit: 500 }).rows;
  const { evidence, gaps } = gatherControl(context, c);
  return {
    ref: c.number, title: c.fields.title, type: stateWords(c.fields.type), state: stateWords(c.state), service: c.fields.service || null, risk: c.tier === null ? null : { tier: c.tier, score: c.score ?? 0 },
    window: c.fields.plannedStartAt && c.fields.plannedEndAt ? { fromAt: c.fields.plannedStartAt, toAt: c.fields.plannedEndAt } : null, fields: [...fieldsOf(context, c), ...named(c)],
    decisions: c.decisions.map((d) => decisionRecord(context, c, d)).map((d) => ({
      at: d.decidedAt, meeting: d.meetingNumber, outcome: verdictWords[d.verdict] ?? d.verdict, votes: d.votes.map((v) => `${v.name}: ${v.vote.replaceAll('-', ' ')}`).join('; '), rationale: d.reason, key: d.signature,
      conditions: d.conditions.map((k) => `${k.text} (${k.owner}, by ${k.dueOn}, ${k.when} implementation; ${k.metAt ? `met ${k.metAt.slice(0, 10)}` : 'open'})`),
    })),
    history: history.toReversed().map((h): HistoryRow => ({ at: h.at, what: h.flag === undefined ? h.said : `${h.said}. ${h.flag}`, who: h.by, role: h.isSigned ? 'signed' : '', feed: h.feed, seq: h.seq })), evidence, gaps: [...gapsOf(c), ...gaps],
    conflicts: conflictsOf(context, c).map((o) => ({ with: `${o.number} ${o.title}`.trim(), rule: o.rule, overlap: spanText(o.from, o.to, 'UTC'), settled: o.settled })),
  };
}

/** Meetings that decided on the changes. A decision may have been made outside one, and its meeting may not be here. */
const meetingsBehind = (context: ReadContext, changes: readonly string[]): string[] =>
  [...new Set(changes.flatMap((ref) => context.loadChange(ref).decisions.map(({ meeting }) => meeting)))].filter((id) => context.db.get('SELECT 1 FROM meeting WHERE id = ?', id) !== undefined);

function packMeeting(context: ReadContext, id: string): PackMeeting {
  const meeting = context.loadMeeting(id);
  const text = minutesText(context, meeting);
  const row = rowOfMeeting(context, id);
  return {
    ref: row.number, title: `${row.boardName} meeting`, board: row.boardName, held: meeting.startedAt && meeting.endedAt ? { fromAt: meeting.startedAt, toAt: meeting.endedAt } : null, state: stateWords(meeting.state),
    chair: text.attendance.find((a) => a.function.toLowerCase() === 'chair')?.name ?? '', minutes: meeting.minutes ? `Signed ${meeting.minutes.at}, digest ${meeting.minutes.digest}` : null,
    attendance: text.attendance.map((a) => ({ name: a.name, function: a.function, status: a.status })), items: text.items.map((i) => ({ ref: i.number, title: i.title, outcome: i.decision ? verdictWords[i.decision.verdict] ?? i.decision.verdict : i.outcome ?? 'Not decided' })),
  };
}

const scopeText = (scope: Scope, numbers: readonly string[], control: Control | null): string =>
  scope.meeting ? `Meeting ${scope.meeting} and the ${numbers.length} changes on its agenda`
  : scope.release ? `Release ${scope.release} and its ${numbers.length} changes`
  : control ? `Control ${control.control}: the ${numbers.length} changes it binds that were deployed or decided from ${scope.from!.slice(0, 10)} up to ${scope.to!.slice(0, 10)}`
  : scope.change?.length ? (numbers.length === 1 ? `Change ${numbers[0]!}` : `${numbers.length} changes`)
  : `Changes planned from ${scope.from!.slice(0, 10)} up to ${scope.to!.slice(0, 10)}`;

/** Two packs of one moment over different scopes have different numbers; two over the same have the same. */
const numberOf = (context: ReadContext, scope: Scope, ids: readonly string[]): string =>
  `AP-${context.organisation.site}-${context.now.slice(0, 19).replace(/\D/g, '')}-${context.digest([ids, scope.control ?? '', scope.meeting ?? '', scope.release ?? '', scope.from ?? '', scope.to ?? '']).slice(0, 4)}`;

/** Everything a pack prints but its changes, which `changeGatherer` gives one by one, in the order of `ids`. `feeds` are where the trail stood when it was made. */
export function gatherPack(context: ReadContext, scope: Scope, feeds: readonly PackFeed[]): { document: Omit<PackDocument, 'changes'>; ids: string[] } {
  const ids = changesInScope(context, scope);
  const changes = ids.map((id) => ({ id, number: context.loadChange(id).number }));
  const numbers = changes.map(({ number }) => number);
  const control = scope.control === undefined ? null : controlOf(context, scope.control);
  const span = scope.from && scope.to ? { startsAt: scope.from, endsAt: scope.to } : null;
  const meetings = scope.meeting ? [context.loadMeeting(scope.meeting).id] : meetingsBehind(context, ids);
  const root = Buffer.from(context.organisation.rootKey, 'hex');
  return {
    ids,
    document: {
      organisation: context.organisation.name, number: numberOf(context, scope, ids), title: 'Audit pack', revision: 1, zone: 'UTC', scope: scopeText(scope, numbers, control), madeAt: context.now,
      preparedBy: context.actor.name, sealedBy: `Site ${context.organisation.site}`, rootWords: fingerprintWords(root), rootFingerprint: sha256Hex(root), caFingerprint: context.organisation.caFingerprint, feeds: [...feeds],
      releases: scope.release === undefined ? [] : [packRelease(context, scope.release)], findings: packFindings(context, { numbers, control, span }), controls: packControls(context, ids, { control, span }),
      meetings: meetings.map((id) => packMeeting(context, id)), confessions: confessionsOf(context, { changes, meetings: meetings.map((id) => context.loadMeeting(id)) }),
    },
  };
}
