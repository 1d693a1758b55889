// A meeting as a list of acts, one of each kind, that a process can take up wherever an earlier one was stopped.
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';

/** What the script stands on: ids that were there before its first act. */
export type MeetingFacts = { meeting: string; /** Items with who may vote on each. */ items: { id: string; voters: string[] }[]; ready: string[]; people: string[]; /** Where an absent member voted by ballot. */ balloted: string; ballotFile: string };
export type Ask = <N extends OpName>(name: N, input: Asked<N>) => Promise<Output<N>>;
/** An act by its name in plain words. */
export type MeetingAct = { name: string; run: (ask: Ask, stage: (path: string) => string) => Promise<unknown> };

export function meetingScript({ meeting, items, ready, people, balloted, ballotFile }: MeetingFacts): MeetingAct[] {
  const acts: MeetingAct[] = [];
  const act = <N extends OpName>(name: string, op: N, input: Asked<N> | ((ask: Ask, stage: (path: string) => string) => Promise<Asked<N>> | Asked<N>)): void => {
    acts.push({ name, run: async (ask, stage) => ask(op, typeof input === 'function' ? await input(ask, stage) : input) });
  };
  const [absent, late, ...others] = people as [string, string, ...string[]];
  const [first, second, third, fourth, fifth, sixth, seventh, eighth] = items.map(({ id }) => id) as [string, string, string, string, string, string, string, string];
  const voters = items[0]!.voters;
  const on = (change: string): { meeting: string; change: string } => ({ meeting, change });
  const topicNamed = async (ask: Ask, title: string): Promise<string> => (await ask('meeting.run', { meeting })).items.find((i) => i.title === title)!.id;

  act('a topic is put on the agenda', 'meeting.addTopic', { meeting, title: 'Standing item', minutes: 5 });
  act('a change is admitted', 'cab.admit', on(ready[0]!));
  act('minutes are planned', 'cab.setMinutes', { ...on(first), minutes: 12 });
  act('an item is moved', 'cab.order', { ...on(second), before: null });
  act('an item is dropped', 'cab.drop', on(eighth));
  act('the agenda is filled', 'cab.fill', { meeting, topics: ['schedule'] });
  act('the meeting starts', 'meeting.start', { meeting });
  act('the roll is called', 'meeting.rollCall', { meeting, attendance: [{ person: absent, status: 'apologies' }, ...others.map((person) => ({ person, status: 'present' as const }))] });
  act('a member comes late', 'meeting.rollCall', { meeting, attendance: [{ person: late, status: 'late' }] });
  act('a proxy is given', 'meeting.proxy', { meeting, from: absent, to: late });
  act('an item is taken up', 'meeting.open', { meeting, item: first });
  act('a member votes', 'meeting.vote', { ...on(first), person: voters[0]!, vote: 'approve' });
  act('a member abstains', 'meeting.vote', { ...on(first), person: voters[1]!, vote: 'abstain' });
  act('a member asks for information', 'meeting.vote', { ...on(first), person: voters[2]!, vote: 'request-information', question: 'Who is told?' });
  act('a member is recused', 'meeting.recuse', { ...on(first), person: voters[3]!, reason: 'Works with the vendor' });
  act('a line is written to an item', 'meeting.note', { meeting, item: first, text: 'Rehearse on node 4' });
  act('a line is written to the meeting', 'meeting.note', { meeting, text: 'The room is too warm' });
  act('the next item is taken up', 'meeting.open', { meeting, item: second });
  act('the clocks are stopped', 'meeting.pause', { meeting });
  act('the clocks go on', 'meeting.resume', { meeting });
  act('approved', 'cab.recordDecision', { ...on(first), verdict: 'approved', reason: 'They are told tonight' });
  act('approved with conditions', 'cab.recordDecision', { ...on(second), verdict: 'approved-with-conditions', conditions: [{ text: 'Rehearse the backout', owner: 'Grace Obi', dueOn: '2026-12-01', when: 'before' }] });
  act('rejected', 'cab.recordDecision', { ...on(third), verdict: 'rejected', reason: 'No way back' });
  act('deferred', 'cab.recordDecision', { ...on(fourth), verdict: 'deferred', reason: 'Not ready', deferredTo: '2026-12-08' });
  act('withdrawn', 'cab.recordDecision', { ...on(fifth), verdict: 'withdrawn', reason: 'Gone already' });
  act('noted', 'cab.recordDecision', { ...on(sixth), verdict: 'noted' });
  act('referred to an expert', 'referral.make', { ...on(seventh), expert: 'Samuel Adeyemi', question: 'Does it hold?' });
  act('an item is set aside', 'meeting.setAside', { meeting, item: ready[0]! });
  act('an item is brought back', 'meeting.bringBack', { meeting, item: ready[0]! });
  act('a late change is admitted', 'cab.admit', { ...on(ready[1]!), reason: 'It is used against us' });
  act('an item is promoted', 'cab.order', { ...on(ready[1]!), before: ready[0]! });
  act('a late topic is admitted', 'meeting.addTopic', { meeting, title: 'Late topic', minutes: 3, reason: 'The auditor asked' });
  act('a topic is concluded', 'meeting.conclude', async (ask) => ({ meeting, item: await topicNamed(ask, 'Late topic'), outcome: 'Taken note of' }));
  act('handed up to the next board', 'escalation.raise', { ...on(ready[1]!), why: 'no-context', reason: 'Nobody here knows it' });
  act('a ballot is taken', 'ballot.receive', (_, stage) => ({ meeting, file: stage(ballotFile) }));
  act('a second ballot is listed', 'ballot.receive', (_, stage) => ({ meeting, file: stage(ballotFile) }));
  act('decided with a ballot', 'cab.recordDecision', { ...on(balloted), verdict: 'approved' });
  act('a proxy is taken back', 'meeting.proxy', { meeting, from: absent, to: null });
  act('a member leaves', 'meeting.rollCall', { meeting, attendance: [{ person: late, status: 'left' }] });
  act('a condition is met', 'change.meetCondition', async (ask) => ({ change: second, condition: (await ask('change.show', { change: second })).decisions[0]!.conditions[0]!.id }));
  act('the meeting ends', 'meeting.end', { meeting, actions: [{ text: 'Ask the vendor', owner: 'Grace Obi', dueOn: '2026-12-04' }] });
  act('the minutes are signed', 'minutes.sign', { meeting });
  act('an addendum is signed', 'minutes.addAddendum', { meeting, text: 'The owner is Luis Ortega' });
  return acts;
}
