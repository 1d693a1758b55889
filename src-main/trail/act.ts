// Signed acts: a person's signature on what was decided, so that a device alone can approve nothing (design, section 9).
import type { KeyObject } from 'node:crypto';
import { encode } from './canonical.ts';
import type { Json } from './canonical.ts';
import type { Envelope, TrailEvent } from './envelope.ts';
import { sha256Hex } from './hashes.ts';
import { signBytes, verifyBytes } from './keys.ts';

export type Act = { org: string; act: string; subject: string; rev: string; content: string; role: string; supersedes: Json[]; roster: [number, string] };

/** Hash (hex) of everything the event says, its payloads by their commitments. */
export const contentCommitment = ({ t, s, by, at, d, p }: TrailEvent): string => sha256Hex('gavel-content-v1\n', encode({ t, s, by, at, d, ...(p ? { p } : {}) }));

/** The document a person signs for an event: built alike by signer and verifier. */
export function actOf(event: TrailEvent, envelope: Pick<Envelope, 'org' | 'roster'>): Act {
  const { rev, role, supersedes } = event.d;
  return {
    org: envelope.org, act: event.t, subject: event.s, rev: typeof rev === 'string' ? rev : '', content: contentCommitment(event),
    role: typeof role === 'string' ? role : '', supersedes: Array.isArray(supersedes) ? supersedes : [], roster: envelope.roster,
  };
}

const bytesOf = (act: Act): Uint8Array => Buffer.from(`gavel-act-v1\n${encode(act)}`);
export const signAct = (personKey: KeyObject, act: Act): string => Buffer.from(signBytes(personKey, bytesOf(act))).toString('base64url');
export const verifyAct = (publicKey: Uint8Array, act: Act, ps: string): boolean => verifyBytes(publicKey, bytesOf(act), Buffer.from(ps, 'base64url'));
