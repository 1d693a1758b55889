// A trail without a store: a roster feed and two device feeds that see each other, made from fixed keys and salts, so always the same bytes.
import { actOf, signAct } from '../../src-main/trail/act.ts';
import { encodeBytes } from '../../src-main/trail/canonical.ts';
import { checkpointText, signCheckpoint } from '../../src-main/trail/checkpoint.ts';
import { tick } from '../../src-main/trail/clock.ts';
import type { Envelope, TrailEvent } from '../../src-main/trail/envelope.ts';
import { sealCommit } from '../../src-main/trail/envelope.ts';
import { payloadCommitment, sha256 } from '../../src-main/trail/hashes.ts';
import type { KeyPair } from '../../src-main/trail/keys.ts';
import { feedIdOf, fingerprintOf, fromSeed } from '../../src-main/trail/keys.ts';
import { appendLeaf, emptyFrontier, rootOf } from '../../src-main/trail/merkle.ts';
import type { TrailSource } from '../../src-main/trail/verify.ts';

export type Row = { seq: number; hash: Uint8Array; env: Uint8Array; sig: Uint8Array };
export type Trail = {
  org: string; rows: Map<string, Row[]>; checkpoints: { feed: string; text: string; sig: Uint8Array }[];
  payloads: Map<string, { salt: Uint8Array; bytes: Uint8Array } | { redacted: true }>; marks: { feed: string; count: number; head: string }[];
};

export const orgId = '0b0f6e9e-6d0f-4f1f-9a35-3f8e0a4f7c11';
const seedOf = (name: string): KeyPair => fromSeed(sha256(`gavel test key ${name}`));
export const keys = { root: seedOf('root'), a: seedOf('device a'), b: seedOf('device b'), chair: seedOf('chair'), admin: seedOf('admin'), second: seedOf('second'), stranger: seedOf('stranger') };
export const feeds = { root: feedIdOf(keys.root.publicKey), a: feedIdOf(keys.a.publicKey), b: feedIdOf(keys.b.publicKey) };
export const trustedRoot = fingerprintOf(keys.root.publicKey);
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

type Draft = Omit<TrailEvent, 'by' | 'at' | 'd'> & { d?: TrailEvent['d']; by?: string; text?: string; signedBy?: KeyPair };

/** Appends commits as a device would. */
export function trailBuilder(org = orgId) {
  const trail: Trail = { org, rows: new Map(), checkpoints: [], payloads: new Map(), marks: [] };
  const told = new Map<string, Map<string, number>>();
  let hlc: string | null = null;
  let made = 0;
  const rowsOf = (feed: string): Row[] => trail.rows.get(feed) ?? trail.rows.set(feed, []).get(feed)!;

  const seenBy = (feed: string): Envelope['seen'] => {
    const seen: Envelope['seen'] = {};
    const before = told.get(feed) ?? told.set(feed, new Map()).get(feed)!;
    for (const [other, rows] of trail.rows) {
      if (other === feed || rows.length === 0 || before.get(other) === rows.length) continue;
      seen[other] = [rows.length, hexOf(rows.at(-1)!.hash)];
      before.set(other, rows.length);
    }
    return seen;
  };

  const payload = (text: string): TrailEvent['p'] => {
    const salt = sha256(`salt ${trail.payloads.size}`).subarray(0, 16);
    const bytes = Buffer.from(encodeBytes({ text }));
    const c = payloadCommitment(salt, bytes);
    trail.payloads.set(c, { salt, bytes });
    return { note: { c, n: bytes.length, k: 'personal' } };
  };

  const append = (pair: KeyPair, drafts: Draft[], change: (envelope: Envelope) => void = () => {}): Row => {
    const feed = feedIdOf(pair.publicKey);
    const rows = rowsOf(feed);
    const roster = rowsOf(feeds.root);
    made += 1;
    hlc = tick(hlc, 1_768_471_200_000 + made * 1000);
    const at = new Date(1_768_471_200_000 + made * 1000).toISOString();
    const envelope: Envelope = {
      v: 1, org, feed, seq: rows.length, prev: rows.length === 0 ? null : hexOf(rows.at(-1)!.hash), hlc, schema: 1, app: '0.1.0',
      seen: seenBy(feed), roster: roster.length === 0 ? [0, ''] : [roster.length, hexOf(roster.at(-1)!.hash)], events: [],
    };
    envelope.events = drafts.map(({ text, signedBy, by = 'person:chair', d = {}, ...rest }) => {
      const event: TrailEvent = { ...rest, by, at, d };
      if (text !== undefined) event.p = payload(text) as NonNullable<TrailEvent['p']>;
      return signedBy ? { ...event, ps: signAct(signedBy.privateKey, actOf(event, envelope)) } : event;
    });
    change(envelope);
    const { bytes, hash, sig } = sealCommit(envelope, pair.privateKey);
    const row = { seq: envelope.seq, hash, env: bytes, sig };
    rows.push(row);
    return row;
  };

  const checkpoint = (pair: KeyPair): void => {
    const feed = feedIdOf(pair.publicKey);
    const rows = rowsOf(feed);
    const frontier = rows.map((r) => r.hash).reduce(appendLeaf, emptyFrontier);
    const text = checkpointText({ org, feed, count: rows.length, root: rootOf(frontier).toString('base64'), head: hexOf(rows.at(-1)!.hash), hlc: hlc! });
    trail.checkpoints.push({ feed, text, sig: signCheckpoint(text, pair.privateKey) });
  };

  return { trail, append, checkpoint };
}

const person = (name: string, pair: KeyPair, roles: string[]): Draft[] => [
  { t: 'person.enrolled', s: `person:${name}`, d: { key: hexOf(pair.publicKey) }, text: `Name of ${name}` },
  ...roles.map((granted): Draft => ({ t: 'role.granted', s: `person:${name}`, d: { granted } })),
];
export const device = (pair: KeyPair, site: string): Draft => ({ t: 'device.enrolled', s: `device:${feedIdOf(pair.publicKey)}`, d: { feed: feedIdOf(pair.publicKey), key: hexOf(pair.publicKey), site } });
export const decision = (n: number, by = keys.chair): Draft => ({ t: 'cab.decisionRecorded', crit: true, s: `change:${n}`, d: { verdict: 'approved', role: 'chair', rev: hexOf(sha256(String(n))), supersedes: [] }, text: `Why ${n}`, signedBy: by });

const asRegistrar = { role: 'registrar', rev: '', supersedes: [] };
/** An entry with the signatures of two registrars: proposed by one, confirmed by the other. */
export const entered = (entry: { t: string; s: string; d: TrailEvent['d'] }, proposal: string, [first, second] = ['admin', 'second'] as ('admin' | 'second' | 'chair')[]): Draft[] => [
  { t: 'roster.proposed', s: entry.s, by: `person:${first}`, d: { ...asRegistrar, proposal, entry }, signedBy: keys[first!] },
  { t: 'roster.confirmed', s: entry.s, by: `person:${second}`, d: { ...asRegistrar, proposal }, signedBy: keys[second!] },
];

/** The founding alone: a chair, an administrator and a second registrar, and the devices given. */
export function founded(devices: KeyPair[] = [keys.a, keys.b]) {
  const builder = trailBuilder();
  builder.append(keys.root, [
    { t: 'org.founded', s: `org:${orgId}`, d: { root: hexOf(keys.root.publicKey), ca: hexOf(sha256('ca')) }, text: 'Example organisation' },
    ...devices.map((pair, i) => device(pair, `A${i + 1}`)), ...person('chair', keys.chair, ['chair', 'member', 'registrar']), ...person('admin', keys.admin, ['administrator', 'registrar']), ...person('second', keys.second, ['registrar']),
  ]);
  builder.checkpoint(keys.root);
  return builder;
}

/** Two devices at work for some hundred commits: changes, decisions, an erasure, a role given by two registrars. */
export function aTrail(commits = 120): Trail {
  const builder = founded();
  const { trail, append, checkpoint } = builder;
  for (let i = 0; i < commits; i += 1) {
    const pair = Math.floor(i / 3) % 2 === 0 ? keys.a : keys.b;
    if (i === 20) {
      append(pair, entered({ t: 'role.granted', s: 'person:chair', d: { granted: 'auditor' } }, 'one'));
    } else if (i % 7 === 6) append(pair, [decision(i)]);
    else append(pair, [{ t: 'change.created', s: `change:${i}`, d: { number: `C-A1-${i}`, impact: 'Low' }, text: `Title ${i}` }, { t: 'change.submitted', s: `change:${i}` }]);
    if (i % 16 === 15) checkpoint(pair);
  }
  const [first] = [...trail.payloads.keys()].slice(-1);
  const erased = { s: `change:${commits - 1}`, class: 'personal' };
  append(keys.b, [{ t: 'payload.redactionProposed', s: erased.s, by: 'person:second', d: { ...asRegistrar, class: erased.class }, signedBy: keys.second }]);
  append(keys.a, [{ t: 'payload.redacted', s: erased.s, by: 'person:admin', d: { ...asRegistrar, class: erased.class, commitments: [first!], proposedBy: 'person:second' }, signedBy: keys.admin }]);
  trail.payloads.set(first!, { redacted: true });
  checkpoint(keys.a);
  checkpoint(keys.b);
  return trail;
}

/** The trail as a verifier reads it; changes made to `trail` afterwards are seen. */
export const sourceOf = (trail: Trail): TrailSource => ({
  org: () => trail.org,
  feeds: () => [...trail.rows].map(([feed, rows]) => ({ feed, count: rows.length })),
  *commits(feed, from = 0) { for (const row of trail.rows.get(feed) ?? []) if (row.seq >= from) yield row; },
  checkpoints: () => trail.checkpoints,
  payload: (commitment) => trail.payloads.get(commitment),
  marks: () => trail.marks,
});

/** A copy whose rows, checkpoints and payloads can be damaged; the bytes themselves are shared until replaced. */
export const copyOf = (trail: Trail): Trail => ({
  ...trail, rows: new Map([...trail.rows].map(([feed, rows]) => [feed, rows.map((row) => ({ ...row }))])),
  checkpoints: trail.checkpoints.map((c) => ({ ...c })), payloads: new Map(trail.payloads), marks: [...trail.marks],
});
