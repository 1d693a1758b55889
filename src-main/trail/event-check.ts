// What the events of a believed commit must prove: their payloads, the signatures of people and the roles they acted in.
import { actOf, actTypes, verifyAct } from './act.ts';
import type { Envelope, PayloadRef, TrailEvent } from './envelope.ts';
import type { Step } from './feed-chain.ts';
import type { Findings, Whereabouts } from './findings.ts';
import { payloadCommitment } from './hashes.ts';
import type { Verifier } from './keys.ts';
import { verifierFor } from './keys.ts';
import type { Position, Roster } from './roster.ts';
import { addFact, holdsAt, isRosterEvent, keyAt, rosterFact } from './roster.ts';

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

type State = EventCheckOptions & {
  verifiers: Map<string, Verifier>; redacted: Set<string>; missing: Map<string, Whereabouts & { k: string }>;
  events: number; payloads: number; acts: number; omitted: number;
};

function checkPayload(state: State, ref: PayloadRef, at: Whereabouts): void {
  const found = state.source.payload(ref.c);
  state.payloads += 1;
  if (found === undefined || 'redacted' in found) {
    if (found === undefined && state.source.omitted?.(ref.c)) state.omitted += 1;
    else state.missing.set(ref.c, { ...at, k: ref.k });
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
  const refuse = (kind: string, text: string): boolean => { state.findings.broken(kind, at, text); return false; };
  state.acts += 1;
  if (event.ps === undefined) return refuse('act_unsigned', `${event.t} carries no signature of a person.`);
  const key = keyAt(state.roster, event.by, from);
  if (key === null) return refuse('signer_unknown', `${event.t} is signed by somebody whose key the roster did not know then.`);
  const act = actOf(event, envelope);
  if (!verifyAct(verifierOf(state, key), act, event.ps)) return refuse('act_signature', `The signature of the person on ${event.t} does not hold.`);
  if (!holdsAt(state.roster, event.by, act.role, from)) return refuse('role_missing', `${event.t} was signed in a role the signer did not hold then: ${act.role || 'none'}.`);
  return true;
}

/** Takes a roster entry in: from the root's feed as it is, from elsewhere only under an administrator's signature; a returning device needs one of any person. */
function takeFact(state: State, envelope: Envelope, place: number, isActGood: boolean): void {
  const event = envelope.events[place] as TrailEvent;
  const { feed, seq } = envelope;
  const at = { feed, seq, event: place };
  const fact = rosterFact(event);
  if (fact === null) { state.findings.broken('roster_entry', at, `${event.t} is malformed.`); return; }
  if (feed !== state.rosterFeed) {
    if (!isActGood) return;
    if (fact.kind === 'founded' || (event.t !== 'device.succeeded' && event.d['role'] !== 'administrator')) {
      state.findings.broken('roster_entry', at, `${event.t} was not signed as an administrator.`);
      return;
    }
  }
  addFact(state.roster, fact, { ...at, hlc: envelope.hlc });
}

function checkEvent(state: State, event: TrailEvent, step: Step, position: Position): void {
  const { envelope, isProved } = step;
  const isRoster = isRosterEvent(event);
  const needsPerson = envelope.feed !== state.rosterFeed && (isRoster || actTypes.has(event.t));
  // Of an altered commit only its roster entries are read on, so that one damaged entry does not condemn every feed after it.
  if (!isProved) {
    const isSignedYet = envelope.feed === state.rosterFeed || (isRoster && isActProved(state, event, envelope, position));
    if (isRoster && isSignedYet) takeFact(state, envelope, position.event, true);
    return;
  }
  state.events += 1;
  const at = { feed: envelope.feed, seq: step.seq, event: position.event };
  for (const name in event.p) checkPayload(state, event.p[name] as PayloadRef, at);
  if (event.t === 'payload.redacted' && typeof event.d['commitment'] === 'string') state.redacted.add(event.d['commitment']);
  const isActGood = needsPerson || event.ps !== undefined ? isActProved(state, event, envelope, position) : false;
  if (isRoster) takeFact(state, envelope, position.event, isActGood);
}

export function openEventCheck(options: EventCheckOptions): EventCheck {
  const state: State = { ...options, verifiers: new Map(), redacted: new Set(), missing: new Map(), events: 0, payloads: 0, acts: 0, omitted: 0 };
  return {
    events(step, seen) {
      const { events, feed } = step.envelope;
      for (let event = 0; event < events.length; event += 1) checkEvent(state, events[event] as TrailEvent, step, { feed, seq: step.seq, event, seen });
    },
    finish() {
      for (const [commitment, { k, ...at }] of state.missing) {
        if (state.redacted.has(commitment)) state.findings.note('payload_redacted', at, `A text of class ${k} was erased, on record.`);
        else state.findings.gap('payload_missing', at, `A text of class ${k} is missing, and no erasure is on record.`);
      }
      if (state.omitted > 0) state.findings.note('payload_omitted', {}, `${state.omitted} texts were left out on purpose.`);
    },
    counted: () => ({ events: state.events, payloads: state.payloads, acts: state.acts }),
  };
}
