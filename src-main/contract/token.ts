import { z } from 'zod';
import { Trigger } from './backout.ts';
import { command, job, query, session } from './define.ts';
import { entryModes, ScopePart } from './calendar.ts';
import { ChangeType, Piece } from './change.ts';
import { Sha256, Why } from './evidence.ts';
import { Count, ExportedFile, Instant, Line, May, Receipt, Ref } from './values.ts';

const Hex = z.string().regex(/^[0-9a-f]{64}$/);
/** Exactly as it is written: what is signed is not put into another form. */
const Moment = z.iso.datetime({ precision: 3 });
const Name = z.string().max(300);
const Issuer = z.strictObject({ /** SHA-256 of the public key that signs (hex). */ keyId: Hex, site: z.string().max(16), person: Name });

/** What a pipeline is given (DEP-01). The file holds it beside its signature, as canonical JSON (RFC 8785). */
export const TokenDocument = z.strictObject({
  format: z.literal('gavel-token'), v: z.literal(1), id: z.uuid(), org: z.string().max(100), change: z.strictObject({ id: z.uuid(), number: z.string().min(1).max(64) }), release: z.string().max(64).nullable(),
  /** What authorised it: the decision, the approval, or the authorisation of an emergency. */
  decision: z.string().min(1).max(300), policy: z.string().max(100), tier: z.enum(['low', 'medium', 'high', 'critical']).nullable(),
  environment: Name.min(1), services: z.array(Name).max(100), items: z.array(Name).max(5000), artefacts: z.array(Hex).min(1).max(100), notBefore: Moment, notAfter: Moment,
  /** Conditions of the decision that are still owed, in words. */
  conditions: z.array(z.string().max(2000)).max(200), /** Type of the change, and freezes that it may pass: a freeze names what it permits (CAL-02). */ type: ChangeType, permits: z.array(z.string().max(64)).max(1000),
  /** What its items are filed under, for freezes of a department or a region. */ departments: z.array(Name).max(200), regions: z.array(Name).max(200), emergency: z.boolean(), bypassed: z.array(z.strictObject({ control: z.string().max(64), reason: z.string().max(2000) })).max(50),
  /** Exceptions it leans on; without the first of them it holds no more. */
  exceptions: z.array(z.strictObject({ number: z.string().max(64), rule: z.string().max(64), until: Moment })).max(100), triggers: z.array(Trigger).max(50),
  /** Signed lists the gate has to see, and how old they may be. */
  demands: z.strictObject({ isDemanded: z.boolean(), hours: z.number().int().min(1).max(8760) }),
  issuedAt: Moment, issuer: Issuer, nonce: z.string().regex(/^[0-9a-f]{32}$/),
});
export type TokenDocument = z.output<typeof TokenDocument>;

/** Tokens that are void, and keys that sign for nobody any more. */
export const RevocationDocument = z.strictObject({
  format: z.literal('gavel-revocations'), v: z.literal(1), org: z.string().max(100), issuedAt: Moment, issuer: Issuer,
  tokens: z.array(z.strictObject({ id: z.uuid(), why: z.enum(['revoked', 'void']) })).max(100_000), keys: z.array(Hex).max(10_000),
});
export type RevocationDocument = z.output<typeof RevocationDocument>;
export const FeedDocument = z.strictObject({
  format: z.literal('gavel-freezes'), v: z.literal(1), org: z.string().max(100), issuedAt: Moment, issuer: Issuer,
  freezes: z.array(z.strictObject({ id: z.string().max(64), title: Name, owner: Name, mode: z.enum(entryModes), permitted: z.array(ChangeType).max(3), startsAt: Moment, endsAt: Moment, scope: z.array(ScopePart).min(1).max(100) })).max(10_000),
});
export type FeedDocument = z.output<typeof FeedDocument>;
/** Keys a pipeline believes; it comes to the pipeline by hand, so nothing signs it. */
export const TrustDocument = z.strictObject({ format: z.literal('gavel-trust'), v: z.literal(1), org: z.string().max(100), keys: z.array(z.strictObject({ key: Hex, site: z.string().max(16), isRevoked: z.boolean() })).max(10_000) });
export type TrustDocument = z.output<typeof TrustDocument>;

export const tokenStandings = ['not-yet', 'in-force', 'expired', 'revoked', 'void'] as const;
export const TokenRow = z.object({
  id: z.string(), standing: z.enum(tokenStandings), why: Why, environment: z.string(), artefacts: z.array(z.string()), notBefore: z.string(), notAfter: z.string(), isEmergency: z.boolean(), isDemanding: z.boolean(),
  by: z.string(), at: z.string(), digest: z.string(), revoked: z.object({ by: z.string(), at: z.string(), reason: z.string() }).nullable(), mayRevoke: May,
});
export type TokenRow = z.output<typeof TokenRow>;

export const gateChecks = ['change', 'token', 'signature', 'signer', 'feed', 'revocations', 'linked-change', 'environment', 'artefact', 'time', 'exceptions', 'freeze', 'revocation', 'single-use'] as const;
export const GateCheck = z.object({ name: z.enum(gateChecks), status: z.enum(['passed', 'failed', 'bypassed', 'not-checked']), code: z.string().nullable(), facts: z.record(z.string(), z.unknown()) });
export type GateCheck = z.output<typeof GateCheck>;
/** `untrusted`: what was shown cannot be believed; `denied`: it can, and says no. */
export const GateVerdict = z.object({
  verdict: z.enum(['allowed', 'denied', 'untrusted']), at: z.string(), change: z.string().nullable(), environment: z.string().nullable(), artefact: z.string().nullable(),
  token: z.object({ id: z.string(), change: z.string(), environment: z.string(), notBefore: z.string(), notAfter: z.string(), isEmergency: z.boolean(), conditions: z.array(z.string()), bypassed: z.array(z.string()), issuedBy: z.string(), keyId: z.string() }).nullable(),
  checks: z.array(GateCheck), notices: z.array(z.string()), isRecorded: z.boolean(),
});
export type GateVerdict = z.output<typeof GateVerdict>;

const OnChange = { change: Ref };
const Written = z.object({ file: ExportedFile, count: Count, signedBy: z.string() });
export const token = {
  'token.list': query('Tokens of a change, what keeps the next one back, and what one may be issued for (DEP-01).', z.strictObject(OnChange), z.object({
    rows: z.array(TokenRow), pieces: z.array(Piece), artefacts: z.array(z.object({ sha256: z.string(), name: z.string() })), environment: z.string(), isDemanding: z.boolean(), listHours: Count,
    /** The longest span a token may have now; null when there is none. */
    span: z.object({ notBefore: z.string(), notAfter: z.string() }).nullable(), mayIssue: May,
  }), ['change', 'service', 'policy', 'calendar']),
  'token.issue': job('Issues a deployment token as a signed file for a pipeline (DEP-01).', z.strictObject({
    ...OnChange, environment: z.string().trim().min(1).max(300).describe('the environment, as the change names it'), artefacts: z.array(Sha256).max(100).default([]).describe('artefacts it is for; left out: all that the change declares'),
    notBefore: Instant.optional().describe('from when; left out: from the start of the window'), until: Instant.optional().describe('until when; left out: to the end of the window'),
  }), z.object({ file: ExportedFile, id: z.string(), notBefore: z.string(), notAfter: z.string(), isEmergency: z.boolean(), isDemanding: z.boolean(), signedBy: z.string() })),
  'token.revoke': command('Revokes a token; the next revocation list names it (DEP-01).', z.strictObject({ token: Ref, reason: Line }), Receipt),
  'token.writeRevocations': job('Writes the signed list of tokens and keys that count no more (DEP-01, DEP-02).', z.strictObject({}), Written),
  'token.writeFeed': job('Writes the signed feed of freezes for gates (DEP-02, CAL-08).', z.strictObject({}), Written),
  'token.writeTrust': job('Writes the public keys a pipeline believes: a list, or this device’s key as PEM (DEP-02).', z.strictObject({ form: z.enum(['list', 'pem']).default('list').describe('pem: this device’s key alone, as OpenSSL takes it') }), Written),
  'gate.check': session('Judges whether a deployment may proceed; needs no workspace (DEP-02).', z.strictObject({
    token: z.string().optional(), trust: z.string().optional(), environment: z.string().trim().max(300).optional(), artefact: z.string().max(100).optional(), artefactFile: z.string().optional(), change: z.string().trim().max(64).optional(),
    feed: z.string().optional(), revocations: z.string().optional(), ledger: z.string().optional(),
  }), GateVerdict),
};
