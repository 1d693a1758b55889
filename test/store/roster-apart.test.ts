// Roster entries signed on two laptops: what takes effect is the same on both, whatever arrives when (SEC-01, SEC-02).
import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { Role } from '../../src-main/contract/people.ts';
import type { DomainEvent } from '../../src-main/domain/event.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import { confirm, decline, enrolment, grantOf, propose, revokeKey, revokeRole } from '../../src-main/domain/people.ts';
import { rebuild } from '../../src-main/store/rebuild.ts';
import { findPerson } from '../../src-main/store/records.ts';
import { verifyTrail } from '../../src-main/trail/verify.ts';
import { fingerprintOf } from '../../src-main/trail/keys.ts';
import { digestsOf, exchange, everyRole, laptopsOf, settleAll, template } from '../support/laptops.ts';
import type { Group, Laptop } from '../support/laptops.ts';

let made: Awaited<ReturnType<typeof template>>;
let group: Group;
beforeAll(async () => { made = await template(3); });
afterEach(() => { group.close(); });

const by = (laptop: Laptop) => ({ actor: { id: laptop.person.id, name: '', roles: everyRole }, now: new Date(laptop.clock.now).toISOString() });
const sign = (laptop: Laptop, verdict: ReturnType<typeof propose>): void => { if (!verdict.ok) throw new Error(verdict.error.code); laptop.write(...verdict.events); };
const ask = (laptop: Laptop, entries: DomainEvent[]): void => { sign(laptop, propose(entries, randomUUID, by(laptop))); };
const waiting = (laptop: Laptop, type = 'role.granted') => laptop.store.records.loadProposal(laptop.store.db.get<{ id: string }>('SELECT id FROM roster_proposal WHERE type = ?', type)!.id);
const rolesOf = (laptop: Laptop, id: string): Role[] => findPerson(laptop.store.db, id)?.roles ?? [];

/** Both hold the same, in tables that a rebuild finds again, and in a trail that verifies. */
async function agree(verdict: 'intact' | 'intact-with-gaps' = 'intact'): Promise<void> {
  settleAll(group.laptops);
  for (const laptop of group.laptops) {
    expect(digestsOf(laptop)).toEqual(digestsOf(group.laptops[0]!));
    expect(rebuild(laptop.store.db, laptop.store.log, () => {}).tables.filter((t) => !t.isEqual)).toEqual([]);
    const report = await verifyTrail(laptop.store.source, { depth: 'deep', trustedRoot: fingerprintOf(Buffer.from(made.rootKey, 'hex')) });
    expect([report.verdict, report.findings.filter((f) => f.severity === 'broken')]).toEqual([verdict, []]);
  }
}

test('SEC-01 a grant that is proposed on one laptop takes effect when another one confirms it, and nowhere before', async () => {
  group = laptopsOf(made, 3);
  const [a, b, c] = group.laptops as [Laptop, Laptop, Laptop];
  ask(a, [grantOf(c.person.id, 'legal')]);
  exchange(a, b);
  for (const laptop of [a, b]) expect(rolesOf(laptop, c.person.id)).not.toContain('legal');
  sign(b, confirm(waiting(b), by(b)));
  expect(rolesOf(b, c.person.id)).toContain('legal');
  expect(rolesOf(a, c.person.id)).not.toContain('legal');
  await agree();
  for (const laptop of group.laptops) expect(rolesOf(laptop, c.person.id)).toContain('legal');
});

test('SEC-01 a person enrolled by two registrars on two laptops stands on a third that heard of both at once', async () => {
  group = laptopsOf(made, 3);
  const [a, b, c] = group.laptops as [Laptop, Laptop, Laptop];
  ask(a, [...enrolment({ id: randomUUID(), name: 'New', key: null, roles: ['member'] })]);
  exchange(a, b);
  sign(b, confirm(waiting(b, 'person.enrolled'), by(b)));
  expect(exchange(b, c).new).toBeGreaterThan(0);
  await agree();
  expect(group.laptops.map(({ store }) => store.db.get<{ n: number }>("SELECT count(*) AS n FROM person WHERE name = 'New'")!.n)).toEqual([1, 1, 1]);
});

test.each([['the decline first', 0], ['the confirmation first', 5000]])('SEC-01 declined and confirmed apart (%s): both signatures stand, so the entry does, on every laptop', async (_, ahead) => {
  group = laptopsOf(made, 3);
  const [a, b, c] = group.laptops as [Laptop, Laptop, Laptop];
  ask(a, [grantOf(c.person.id, 'legal')]);
  exchange(a, b);
  a.clock.now += ahead;
  sign(a, decline(waiting(a), 'Changed my mind', by(a)));
  b.clock.now += 5000 - ahead;
  sign(b, confirm(waiting(b), by(b)));
  await agree();
  for (const laptop of group.laptops) expect(rolesOf(laptop, c.person.id)).toContain('legal');
});

test('SEC-01 a confirmation of what its signer had seen declined does not count, though both signatures are genuine', async () => {
  group = laptopsOf(made, 3);
  const [a, b, c] = group.laptops as [Laptop, Laptop, Laptop];
  ask(a, [grantOf(c.person.id, 'legal')]);
  sign(a, decline(waiting(a), 'Changed my mind', by(a)));
  exchange(a, b);
  const proposal = waiting(b);
  expect(confirm(proposal, by(b))).toMatchObject({ ok: false, error: { code: 'proposal_settled' } });
  // A laptop whose program was changed writes it all the same.
  b.write({ type: 'roster.confirmed', subject: subjectOf('person', c.person.id), data: { role: 'registrar', rev: '', supersedes: [], proposal: proposal.id } });
  exchange(b, a);
  expect(rolesOf(a, c.person.id)).not.toContain('legal');
  expect(a.store.db.get<{ reason: string }>('SELECT reason FROM held')).toEqual({ reason: 'unsound' });
});

test('SEC-01 one name given to two proposals apart leaves no two laptops with different people', async () => {
  group = laptopsOf(made, 3);
  const [a, b, c] = group.laptops as [Laptop, Laptop, Laptop];
  const name = randomUUID();
  const at = b.clock.now + 60_000;
  sign(a, propose([grantOf(c.person.id, 'legal')], () => name, by(a)));
  b.clock.now = at;
  sign(b, propose([grantOf(a.person.id, 'service-owner')], () => name, by(b)));
  exchange(a, b);
  const proposal = { ...b.store.records.loadProposal(name), subject: subjectOf('person', c.person.id), proposedBy: subjectOf('person', a.person.id), type: 'role.granted', state: 'pending' };
  sign(b, confirm(proposal, by(b)));
  exchange(b, c);
  await agree();
  for (const laptop of group.laptops) {
    expect(rolesOf(laptop, c.person.id)).toContain('legal');
    expect(rolesOf(laptop, a.person.id)).not.toContain('service-owner');
  }
});

test('SEC-01 two registrars confirm one entry apart: it counts once', async () => {
  group = laptopsOf(made, 3);
  const [a, b, c] = group.laptops as [Laptop, Laptop, Laptop];
  ask(a, [...enrolment({ id: randomUUID(), name: 'Once', key: null, roles: [] })]);
  exchange(a, b);
  exchange(a, c);
  for (const laptop of [b, c]) sign(laptop, confirm(waiting(laptop, 'person.enrolled'), by(laptop)));
  await agree();
});

test('SEC-02 what was signed with a key after another laptop had revoked it is kept aside on both, and what was seen before counts', async () => {
  group = laptopsOf(made, 3);
  const [a, b, c] = group.laptops as [Laptop, Laptop, Laptop];
  ask(b, [grantOf(c.person.id, 'legal')]);
  exchange(b, a);
  const key = findPerson(a.store.db, b.person.id)!;
  const counts = Object.fromEntries(a.store.trail.feeds().map(({ feed, count }) => [feed, count]));
  sign(a, revokeKey(key, counts, 'Lost', by(a)));
  sign(b, revokeRole({ id: c.person.id, roles: everyRole }, 'chair', by(b)));
  await agree('intact-with-gaps');
  for (const laptop of group.laptops) {
    expect(laptop.store.records.loadProposal(waiting(laptop).id).state).toBe('pending');
    expect(rolesOf(laptop, c.person.id)).toContain('chair');
  }
});
