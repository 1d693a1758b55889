// What a merge did or would do, in words for people.
import type { BundlePreview, MergeReport } from '#contract/exchange.ts';
import type { Merged, ReadContext, TrailEvent } from '../ports.ts';
import { nameOf } from './change.ts';
import { conflictRows, conflictViews } from './conflicts.ts';
import { violationsBrought } from './duties.ts';
import { named } from './exchange-records.ts';
import { forksOf, heldOf, siteOf, waitingOf } from './exchange.ts';

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;
const touchedChanges = ({ live }: Merged): Set<string> => new Set(live.flatMap(({ envelope }) => envelope.events.flatMap(({ s }) => (s.startsWith('change:') ? [s.slice(7)] : []))));

/** Conflicts that stand on records this merge touched. */
const raised = (context: ReadContext, merged: Merged): MergeReport['conflicts'] => {
  const touched = touchedChanges(merged);
  return conflictRows(context).filter(({ subject }) => !subject.startsWith('change:') || touched.has(subject.slice(7)));
};

export function mergeReport(context: ReadContext, merged: Merged): MergeReport {
  return {
    bundle: merged.manifest.bundle, new: merged.new, known: merged.known, events: merged.events, waiting: waitingOf(context), promoted: merged.promoted, quarantined: heldOf(context),
    forks: forksOf(context).filter(({ isSettled }) => !isSettled), conflicts: raised(context, merged), omitted: merged.manifest.omitted, redacted: merged.redacted, aheadOfClock: merged.aheadOfClock, violations: violationsBrought(context, merged),
  };
}

type Group = BundlePreview['groups'][number];
const eventsOf = ({ live }: Merged): TrailEvent[] => live.flatMap(({ envelope }) => envelope.events);
const countOf = (events: readonly TrailEvent[], ...types: string[]): number => events.filter(({ t }) => types.includes(t)).length;
const subjectsOf = (events: readonly TrailEvent[], kind: string): string[] => [...new Set(events.filter(({ s }) => s.startsWith(`${kind}:`)).map(({ s }) => s.slice(kind.length + 1)))];

function meetings(context: ReadContext, events: readonly TrailEvent[]): Group[] {
  return subjectsOf(events, 'meeting').map((id) => {
    const own = events.filter(({ s }) => s === `meeting:${id}`);
    const decisions = events.filter(({ t, d }) => t === 'cab.decisionRecorded' && d['meeting'] === id).length;
    const number = context.db.get<{ number: string }>('SELECT number FROM meeting WHERE id = ?', id)?.number ?? '';
    const votes = countOf(own, 'meeting.voteCast');
    const parts = [decisions > 0 ? many(decisions, 'decision') : '', votes > 0 ? many(votes, 'vote') : '', countOf(own, 'meeting.attendanceNoted') > 0 ? 'attendance' : '', countOf(own, 'minutes.signed') > 0 ? 'signed minutes' : ''].filter(Boolean);
    return { kind: 'meeting', title: `Meeting ${number}`, detail: parts.join(', ') || many(own.length, 'event'), count: own.length + decisions, act: 'add' };
  });
}

const simple: readonly { kind: string; title: string; of: string; one: string; act: Group['act'] }[] = [
  { kind: 'person', title: 'People and roles', of: 'person', one: 'person', act: 'add' }, { kind: 'device', title: 'Devices', of: 'device', one: 'device', act: 'add' },
  { kind: 'board', title: 'Boards', of: 'board', one: 'board', act: 'merge' }, { kind: 'calendar', title: 'Calendar', of: 'calendar', one: 'entry', act: 'merge' },
  { kind: 'import', title: 'Imports', of: 'import', one: 'import', act: 'add' }, { kind: 'document', title: 'Documents', of: 'document', one: 'document', act: 'add' },
];

/** New things grouped as a person would name them. */
function groupsOf(context: ReadContext, merged: Merged): Group[] {
  const events = eventsOf(merged);
  const created = countOf(events, 'change.created', 'change.imported');
  const changes = subjectsOf(events, 'change').length;
  const edits = countOf(events, 'change.edited', 'change.importUpdated');
  const groups: Group[] = meetings(context, events);
  if (created > 0) groups.push({ kind: 'change', title: 'New changes', detail: many(created, 'change'), count: created, act: 'add' });
  if (changes > created) groups.push({ kind: 'change', title: 'Changes moved on', detail: `${many(changes - created, 'change')}${edits > 0 ? `, ${many(edits, 'edit')}` : ''}`, count: changes - created, act: 'merge' });
  for (const { kind, title, of, one, act } of simple) {
    const count = subjectsOf(events, of).length;
    if (count > 0) groups.push({ kind, title, detail: many(count, one, one === 'person' ? 'people' : one === 'entry' ? 'entries' : `${one}s`), count, act });
  }
  if (merged.redacted > 0) groups.push({ kind: 'redaction', title: 'Erasures', detail: many(merged.redacted, 'text'), count: merged.redacted, act: 'add' });
  return groups;
}

/** Who last signed in on the device that sent the bundle, as far as its last commit says. */
function senderOf(context: ReadContext, merged: Merged): string {
  const last = merged.live.findLast(({ commit }) => commit.feed === merged.manifest.from);
  const row = context.db.get<{ by: string }>('SELECT by FROM event WHERE feed = ? ORDER BY h DESC LIMIT 1', merged.manifest.from);
  return nameOf(context, (last?.envelope.events.at(-1)?.by ?? row?.by ?? '').slice(7));
}

/** Records named of one bundle, as its sender names them. */
const mostRecords = 200;
const isRecord = (subject: string): boolean => !/^(org|device|person|access|restore):/.test(subject);
function recordsOf(context: ReadContext, merged: Merged): Pick<BundlePreview, 'records' | 'recordsCount'> {
  const rank = (subject: string): number => (subject.startsWith('meeting:') ? 0 : subject.startsWith('change:') ? 1 : 2);
  const subjects = [...new Set(eventsOf(merged).map(({ s }) => s))].filter(isRecord).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const records = subjects.slice(0, mostRecords).map((subject) => {
    const events = context.trail.ofSubject(subject).map(({ hash, place }) => `${hash}:${place}`);
    return named(context, { subject, events: events.length, digest: context.digest(events) });
  });
  return { records, recordsCount: subjects.length };
}

const partWords = ([part, of]: [number, number]): string => `Part ${part} of ${of}${part < of ? `: ${many(of - part, 'more part')} to bring in after it` : ''}`;

export function previewOf(context: ReadContext, merged: Merged, isSeen: boolean): BundlePreview {
  const { manifest } = merged;
  const report = mergeReport(context, merged);
  const commits = manifest.feeds.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    bundle: manifest.bundle, purpose: manifest.purpose, made: manifest.made, from: { feed: manifest.from, site: siteOf(context, manifest.from), person: senderOf(context, merged) },
    checks: [
      { isGood: true, text: 'Sender on the roster' }, { isGood: report.waiting.length === 0, text: report.waiting.length === 0 ? `${many(commits, 'commit')} link to ours` : 'Some commits wait for another bundle' },
      { isGood: true, text: 'Complete, digests agree' }, ...(manifest.part ? [{ isGood: true, text: partWords(manifest.part) }] : []),
      ...(report.forks.length > 0 ? [{ isGood: false, text: `${many(report.forks.length, 'feed')} forked` }] : []),
      ...(merged.aheadOfClock > 0 ? [{ isGood: false, text: `${many(merged.aheadOfClock, 'commit')} dated more than a day ahead` }] : []),
    ],
    isSeen, commits, events: report.events, new: report.new, known: report.known, waiting: report.waiting, quarantined: report.quarantined, forks: report.forks, omitted: report.omitted, aheadOfClock: report.aheadOfClock,
    groups: groupsOf(context, merged), ...recordsOf(context, merged), conflicts: [...conflictViews(context, touchedChanges(merged)), ...report.conflicts.filter(({ kind }) => kind === 'meeting')],
  };
}
