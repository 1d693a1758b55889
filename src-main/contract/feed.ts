// The calendar for deployment tooling (CAL-08): the schedule as a signed feed, the question whether a slot is free, and runs as they took place.
import { z } from 'zod';
import { ChangeType } from './change.ts';
import { job, query, session } from './define.ts';
import { Count, ExportedFile, Instant, Ref } from './values.ts';

const Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Moment = z.iso.datetime({ precision: 3 });
const Name = z.string().max(300);
const Names = z.array(Name).max(5000);

/** A freeze, or the window of a change. A freeze that names nothing is for everybody. */
export const FeedEntry = z.strictObject({
  kind: z.enum(['freeze', 'change']), id: z.string().max(64), number: z.string().max(64), title: Name, owner: Name, startsAt: Moment, endsAt: Moment,
  tier: z.enum(['low', 'medium', 'high', 'critical']).nullable(), services: Names, items: Names, environments: Names, isForAll: z.boolean(), mode: z.enum(['hard', 'soft']), permitted: z.array(ChangeType).max(3),
  /** Numbers of changes that the owner of a soft freeze lets pass, as they lie; left out where there is none. */ passes: Names.optional(),
});
export type FeedEntry = z.output<typeof FeedEntry>;
/** The file holds it beside its signature, as canonical JSON (RFC 8785). It speaks for the time from `from` to `until` and counts for `hours`. */
export const ScheduleDocument = z.strictObject({
  format: z.literal('gavel-schedule'), v: z.literal(1), org: z.string().max(100), issuedAt: Moment, from: Moment, until: Moment, hours: z.number().int().min(1).max(8760),
  issuer: z.strictObject({ keyId: Hex, site: z.string().max(16), person: Name }), entries: z.array(FeedEntry).max(20_000),
});
export type ScheduleDocument = z.output<typeof ScheduleDocument>;

/** What is in a slot. `isDenying`: it keeps the deployment back; else it is told. */
export const SlotHit = z.object({ kind: FeedEntry.shape.kind, number: z.string(), title: z.string(), owner: z.string(), startsAt: z.string(), endsAt: z.string(), tier: FeedEntry.shape.tier, isDenying: z.boolean() });
export const SlotVerdict = z.object({
  verdict: z.enum(['free', 'taken', 'untrusted']), at: z.string(), service: z.string(), startsAt: z.string(), endsAt: z.string(), issuedAt: z.string(), keyId: z.string(), isSignerKnown: z.boolean(),
  /** The first thing that speaks against it; null when the slot is free. */
  why: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable(), hits: z.array(SlotHit), notices: z.array(z.string()),
});
export type SlotVerdict = z.output<typeof SlotVerdict>;

export const runOutcomes = ['succeeded', 'failed', 'rolled-back', 'cancelled'] as const;
export const ActualRun = z.object({ id: z.string(), startsAt: z.string(), endsAt: z.string(), outcome: z.enum(runOutcomes), source: z.string(), at: z.string(), by: z.string(), /** Minutes by which it ended after its window; 0 inside. */ minutesLate: Count });
export type ActualRun = z.output<typeof ActualRun>;

export const feeds = {
  'feed.write': job('Writes the change schedule and its freezes as a signed feed for pipelines (CAL-08).', z.strictObject({ days: z.number().int().min(1).max(366).default(92).describe('how far ahead it speaks') }), z.object({ file: ExportedFile, count: Count, until: z.string(), signedBy: z.string() })),
  'feed.writeCalendar': job('Writes the change schedule and its freezes as a calendar file (RFC 5545) for any calendar program (CAL-08).', z.strictObject({ days: z.number().int().min(1).max(366).default(92).describe('how far ahead it reaches') }), z.object({ file: ExportedFile, count: Count })),
  'feed.check': session('Says whether a slot is free of freezes and of other high-risk deployments; needs no workspace (CAL-08).', z.strictObject({
    feed: z.string(), trust: z.string().optional(), service: z.string().trim().min(1).max(300), start: Instant, end: Instant, environment: z.string().trim().max(300).optional(), change: z.string().trim().max(64).optional().describe('number of the change that is deployed; its own window keeps nothing back'),
    tier: z.enum(['low', 'medium', 'high', 'critical']).optional().describe('its risk; High and Critical deployments keep each other apart on all services'),
  }), SlotVerdict),
  'run.import': job('Takes in the times at which deployments ran, from the deployment tool (CAL-08).', z.strictObject({ file: z.string() }), z.object({ new: Count, unchanged: Count, refused: z.array(z.object({ row: Count, field: z.string(), why: z.string() })) })),
  'run.list': query('Runs of a change as they took place.', z.strictObject({ change: Ref }), z.array(ActualRun), ['change']),
};
