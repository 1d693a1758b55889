// Bundles out and in (SYN-01, SYN-02). Writing and reading happen in a thread; the merge is one transaction of the core.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { audiences } from '#contract/exchange.ts';
import type { Input, Output } from '#contract/index.ts';
import { appError, orRefuse } from '../app-error.ts';
import { needs } from '../domain/roles.ts';
import { subjectOf } from '../domain/event.ts';
import type { JobContext, JobControl, ReadContext } from '../ports.ts';
import { peersOf } from '../queries/exchange.ts';
import { named } from '../queries/exchange-records.ts';
import { mergeReport, previewOf } from '../queries/exchange-report.ts';

/** Classes of text an audience does not get. */
const omittedFor: Record<(typeof audiences)[number], readonly string[]> = { full: [], 'without-personal': ['personal'], external: ['personal', 'restricted'] };
const reasonFor: Record<(typeof audiences)[number], string> = { full: '', 'without-personal': 'made without personal data', external: 'made for an audience outside' };

function mayExchange(context: JobContext): void {
  context.write((write) => { const no = needs('exchange', write.actor); if (no) orRefuse(no); });
}

/** What all of these devices have seen, as far as their last word here says. */
function commonPast(context: ReadContext, feeds: readonly string[]): Record<string, number> {
  const [first, ...others] = feeds.map((feed) => context.trail.seenBy(feed));
  return Object.fromEntries(Object.entries(first ?? {}).map(([feed, count]) => [feed, Math.min(count, ...others.map((past) => past[feed] ?? 0))]));
}

/** Records whose texts belong to the papers of one meeting: itself, its board, its changes, and everybody's name. */
function papersOf(context: ReadContext, ref: string): string[] {
  const meeting = context.loadMeeting(ref);
  const people = context.db.all<{ id: string }>('SELECT id FROM person').map(({ id }) => subjectOf('person', id));
  return [subjectOf('meeting', meeting.id), subjectOf('board', meeting.board), ...meeting.items.map(({ change }) => subjectOf('change', change)), ...people];
}

type Recipient = { feed: string; site: string; age: string | null };
function recipientsOf(context: ReadContext, { to, everyone, passphrase }: Input<'bundle.export'>): Recipient[] {
  const devices = context.db.all<Recipient>('SELECT feed, site, age FROM device WHERE feed <> ? AND revoked_from IS NULL ORDER BY site, feed', context.organisation.deviceFeed);
  if (everyone) return devices.filter(({ age }) => age !== null);
  const chosen = to.map((ref) => devices.find(({ feed, site }) => feed === ref || site === ref.toUpperCase()) ?? (() => { throw appError('record_missing', { record: 'device', id: ref }, { field: 'to' }); })());
  if (chosen.length === 0 && passphrase === undefined) throw appError('recipients_missing', {}, { field: 'to' });
  return chosen;
}

const safeName = (name: string): string => name.normalize('NFC').replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ').trim().slice(0, 100) || 'bundle';

export async function exportBundle(context: JobContext, input: Input<'bundle.export'>, control: JobControl): Promise<Output<'bundle.export'>> {
  mayExchange(context);
  context.checkpoint();
  const plan = context.read((read) => {
    const chosen = recipientsOf(read, input);
    const own = read.db.get<{ age: string | null }>('SELECT age FROM device WHERE feed = ?', read.organisation.deviceFeed)?.age ?? null;
    if (input.scope === 'meeting' && input.meeting === undefined) throw appError('invalid_input', { field: 'meeting', problem: 'say which meeting' }, { field: 'meeting' });
    return {
      chosen, recipients: [...chosen.flatMap(({ age }) => age ?? []), ...(own === null ? [] : [own])],
      // A passphrase opens for anybody, of whom nothing is known; what is said to be for devices takes up where they are.
      since: input.scope === 'everything' || chosen.length === 0 ? {} : commonPast(read, chosen.map(({ feed }) => feed)),
      only: input.scope === 'meeting' ? papersOf(read, input.meeting!) : null,
    };
  });
  const bundle = context.newId();
  const name = `${safeName(input.name ?? `${context.organisation.name} ${context.organisation.site} to ${plan.chosen.map(({ site }) => site).join(' ') || 'holder of the passphrase'} ${context.now().slice(0, 16).replace(':', '')}`)}.cabsync`;
  mkdirSync(context.exportsDir, { recursive: true });
  const purpose = input.scope === 'meeting' ? 'meeting' : input.audience === 'full' ? (input.scope === 'everything' ? 'everything' : 'delta') : 'audience';
  const written = await context.exchange.write({
    gathering: { since: plan.since, omit: omittedFor[input.audience], only: plan.only, reason: plan.only ? 'papers of one meeting' : reasonFor[input.audience], partBytes: input.partSize * 2 ** 20 },
    facts: { bundle, made: context.now(), purpose }, recipients: plan.recipients, ...(input.passphrase === undefined ? {} : { passphrase: input.passphrase }), path: join(context.exportsDir, name),
  }, control);
  context.exchange.noteSent(plan.chosen.map(({ feed }) => feed), bundle);
  const files = written.files.map((file) => ({ folder: context.exportsDir, ...file }));
  return {
    file: files[0]!, files, bundle, commits: written.commits, events: written.events, payloads: written.texts, omitted: written.omitted,
    recipients: plan.chosen.map(({ site }) => site), records: context.read((read) => written.records.map((record) => named(read, record))), recordsCount: written.recordsCount,
  };
}

const fileOf = (context: JobContext, { file, passphrase }: Input<'bundle.inspect'>): { path: string; passphrase?: string } => ({ path: context.staged(file).path, ...(passphrase === undefined ? {} : { passphrase }) });

export async function inspectBundle(context: JobContext, input: Input<'bundle.inspect'>, control: JobControl): Promise<Output<'bundle.inspect'>> {
  mayExchange(context);
  const before = context.read((read) => ({ peers: peersOf(read), seen: new Set(read.db.all<{ bundle: string }>('SELECT bundle FROM bundle_seen').map(({ bundle }) => bundle)) }));
  return context.exchange.merge(fileOf(context, input), { isTrial: true, look: (merged, read) => previewOf(read, merged, before.seen.has(merged.manifest.bundle)) }, control);
}

export async function importBundle(context: JobContext, input: Input<'bundle.import'>, control: JobControl): Promise<Output<'bundle.import'>> {
  mayExchange(context);
  return context.exchange.merge(fileOf(context, input), { isTrial: false, look: (merged, read) => mergeReport(read, merged) }, control);
}
