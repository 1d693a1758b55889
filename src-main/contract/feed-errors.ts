// Refusals of the signed schedule and of times that deployments ran (CAL-08).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const feedErrors = {
  bad_signature: entry('untrusted', (f) => `${t(f['file'])} is not as it was signed, so nothing in it counts. Fetch the feed again from where it was written.`),
  feed_stale: entry('untrusted', (f) => `The feed was written at ${t(f['issuedAt'])}, which is not within the last ${t(f['hours'])} hours. Fetch a current one.`),
  slot_frozen: entry('refused', (f) => `The freeze “${t(f['title'])}”${f['owner'] ? ` of ${t(f['owner'])}` : ''} lasts from ${t(f['startsAt'])} to ${t(f['endsAt'])}. Choose a time outside it.`),
  slot_taken: entry('refused', (f) => `${t(f['number'])} “${t(f['title'])}”, a change of ${t(f['tier'])} risk, is planned from ${t(f['startsAt'])} to ${t(f['endsAt'])}. Choose a time outside it.`),
  slot_beyond_feed: entry('invalid', (f) => `The feed speaks for the time from ${t(f['from'])} to ${t(f['until'])}; the slot asked about lies outside it. Fetch a feed that reaches further.`),
  run_ends_early: entry('invalid', (f) => `The run ${t(f['run'])} ends at ${t(f['endsAt'])}, before it starts at ${t(f['startsAt'])}.`),
  run_ahead: entry('invalid', (f) => `The run ${t(f['run'])} starts at ${t(f['startsAt'])}, which is still to come. Import it once it has run.`),
  slot_empty: entry('invalid', () => 'The slot does not end after it starts.'),
} satisfies Record<string, Entry>;
