// What the events of a believed commit must prove: their payloads, the signatures of people and the roles they acted in.
import { actOf, actTypes, verifyAct } from './act.ts';
import type { Envelope, PayloadRef, TrailEvent } from './envelope.ts';
import type { Erasures } from './erasures.ts';
import { openErasures } from './erasures.ts';
import type { Step } from './feed-chain.ts';
import type { Findings, Whereabouts } from './findings.ts';
import { payloadCommitment } from './hashes.ts';
import type { Verifier } from './keys.ts';
import { feedIdOf, fingerprintWords, verifierFor } from './keys.ts';
import type { Entry, Origin, Position, Roster } from './roster.ts';
import type { RevokedActs } from './revoked-acts.ts';
import { openRevokedActs } from './revoked-acts.ts';
import { openWithheldActs } from './withheld-acts.ts';
import type { WithheldActs } from './withheld-acts.ts';
import { addFact, hasGivenWay, holdsAt, isKeyRevokedAt, isRootFeed, isRosterEvent, isLater, isVisible, keyAt, proposalKey, proposedEntry, rosterFact, singleTypes } from './roster.ts';

export type PayloadSource = {
  payload(commitment: string): { salt: Uint8Array; bytes: Uint8Array } | { redacted: true } | undefined;
  /** Payloads left out on purpose and said to be, as from a pack for an audience. */
  omitted?(commitment: string): boolean;
};
export type EventCheckOptions = { source: PayloadSource; findings: Findings; roster: Roster; rosterFeed: string | null };
export type EventCheck = {
  events(step: Step, seen: ReadonlyMap<string, number>): void;
  /** To be called at the end: a text may be gone before its erasure is read. */
  finish(): void;
  counted(): { events: number; payloads: number; acts: number };
};

/** A text that is not there: of which class and record, and where it was written. */
type Missing = Whereabouts & { kind: string; subject: string };
type State = EventCheckOptions & {
  revokedActs: RevokedActs; withheldActs: WithheldActs; verifiers: Map<string, Verifier>; erasures: Erasures; missing: Map<string, Missing>;
  events: number; payloads: number; acts: number; omitted: number;
};

const wordsOf = (key: string): string => fingerprintWords(Buffer.from(key, 'hex'));
const placeText = ({ feed, seq }: Origin): string => `feed ${feed}, commit ${seq}`;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function checkPayload(state: State, ref: PayloadRef, subject: string, at: Whereabouts): void {
  const found = state.source.payload(ref.c);
  state.payloads += 1;
  if (found === undefined || 'redacted' in found) {
    if (found === undefined && state.source.omitted?.(ref.c)) state.omitted += 1;
    else state.missing.set(ref.c, { ...at, kind: ref.k, subject });
  } else if (found.bytes.length !== ref.n || found.salt.length !== 16 || payloadCommitment(found.salt, found.bytes) !== ref.c) {
    state.findings.broken('payload_altered', at, `A text of class ${ref.k} is not the one that was committed.`);
  }
}

function verifierOf(state: State, key: string): Verifier {
  const known = state.verifiers.get(key);
  if (known) return known;
  const fresh = verifierFor(Buffer.from(key, 'hex'));
  state.verifiers.set(key, fresh);
  return fresh;
}

/** Whether a person stands behind the event: key and role as the roster had them at this place. */
function isActProved(state: State, event: TrailEvent, envelope: Envelope, from: Position): boolean {
  const at = { feed: from.feed, seq: from.seq, event: from.event };
  const refuse = (kind: string, why: string): boolean => { state.findings.broken(kind, at, why); return false; };
  state.acts += 1;
  if (event.ps === undefined) return refuse('act_unsigned', `${event.t} carries no signature of a person.`);
  const key = keyAt(state.roster, event.by, from);
  if (key === null) return refuse('signer_unknown', `${event.t} is signed by somebody whose key the roster did not know then.`);
  if (isKeyRevokedAt(state.roster, event.by, key, from)) return refuse('key_revoked', `${event.t} was signed with a key that had been revoked by then.`);
  const act = actOf(event, envelope);
  if (!verifyAct(verifierOf(state, key), act, event.ps)) return refuse('act_signature', `The signature of the person on ${event.t} does not hold.`);
  if (!holdsAt(state.roster, event.by, act.role, from)) return refuse('role_missing', `${event.t} was signed in a role the signer did not hold then: ${act.role || 'none'}.`);
  state.revokedActs.signed({ person: event.by, key, feed: from.feed, seq: from.seq });
  return true;
}

type Signed = { event: TrailEvent; envelope: Envelope; position: Position };

/** The entry that a confirmation puts into effect; a sentence when it does not. */
function confirmedEntry(state: State, { event, position }: Signed): Entry | string {
  // Two proposals may have been given one name apart; the first one the signer had seen is meant, whichever was read first here.
  const seen = (state.roster.proposals.get(proposalKey(text(event.d['proposal']), event.s)) ?? []).filter(({ at }) => isVisible(at, position));
  const [proposal] = seen.toSorted((a, b) => (isLater(a.at, b.at) ? 1 : -1));
  if (!proposal) return `${event.t} confirms nothing that was proposed.`;
  if (proposal.by === event.by || proposal.key === keyAt(state.roster, event.by, position)) return `${event.t} was signed by the same person as the proposal.`;
  if (proposal.declined.some((at) => isVisible(at, position))) return `${event.t} confirms what had been declined.`;
  return event.by === proposal.entry.s ? `${event.t} was signed by the person it is about.` : proposal.entry;
}

/** What an entry outside the roster feed puts into effect now: an entry, nothing yet (null), or a sentence about what is wrong with it. */
function effectOf(state: State, signed: Signed): Entry | null | string {
  const { event, envelope, position } = signed;
  if (event.t === 'device.succeeded') return event;
  if (event.d['role'] !== 'registrar') return `${event.t} was not signed as a registrar.`;
  if (singleTypes.has(event.t)) return event;
  const at = { feed: envelope.feed, seq: envelope.seq, event: position.event, hlc: envelope.hlc };
  if (event.t === 'roster.declined') {
    for (const proposal of state.roster.proposals.get(proposalKey(text(event.d['proposal']), event.s)) ?? []) proposal.declined.push(at);
    return null;
  }
  if (event.t === 'roster.confirmed') return confirmedEntry(state, signed);
  if (event.t !== 'roster.proposed') return `${event.t} needs two registrars, or the root.`;
  const proposed = proposedEntry(event);
  if (!proposed) return `${event.t} is malformed.`;
  if (event.by === event.s) return `${event.t} was signed by the person it is about.`;
  const name = proposalKey(proposed.id, event.s);
  state.roster.proposals.set(name, [...(state.roster.proposals.get(name) ?? []), { entry: proposed.entry, by: event.by, key: keyAt(state.roster, event.by, position) ?? '', at, declined: [] }]);
  return null;
}

/** Takes a roster entry in: from the root's feed as it is, from elsewhere as registrars signed it; a returning device needs one signature of any person. */
function takeFact(state: State, signed: Signed, isActGood: boolean): void {
  const { event, envelope, position } = signed;
  const { feed, seq } = envelope;
  const at = { feed, seq, event: position.event };
  const refuse = (sentence: string): void => { state.findings.broken('roster_entry', at, sentence); };
  const isRoot = isRootFeed(state.roster, state.rosterFeed, feed);
  if (!isRoot && !isActGood) return;
  if (isRoot && hasGivenWay(state.roster, position)) return refuse(`${event.t} was signed with a root that had given way to another one.`);
  const effect = isRoot ? event : effectOf(state, signed);
  if (effect === null) return;
  if (typeof effect === 'string') return refuse(effect);
  const fact = rosterFact(effect);
  if (fact === null || (fact.kind === 'founded' && !isRoot)) return refuse(`${effect.t} is malformed.`);
  if (fact.kind === 'rotated') {
    if (feedIdOf(Buffer.from(fact.was, 'hex')) !== feed) return refuse(`${effect.t} names another root than the one that signs it.`);
    state.findings.note('root_rotated', at, `The root of the organisation is “${wordsOf(fact.root)}” from here on; it was “${wordsOf(fact.was)}”.`);
  }
  addFact(state.roster, fact, { ...at, hlc: envelope.hlc });
  if (fact.kind === 'keyRevoked') state.revokedActs.revoked({ ...fact, at: { ...at, hlc: envelope.hlc }, from: position });
}

function checkEvent(state: State, event: TrailEvent, step: Step, position: Position): void {
  const { envelope, isProved } = step;
  const isRoster = isRosterEvent(event);
  const isRoot = isRootFeed(state.roster, state.rosterFeed, envelope.feed);
  const needsPerson = !isRoot && (isRoster || actTypes.has(event.t));
  // Of an altered commit only its roster entries are read on, so that one damaged entry does not condemn every feed after it.
  if (!isProved) {
    const isSignedYet = isRoot || (isRoster && isActProved(state, event, envelope, position));
    if (isRoster && isSignedYet) takeFact(state, { event, envelope, position }, true);
    return;
  }
  state.events += 1;
  const at = { feed: envelope.feed, seq: step.seq, event: position.event };
  for (const name in event.p) checkPayload(state, event.p[name] as PayloadRef, event.s, at);
  const isActGood = needsPerson || event.ps !== undefined ? isActProved(state, event, envelope, position) : false;
  if (isRoster) takeFact(state, { event, envelope, position }, isActGood);
  state.withheldActs.read(event, { feed: envelope.feed, seq: step.seq }, isActGood);
  if (isActGood && (event.t === 'payload.redactionProposed' || event.t === 'payload.redacted')) noteErasure(state, { event, envelope, position });
}

function noteErasure(state: State, { event, envelope, position }: Signed): void {
  const act = { event, position, hlc: envelope.hlc, key: keyAt(state.roster, event.by, position) ?? '' };
  if (event.t === 'payload.redacted') state.erasures.carriedOut(act);
  else state.erasures.asked(act);
}

/** What is on record about a text that is gone. An erasure counts for the record and the class it was asked for. */
function judgeMissing({ erasures, findings }: State, commitment: string, { kind, subject, ...at }: Missing): void {
  const known = erasures.of(commitment).filter((erasure) => erasure.subject === subject && erasure.kind === kind);
  const byTwo = known.find(({ asked }) => asked !== null);
  if (byTwo) findings.note('payload_redacted', at, `A text of class ${kind} was erased by two persons, on record: one asked for it in ${placeText(byTwo.asked!)}, another one carried it out in ${placeText(byTwo.at)}.`);
  else if (known[0]) findings.gap('erased_by_one', at, `A text of class ${kind} was erased by one person alone in ${placeText(known[0].at)}: nobody else is on record as having asked for it.`);
  else findings.gap('payload_missing', at, `A text of class ${kind} is missing, and no erasure is on record.`);
}

export function openEventCheck(options: EventCheckOptions): EventCheck {
  const state: State = { ...options, revokedActs: openRevokedActs(), withheldActs: openWithheldActs(), verifiers: new Map(), erasures: openErasures(), missing: new Map(), events: 0, payloads: 0, acts: 0, omitted: 0 };
  return {
    events(step, seen) {
      const { events, feed } = step.envelope;
      if (step.isProved) state.revokedActs.countersigned({ feed, seq: step.seq }, step.envelope.seen);
      for (let event = 0; event < events.length; event += 1) checkEvent(state, events[event] as TrailEvent, step, { feed, seq: step.seq, event, seen });
    },
    finish() {
      for (const [commitment, missing] of state.missing) judgeMissing(state, commitment, missing);
      state.revokedActs.judge(state.findings);
      state.withheldActs.judge(state.findings, state.revokedActs.seenOf);
      if (state.omitted > 0) state.findings.note('payload_omitted', {}, `${state.omitted} texts were left out on purpose.`);
    },
    counted: () => ({ events: state.events, payloads: state.payloads, acts: state.acts }),
  };
}
