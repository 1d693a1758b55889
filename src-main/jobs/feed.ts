// The schedule for deployment tools (CAL-08): written as a signed feed, asked about without a workspace, and told how runs went.
import type { Input, Output } from '#contract/index.ts';
import type { FeedEntry, ScheduleDocument, SlotVerdict } from '#contract/feed.ts';
import { AppError, appError } from '../app-error.ts';
import { entryNow } from '../domain/calendar.ts';
import { judgeSlot, unusableSlot } from '../domain/feed-check.ts';
import type { Slot } from '../domain/feed-check.ts';
import { isKnownRun, recordRun, runSheet } from '../domain/runs.ts';
import { addDays } from '../domain/spans.ts';
import { FormatError } from '../formats/format-error.ts';
import { readRuns } from '../formats/runs.ts';
import type { RefusedRun } from '../formats/runs.ts';
import { writeCalendar } from '../formats/write-calendar.ts';
import type { WrittenEntry } from '../formats/write-calendar.ts';
import type { JobContext, JobControl, ReadContext } from '../ports.ts';
import { feedEntries } from '../queries/feed.ts';
import { fingerprintWords } from '../trail/keys.ts';
import { assertMay, note, place, stampOf } from './export-file.ts';
import { issuerOf, signed } from './signed-file.ts';
import { readSchedule, readTrust } from './token-files.ts';
import type { FileAt } from './token-files.ts';

export async function writeScheduleFeed(context: JobContext, { days }: Input<'feed.write'>): Promise<Output<'feed.write'>> {
  const { document, key } = context.read((read): { document: ScheduleDocument; key: string } => {
    assertMay('exchange', read);
    const from = issuerOf(context, read);
    const until = addDays(read.now, days);
    return { document: { format: 'gavel-schedule', v: 1, org: read.organisation.id, issuedAt: read.now, from: read.now, until, hours: read.policy().token.listHours, issuer: from.issuer, entries: feedEntries(read, read.now, until) }, key: from.key };
  });
  const name = `schedule-${stampOf(document.issuedAt)}.json`;
  const file = place(context, { name, text: signed(context, 'schedule', document) }, note(context, 'schedule', name));
  return { file, count: document.entries.length, until: document.until, signedBy: fingerprintWords(Buffer.from(key, 'hex')) };
}

/** An entry of the calendar as its series; SEQUENCE rises with each time it was written. */
type Series = Pick<WrittenEntry, 'startsAt' | 'endsAt' | 'zone' | 'recurrence' | 'sequence'>;
/** An entry as a calendar program shows it; what iCalendar has no property for goes beside, so that it comes back. A series is one event with its rule. */
function eventOf({ id, number, title, startsAt: _startsAt, endsAt: _endsAt, owner, ...rest }: FeedEntry, series: Series, updatedAt: string): WrittenEntry {
  const where = [...rest.services, ...rest.environments].join(', ');
  return {
    uid: `${id}@gavel`, title: number === '' ? title : `${number} ${title}`, description: [where, rest.tier === null ? '' : `Risk: ${rest.tier}`].filter((line) => line !== '').join('\n'), categories: [rest.kind], owner, ...series,
    own: JSON.stringify({ id, number, owner, ...rest }), updatedAt,
  };
}
function seriesOf(read: ReadContext, { id, kind, startsAt, endsAt }: FeedEntry): Series {
  if (kind === 'change') return { startsAt, endsAt, zone: 'UTC', recurrence: null, sequence: read.findChange(id)?.version ?? 0 };
  const entry = read.loadEntry(id);
  const now = entryNow(entry);
  return { startsAt: now.startsAt, endsAt: now.endsAt, zone: now.recurrence === null ? 'UTC' : now.zone, recurrence: now.recurrence, sequence: Math.max(entry.sequence, entry.version) };
}
export async function writeCalendarFile(context: JobContext, { days }: Input<'feed.writeCalendar'>): Promise<Output<'feed.writeCalendar'>> {
  const { events, at, name } = context.read((read) => {
    assertMay('print', read);
    const entries = feedEntries(read, read.now, addDays(read.now, days));
    const once = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
    return { events: once.map((entry) => eventOf(entry, seriesOf(read, entry), read.now)), at: read.now, name: read.organisation.name };
  });
  const file = `calendar-${stampOf(at)}.ics`;
  return { file: place(context, { name: file, text: writeCalendar(events, { name: `Changes of ${name}` }) }, note(context, 'calendar', file)), count: events.length };
}

export type SlotAsked = { feed: FileAt; trust: FileAt | null; slot: Slot; now: string };
/** Refuses what cannot be judged: a file that is no schedule, a slot without length or beyond the feed. Everything else is a verdict. */
export async function checkSlot({ feed, trust, slot, now }: SlotAsked): Promise<SlotVerdict> {
  const shown = await readSchedule(feed, trust === null ? new Map() : await readTrust(trust));
  const judged = judgeSlot(slot, { feed: shown, isSignerAsked: trust !== null, now });
  const unusable = judged.verdict === 'untrusted' ? null : unusableSlot(slot, shown.document);
  if (unusable) throw new AppError(unusable.error);
  const told = judged.hits.filter(({ isDenying }) => !isDenying).map(({ number, title, startsAt, endsAt }) => `Also then: ${number} “${title}”, ${startsAt} to ${endsAt}.`);
  return {
    ...judged, at: now, service: slot.service, startsAt: slot.startsAt, endsAt: slot.endsAt, issuedAt: shown.document.issuedAt, keyId: shown.keyId, isSignerKnown: shown.signer === 'known',
    notices: [...(trust === null ? [`The signature holds, but nothing was given that says whose key ${shown.keyId.slice(0, 16)}… is. Name the keys to believe with --trust.`] : []), ...told],
  };
}

/** Rows that name a change of ours are recorded, each once; the others are listed with their reason. */
export async function importRuns(context: JobContext, { file }: Input<'run.import'>, control: JobControl): Promise<Output<'run.import'>> {
  const { path, name } = context.staged(file);
  const read = await readRuns(path, { name, signal: AbortSignal.timeout(60_000) }).catch((error: unknown) => {
    throw error instanceof FormatError ? appError('unreadable_file', { file: name, reason: error.message }, error.where) : error;
  });
  const refused: RefusedRun[] = [...read.refused];
  const done = { new: 0, unchanged: 0 };
  for (let i = 0; i < read.runs.length; i += 200) {
    if (control.signal.aborted) throw appError('import_cancelled');
    context.write((write) => {
      const events = read.runs.slice(i, i + 200).flatMap(({ row, change: ref, run, startsAt, endsAt, outcome }) => {
        const change = write.findChange(ref);
        if (change === null) { refused.push({ row, field: 'change', why: `there is no change ${ref} here` }); return []; }
        const said = { id: run, startsAt, endsAt, outcome, source: name };
        if (isKnownRun(write.findSheet(runSheet, change.id), said)) { done.unchanged += 1; return []; }
        const verdict = recordRun(change, said, write);
        if (!verdict.ok && verdict.error.where === undefined) throw new AppError(verdict.error);
        if (!verdict.ok) { refused.push({ row, field: verdict.error.where?.field ?? '', why: verdict.error.code.replaceAll('_', ' ') }); return []; }
        done.new += 1;
        return verdict.events;
      });
      if (events.length > 0) write.append(events);
    });
    control.onProgress({ done: Math.min(i + 200, read.runs.length), total: read.runs.length, what: 'Recording the runs' });
  }
  return { ...done, refused: refused.toSorted((a, b) => a.row - b.row).slice(0, 500) };
}
