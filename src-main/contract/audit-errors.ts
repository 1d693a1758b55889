// What audits, findings and samples refuse (AUD-03, AUD-06).
import { entry, t } from './error-entry.ts';

export const auditErrors = {
  finding_due_past: entry('invalid', (f) => `${t(f['day'])} has passed. Give a day from today on.`),
  finding_closed: entry('refused', (f) => `${t(f['finding'])} was closed on ${t(f['at']).slice(0, 10)}. What comes up again is a new finding.`),
  not_the_finding_owner: entry('denied', (f) => `Only the owner of ${t(f['finding'])} answers it.`),
  own_finding: entry('denied', (f) => `The owner of ${t(f['finding'])} does not close it. Somebody else has to look at the evidence and sign.`),
  finding_evidence_missing: entry('refused', (f) => `${t(f['finding'])} has no evidence that its cause is gone. Add some, such as the version of the policy that changed it.`),
  finding_actions_open: entry('refused', (f) => `${t(f['left'])} ${Number(f['left']) === 1 ? 'action' : 'actions'} of ${t(f['finding'])} ${Number(f['left']) === 1 ? 'is' : 'are'} not done yet.`),
  policy_not_in_force: entry('refused', (f) => `Policy ${t(f['version'])} is not in force and was not before, so it shows nothing. Sign it first.`),
  period_ends_early: entry('invalid', (f) => `The period ends on ${t(f['to'])}, before it begins on ${t(f['from'])}.`),
  population_empty: entry('refused', (f) => `No change lies between ${t(f['from'])} and ${t(f['to'])}, so there is nothing to draw from. Choose another period.`),
  sample_too_large: entry('refused', (f) => `A sample of ${t(f['size'])} cannot be drawn from ${t(f['population'])} ${Number(f['population']) === 1 ? 'change' : 'changes'}. Ask for at most ${t(f['population'])}, or for a longer period.`),
  not_in_sample: entry('refused', (f) => `${t(f['change'])} was not drawn into this sample.`),
  control_not_tested: entry('refused', (f) => `${t(f['control'])} is none of the controls of this sample (${t(f['controls'])}).`),
  request_closed: entry('refused', () => 'The auditor has accepted the answer; this request is closed.'),
  request_unanswered: entry('refused', () => 'Nobody has answered this request yet.'),
  not_asked_of_you: entry('denied', () => 'This was asked of somebody else, who has to answer it.'),
  not_a_list: entry('invalid', (f) => `${t(f['file']) || 'This file'} is no list that can be read${f['reason'] ? `: ${t(f['reason'])}` : ''}.`),
  list_column_unknown: entry('invalid', (f) => `Which column names the change? ${t(f['file'])} has ${t(f['columns'])}.`),
};
