// Refusals of votes, quorum and proxies (CAB-04, CAB-05), and of levels and experts (CAB-07).
import { entry, t } from './error-entry.ts';
import type { Entry } from './error-entry.ts';

export const meetingErrors = {
  vote_not_carried: entry('refused', (f) => `The vote does not carry it: ${t(f['have'])} for it, ${t(f['need'])} needed.`),
  vote_carried: entry('refused', (f) => `The vote approved it with ${t(f['have'])}; under this board’s rule it cannot be rejected.`),
  against_the_vote: entry('refused', (f) => `That goes against the vote (${t(f['have'])} for it, ${t(f['need'])} needed). The chair may decide so with a reason, which is printed.`),
  proxy_present: entry('refused', (f) => `${t(f['person'])} is in the room and votes in person.`),
  proxy_absent: entry('refused', (f) => `${t(f['person'])} is not in the room and cannot hold a proxy.`),
  proxy_taken: entry('refused', (f) => `${t(f['person'])} already holds a proxy; nobody holds two.`),
  no_quorum: entry('refused', (f) => `No quorum: ${t(f['have'])} voting ${Number(f['have']) === 1 ? 'member is' : 'members are'} present, ${t(f['need'])} are needed.`),
  conditions_needed: entry('invalid', () => 'Approval with conditions needs at least one condition with an owner and a date.'),
  board_too_low: entry('refused', (f) => `${t(f['change'])} is for the ${t(f['level'])}: ${t(f['because'])}. ${t(f['board'])} may recommend, refer or hand it up.`),
  recommendation_needless: entry('invalid', (f) => `${t(f['board'])} decides on ${t(f['change'])} itself. A recommendation is for what a higher board decides.`),
  vote_tied: entry('refused', (f) => `The vote is tied, ${t(f['have'])} for it of ${t(f['need'])} needed. Hand the item up, defer it, or vote again.`),
  vote_not_tied: entry('refused', (f) => `The vote on ${t(f['change'])} is not tied. Hand it up for another reason.`),
  no_higher_level: entry('refused', (f) => `There is no level above ${t(f['board'])}. It decides itself.`),
  referral_to_requester: entry('refused', (f) => `${t(f['person'])} asked for ${t(f['change'])} or owns it and answers no question about it. Choose somebody else.`),
  referral_to_self: entry('refused', () => 'Whoever asks the question does not answer it. Choose somebody else.'),
  expert_suspended: entry('refused', (f) => `${t(f['person'])} is suspended and cannot answer. Choose somebody else.`),
  referral_open: entry('refused', (f) => `${t(f['person'])} has been asked about ${t(f['change'])} and has not answered yet.`),
  due_day_past: entry('invalid', (f) => `${t(f['day'])} is past. Give the expert a day that is still to come.`),
  not_the_action_owner: entry('refused', (f) => `${t(f['owner'])} promised it in ${t(f['meeting'])}. Whoever promised it says that it is done, or a chair does.`),
  action_done: entry('refused', (f) => `It was marked as done by ${t(f['by'])} on ${t(f['at'])}.`),
  not_asked: entry('refused', (f) => `No question about ${t(f['change'])} waits for ${t(f['person'])}.`),
} satisfies Record<string, Entry>;
