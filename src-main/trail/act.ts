// Signed acts: a person's signature on what was decided, so that a device alone can approve nothing (design, section 9).
import type { KeyObject } from 'node:crypto';
import type { Json } from './canonical.ts';
import { encode } from './canonical.ts';
import type { Envelope, FeedPosition, TrailEvent } from './envelope.ts';
import { sha256Hex } from './hashes.ts';
import type { Verifier } from './keys.ts';
import { signBytes, verifierFor } from './keys.ts';

/** What the person signs. `rev` is the hash of the revision that was on the screen, `content` the commitment to the event, `roster` the position at which the role is judged. */
export type Act = { org: string; act: string; subject: string; rev: string; content: string; role: string; supersedes: Json[]; roster: FeedPosition };

/** Types that count only with a person's signature. Roster entries outside the roster feed need one as well (`roster.ts`). */
export const actTypes: ReadonlySet<string> = new Set(['cab.decisionRecorded', 'meeting.actionDone', 'minutes.signed', 'minutes.addendumSigned', 'payload.redactionProposed', 'payload.redacted', 'backout.noneKnownSigned', 'backout.reviewed', 'backout.ownerAccepted', 'backout.ordered', 'review.signed', 'person.skillTagged', 'exception.approved', 'exception.refused', 'exception.renewed', 'risk.signed', 'risk.tierSet', 'risk.residualAccepted', 'impact.consulted', 'referral.answered', 'policy.signed', 'model.preAuthorised', 'approval.given', 'approval.refused', 'token.issued', 'obligation.approved']);

/** Commitment (hex) to everything the event says; its payloads count by their own commitments. */
export const contentCommitment = ({ t, s, by, at, d, p }: TrailEvent): string => sha256Hex('gavel-content-v1\n', encode(p ? { t, s, by, at, d, p } : { t, s, by, at, d }));

/** The document a person signs for an event, built alike by signer and verifier. Role, revision and superseded acts are the event's own `d.role`, `d.rev`, `d.supersedes`. */
export function actOf(event: TrailEvent, { org, roster }: Pick<Envelope, 'org' | 'roster'>): Act {
  const { rev, role, supersedes } = event.d;
  return {
    org, act: event.t, subject: event.s, rev: typeof rev === 'string' ? rev : '', content: contentCommitment(event),
    role: typeof role === 'string' ? role : '', supersedes: Array.isArray(supersedes) ? supersedes : [], roster,
  };
}

const signedBytes = (act: Act): Buffer => Buffer.from(`gavel-act-v1\n${encode(act)}`);

/** The person's signature, base64url. */
export const signAct = (personKey: KeyObject, act: Act): string => Buffer.from(signBytes(personKey, signedBytes(act))).toString('base64url');

/** Whether the signature holds; one written in another way than base64url writes it does not. */
export function verifyAct(key: Uint8Array | Verifier, act: Act, ps: string): boolean {
  const sig = Buffer.from(ps, 'base64url');
  return sig.toString('base64url') === ps && (typeof key === 'function' ? key : verifierFor(key))(signedBytes(act), sig);
}
