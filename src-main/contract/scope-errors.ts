// Refusals about the scope of a release after its baseline, and about trade-offs (REL-07).
import { entry, t } from './error-entry.ts';

const words = (v: unknown): string => t(v).replaceAll('-', ' ');
export const scopeErrors = {
  scope_still_open: entry('refused', (f) => `The scope of ${t(f['release'])} is not baselined yet, so it is edited without a request.`),
  scope_past: entry('refused', (f) => `${t(f['release'])} is ${words(f['state'])}; what is in it stays in it. Plan what is still wanted for another release.`),
  scope_request_empty: entry('invalid', (f) => `The request names no change that would come into ${t(f['release'])} or leave it.`),
  scope_request_settled: entry('refused', (f) => `This scope request of ${t(f['release'])} is ${t(f['standing'])}. Ask anew.`),
  scope_asked_already: entry('conflict', (f) => `Another open scope request of ${t(f['release'])} names ${t(f['change'])}. Complete that one, or withdraw it first.`),
  scope_risk_unsaid: entry('invalid', () => 'Say what the request does to the risk of the release; “none” with its reason will do.'),
  scope_exclusion_unsaid: entry('invalid', (f) => `Taking out ${t(f['changes'])} leaves something out. Say what, so that it stands among the exclusions.`),
  scope_requests_open: entry('refused', (f) => `${f['waiting'] === 1 ? 'A scope request waits' : `${t(f['waiting'])} scope requests wait`} for the scope owner of ${t(f['release'])}.`),
  release_over_capacity: entry('refused', (f) => `${t(f['release'])} takes ${t(f['hours'])} hours and has ${t(f['capacity'])}.${Array.isArray(f['cuts']) && f['cuts'].length > 0 ? ` To cut first: ${t(f['cuts'])}.` : ''}`),
  scope_draft: entry('refused', () => 'This is a draft. Its impact on date, capacity, risk and exclusions has to be said before the scope owner decides.'),
  not_scope_owner: entry('denied', (f) => `Only ${t(f['owner']) || 'the scope owner'}, who answers for the scope of ${t(f['release'])}, decides this.`),
  gate_not_lowered: entry('refused', (f) => `The scope can be cut, a gate or evidence cannot: ${t(f['gates'])}. Ask for an exception from that rule, in the register of exceptions; whoever stands one level above it may grant one.`),
  trade_off_of_one: entry('invalid', () => 'A trade-off compares at least two ways out.'),
  trade_off_settled: entry('refused', (f) => `This trade-off of ${t(f['release'])} is decided. Begin another one.`),
  option_twice: entry('invalid', (f) => `The trade-off has the option “${words(f['option'])}” twice.`),
  option_without_changes: entry('invalid', (f) => `The option “${words(f['option'])}” has to name the changes it takes out.`),
  option_takes_out: entry('invalid', (f) => `The option “${words(f['option'])}” takes no change out. Put that into an option of its own.`),
  option_without_flag: entry('invalid', () => 'Name the key of the flag that the feature hides behind.'),
  option_flag_unknown: entry('invalid', (f) => `No flag “${t(f['flag'])}” is registered. Register it first, with its owner and the day by which it is gone, so that what is hidden behind it is not forgotten; or name one that is.`),
  option_without_window: entry('invalid', () => 'Say from when to when the release would go out instead.'),
};
