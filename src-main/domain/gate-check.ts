// Whether a deployment may proceed (DEP-02): pure, over what was shown to the gate. Every check is named, passed or not; what cannot be believed comes first.
import type { FeedDocument, GateCheck, RevocationDocument, TokenDocument } from '#contract/token.ts';
import type { ErrorCode, Facts, Refusal } from '#contract/errors.ts';
import { isLive } from './backout-judged.ts';
import { nameKey } from './item.ts';
import { concerns } from './scope.ts';
import type { Places } from './scope.ts';
import { addDays, msBetween } from './spans.ts';
import { isPartOf } from './waivers.ts';

/** How the key behind a signature stands with those who are trusted. */
export type Signer = 'known' | 'unknown' | 'revoked';
export type Shown<D> = { document: D; isSigned: boolean; signer: Signer; keyId: string; file: string };
export type GateFacts = {
  change: string; environment: string; artefact: string; now: string;
  token: Shown<TokenDocument>; feed: Shown<FeedDocument> | null; revocations: Shown<RevocationDocument> | null;
  /** Null: no ledger was given. */
  isUsed: boolean | null;
  /** The public key behind the token (hex). */
  key: string;
};
type Name = GateCheck['name'];
const passed = (name: Name): GateCheck => ({ name, status: 'passed', code: null, facts: {} });
const failed = (name: Name, code: ErrorCode, facts: Facts): GateCheck => ({ name, status: 'failed', code, facts });
const check = (name: Name, isGood: boolean, code: ErrorCode, facts: Facts): GateCheck => (isGood ? passed(name) : failed(name, code, facts));

/** A list from clocks that run apart by more than this is dated in the future. */
const clockSkewMs = 5 * 60_000;
const hourMs = 3_600_000;
const word = { feed: 'freeze feed', revocations: 'revocation list' } as const;

/** DEP-02: a list is demanded by the token, and by the gate itself for what is grave, so that leaving it out opens nothing. One that is given has to hold in any case. */
function checkList(name: 'feed' | 'revocations', { token: { document: token }, environment, now, ...facts }: GateFacts): GateCheck {
  const list = facts[name];
  const isDemanded = token.demands.isDemanded || isLive(environment) || token.tier === null || token.tier === 'high' || token.tier === 'critical';
  if (list === null) return isDemanded ? failed(name, 'list_missing', { list: word[name] }) : { name, status: 'not-checked', code: null, facts: { list: word[name] } };
  const { document, isSigned, signer, file } = list;
  if (!isSigned) return failed(name, 'signature_broken', { file });
  if (signer !== 'known') return failed(name, signer === 'revoked' ? 'signer_revoked' : 'unknown_signer', { file, key: list.keyId.slice(0, 16) });
  if (document.org !== token.org) return failed(name, 'list_missing', { list: word[name], problem: 'the one given is of another organisation' });
  const age = msBetween(document.issuedAt, now);
  return check(name, age <= token.demands.hours * hourMs && age >= -clockSkewMs, 'list_stale', { list: word[name], issuedAt: document.issuedAt, hours: token.demands.hours });
}

function checkTime({ document: { notBefore, notAfter } }: GateFacts['token'], now: string): GateCheck {
  if (now < notBefore) return failed('time', 'token_not_yet', { notBefore });
  return check('time', now < notAfter, 'token_expired', { notAfter });
}

const placesOf = ({ services, items, environment, departments, regions }: TokenDocument, here: string): Places => ({
  services: services.map(nameKey), items: items.map(nameKey), environments: [environment, here].map(nameKey), departments: departments.map(nameKey), regions: regions.map(nameKey),
});
/** CAL-02, EMG-02: what a freeze permits passes it. An emergency whose authorisation sets freezes aside and an exception that holds pass it too, and the verdict says so. */
function checkFreeze({ token: { document: token }, feed, environment, now }: GateFacts): GateCheck {
  if (feed === null) return { name: 'freeze', status: 'not-checked', code: null, facts: {} };
  const places = placesOf(token, environment);
  const active = feed.document.freezes.find(({ id, startsAt, endsAt, scope, permitted }) => startsAt <= now && now < endsAt && concerns(scope, places) && !permitted.includes(token.type) && !token.permits.includes(id));
  if (!active) return passed('freeze');
  const facts = { freeze: active.title, owner: active.owner, startsAt: active.startsAt, endsAt: active.endsAt, mode: active.mode };
  const isExcepted = token.exceptions.some(({ rule, until }) => isPartOf(rule, 'CAL-02') && now < until);
  return isExcepted || (token.emergency && token.bypassed.some(({ control }) => control === 'freeze')) ? { name: 'freeze', status: 'bypassed', code: 'freeze_active', facts } : failed('freeze', 'freeze_active', facts);
}

function checkExceptions({ document: { exceptions } }: GateFacts['token'], now: string): GateCheck {
  const over = exceptions.find(({ until }) => until <= now);
  return over ? failed('exceptions', 'exception_expired', { exception: over.number, rule: over.rule, until: lastDay(over.until) }) : passed('exceptions');
}
/** An exception ends with its last day. */
const lastDay = (until: string): string => addDays(until, -1).slice(0, 10);

function checkSigner({ token: { signer, keyId, file }, revocations, key }: GateFacts): GateCheck {
  const isListed = revocations !== null && revocations.isSigned && revocations.signer === 'known' && revocations.document.keys.includes(key);
  if (signer === 'unknown') return failed('signer', 'unknown_signer', { file, key: keyId.slice(0, 16) });
  return check('signer', signer === 'known' && !isListed, 'signer_revoked', { file, key: keyId.slice(0, 16) });
}
function checkRevocation({ token: { document: token }, revocations }: GateFacts): GateCheck {
  if (revocations === null) return { name: 'revocation', status: 'not-checked', code: null, facts: {} };
  const found = revocations.document.tokens.find(({ id }) => id === token.id);
  return found ? failed('revocation', 'token_revoked', { token: token.id, why: found.why }) : passed('revocation');
}

/** Every check, in the order in which the first failed one decides the exit code: what is missing, what cannot be believed, what says no. */
export function judgeGate(facts: GateFacts): GateCheck[] {
  const { token: shown, change, environment, artefact, now, isUsed } = facts;
  const { document: token, isSigned, file } = shown;
  const isLinked = nameKey(change) === nameKey(token.change.number) || change === token.change.id;
  return [
    passed('change'), passed('token'),
    check('signature', isSigned, 'signature_broken', { file }), checkSigner(facts), checkList('revocations', facts), checkList('feed', facts),
    check('linked-change', isLinked, 'wrong_change', { token: token.change.number, change }),
    check('environment', nameKey(environment) === nameKey(token.environment), 'wrong_environment', { token: token.environment, environment }),
    check('artefact', token.artefacts.includes(artefact), 'artefact_altered', { artefact, artefacts: token.artefacts }),
    checkTime(shown, now), checkExceptions(shown, now), checkFreeze(facts), checkRevocation(facts),
    isUsed === null ? { name: 'single-use', status: 'not-checked', code: null, facts: {} } : check('single-use', !isUsed, 'already_used', { token: token.id }),
  ];
}
/** Without a token or a change nothing proceeds, whatever else was given (DEP-02). */
export const withoutToken = ({ hasChange, hasToken }: { hasChange: boolean; hasToken: boolean }): GateCheck[] => [
  check('change', hasChange, 'change_required', { what: 'change' }), hasToken ? { name: 'token', status: 'not-checked', code: null, facts: {} } : failed('token', 'change_required', { what: 'token' }),
];

const untrusted: readonly string[] = ['signature_broken', 'unknown_signer', 'signer_revoked', 'list_missing', 'list_stale'];
export const isUntrusted = ({ status, code }: GateCheck): boolean => status === 'failed' && code !== null && untrusted.includes(code);
export const refusalOf = (checks: readonly GateCheck[]): Refusal | null => {
  const first = checks.find(({ status }) => status === 'failed');
  return first ? { code: first.code as ErrorCode, facts: first.facts } : null;
};
