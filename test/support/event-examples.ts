// One example of every event type, as two laptops write it: what both hold before, what one writes, and what the other one writes meanwhile.
// To add an event type, add its line; `test/store/event-types.test.ts` does the rest.
import { randomUUID } from 'node:crypto';
import type { DomainEvent, EventType, Json } from '../../src-main/domain/event.ts';
import { subjectOf } from '../../src-main/domain/event.ts';
import { deviceEnrolment } from '../../src-main/domain/people.ts';
import { feedIdOf, generateKeyPair } from '../../src-main/trail/keys.ts';
import { signRotation } from '../../src-main/trail/roster.ts';
import { findChange } from '../../src-main/store/projections/change.ts';
import type { Laptop } from './laptops.ts';
import { londonWave } from './wave-acts.ts';
import { flagExamples } from './flag-examples.ts';
import { capacityExamples } from './capacity-acts.ts';
import { levelExamples } from './level-acts.ts';
import { legacyExamples } from './legacy-examples.ts';
import type { Example, Fields, Maker, Scene, Told } from './example-parts.ts';
import { audited, change, creating, of, signedAs, windowOf } from './example-parts.ts';
import { keepingExamples } from './keeping-examples.ts';
import { scheduleExamples } from './schedule-examples.ts';
import { scopeExamples } from './scope-examples.ts';
import { rankingExamples } from './ranking-examples.ts';
import { trainExamples } from './train-examples.ts';

export type { Example, Maker, Scene, Told };
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const finding = (one: Laptop, owner = 'p'): { data: Fields; text: Fields } => ({ data: { number: one.store.nextNumber('F'), source: 'internal-audit', control: 'ISO27001/A.8.32', severity: 'high', owner, dueOn: '2026-12-24' }, text: { title: 'Validator was also implementer', description: 'Seen twice' } });
/** A finding that both have, with one action and evidence; meanwhile the other laptop writes `apart` on it. */
const onFinding = (data: Fields, text: Fields, apart: { type?: EventType; data?: Fields; text?: Fields } = {}): Maker => (type, mine, theirs) => of('finding', ({ one, subject }): Told => ({
  given: [{ type: 'finding.raised', subject, ...finding(one, type === 'finding.answered' ? one.person.id : 'p') }, { type: 'finding.actionAdded', subject, data: { action: 'a1', kind: 'control', owner: 'p', dueOn: '2026-12-20' }, text: { action: 'Look' } }, { type: 'finding.evidenceAdded', subject, data: { kind: 'change' }, text: { reference: 'C-A1-0001' } }],
  data, text, apart: { type: apart.type ?? type, subject, data: apart.data ?? data, ...(apart.text ? { text: apart.text } : {}) },
}))(type, mine, theirs);
const sampling = (subject: string): DomainEvent => ({ type: 'audit.sampleDrawn', subject, data: { population: 'implemented', from: '2026-10-01', to: '2026-12-31', seed: '42', method: 'random', by: 'tier', controls: ['Evidence'], populationSize: 40, populationDigest: 'a'.repeat(64), ...signedAs('auditor') }, text: { title: 'Fourth quarter', members: { 'C-A1-0001': 'high' }, strata: [{ name: 'high', population: 40, drawn: 1 }] } });
const testing = (subject: string, result: string): DomainEvent => ({ type: 'audit.tested', subject, data: { change: 'C-A1-0001', control: 'Evidence', result, ...signedAs('auditor') }, text: { workpaper: 'WP-4', note: 'Seen' } });
const requesting = (subject: string, owner: string): DomainEvent => ({ type: 'audit.requested', subject, data: { owner, dueOn: '2026-12-10', ...signedAs('auditor') }, text: { request: 'Who approved it?' } });
/** Something of the risk form that both say apart. */
const risking = (data: Fields, apart: Fields): Maker => (type, one, other) => of('change', (scene) => ({ given: [creating(scene)], data, apart: { type, subject: scene.subject, data: apart } }))(type, one, other);
const assessed = (score: number): Fields => ({ ...signedAs('change-manager'), assessment: randomUUID(), score, tier: 'high', computed: 'high', points: { impact: 30 }, scope: 's', answers: { 'data.schema': 'no' }, asOf: { 'data.schema': '2026-11-24T10:00:00.000Z' }, policy: 'p', questionnaire: 'q', facts: {} });
const rating = (severity: number): Fields => ({ severity, occurrence: 5, detection: 4 });
const failureWords: Fields = { failureMode: 'Reversals rejected', effect: 'Customers charged twice', cause: 'Old format', control: 'None' };
const failing = ({ subject }: Scene): DomainEvent => ({ type: 'risk.failureModeRated', subject, data: { row: 'f1', ...rating(8) }, text: failureWords });
const acting = (action: string): { data: Fields; text: Fields } => ({ data: { row: 'f1', dueOn: '2026-11-24' }, text: { action, owner: 'Zoe' } });
const sessionId = 'm1';
/** Something that both say apart of a pre-mortem in which one person wrote two causes. */
const inPremortem = (one: { data: Fields; text?: Fields }, other: { data: Fields; text?: Fields }): Maker => (type, mine, theirs) => of('change', (scene) => {
  const its = (kind: EventType, { data, text }: { data: Fields; text?: Fields }): DomainEvent => ({ type: kind, subject: scene.subject, data: { session: sessionId, ...data }, ...(text ? { text } : {}) });
  return {
    given: [creating(scene), its('risk.premortemStarted', { data: { minutes: 45 } }), its('risk.premortemJoined', { data: { participant: 'p1' }, text: { name: 'Ada', function: 'Operations' } }),
      ...['c1', 'c2'].map((cause) => its('risk.premortemCauseWritten', { data: { cause, participant: 'p1' }, text: { cause: 'The certificate expired' } }))],
    data: { session: sessionId, ...one.data }, ...(one.text ? { text: one.text } : {}), apart: its(type, other),
  };
})(type, mine, theirs);
const covering = (report: string, lines: number): Fields => ({ report, format: 'cobertura', covered: lines, total: 10_000, lines, commit: 'a'.repeat(40), isCommitSaid: false, madeAt: '2026-11-23T10:00:00.000Z', sha256: 'c'.repeat(64), tests: { tests: 5, failures: 0, errors: 0, skipped: 0, isAllPassed: true, commit: null, madeAt: null }, testDigests: ['d'.repeat(64)] });
const calling = ({ one, subject }: Scene): DomainEvent => ({ type: 'meeting.created', subject, data: { number: one.store.nextNumber('M'), board: 'b', startsAt: '2026-12-01T09:00:00.000Z', zone: 'UTC', lengthMinutes: 60 } });
/** A meeting that both have, with one item; meanwhile the other laptop moves that item. */
const meeting = (data: Fields = {}, text?: Fields, given: (scene: Scene) => DomainEvent[] = () => []): Maker => of('meeting', (scene) => ({
  given: [calling(scene), { type: 'meeting.itemAdmitted', subject: scene.subject, data: { change: 'x', rank: 'm', minutes: 5 } }, ...given(scene)],
  data, ...(text ? { text } : {}), apart: { type: 'meeting.itemMoved', subject: scene.subject, data: { change: 'x', rank: 'b' } },
}));
/** A record that one makes while the other one makes another of the same name. */
const record = (kind: string, data: Fields, text?: Fields): Maker => of(kind, ({ subject }) => ({
  data, ...(text ? { text } : {}), apart: { type: kindsOwn[kind]!, subject, data, ...(text ? { text: { ...text, name: 'Made apart' } } : {}) },
}));
const kindsOwn: Record<string, EventType> = { board: 'board.created', service: 'service.registered', item: 'item.registered' };
/** An item that both have, with what it contains; meanwhile the other laptop describes it. */
const item = (data: Fields, text?: Fields): Maker => of('item', ({ subject }): Told => ({
  given: [{ type: 'item.registered', subject, data: { tier: 2 }, text: { name: 'Host 4', version: '1.0' } }, { type: 'item.discovered', subject, data: { source: 'd', import: 'h' }, text: { version: '1.1' } }, { type: 'item.related', subject, data: { kind: 'contains', to: 'part' } }],
  data, ...(text ? { text } : {}), apart: { type: 'item.described', subject, data: { tier: 3 }, text: { version: '1.2', owner: 'Ada', attributes: { Rack: '13' } } },
}));
const importing = (subject: string): DomainEvent => ({ type: 'import.started', subject, data: {}, text: { name: 'changes.csv', source: 'Jira' } });
const imported = (data: Fields, text?: Fields): Maker => of('import', ({ subject }) => ({
  given: [importing(subject)], data, ...(text ? { text } : {}), apart: { type: 'import.finished', subject, data: { new: 2, changed: 0, unchanged: 0, quarantined: 0 } },
}));
/** An entry about a person whom the roster knows; meanwhile the other laptop suspends them. */
const person = (data: Fields, how: { asRoot?: true; text?: Fields } = {}): Maker => (type, one) => {
  const subject = subjectOf('person', one.person.id);
  return { event: { type, subject, data: how.asRoot ? data : { ...data, ...signedAs('registrar') }, ...(how.text ? { text: how.text } : {}) }, apart: { type: 'person.suspended', subject, data: signedAs('registrar'), text: { reason: 'Away' } }, ...(how.asRoot ? { asRoot: true } : {}) };
};
const granting = (proposal: string, id: string): DomainEvent => ({ type: 'roster.proposed', subject: subjectOf('person', id), data: { ...signedAs('registrar'), proposal, entry: { t: 'role.granted', s: subjectOf('person', id), d: { granted: 'auditor' } } } });
const aDevice = (): { feed: string; key: string; age: string; seal: null } => {
  const { publicKey } = generateKeyPair();
  return { feed: feedIdOf(publicKey), key: hexOf(publicKey), age: 'age1test', seal: null };
};
const snapshot = (right: string): { data: Fields; text: Fields } => ({
  data: { snapshot: right, part: 0, of: 1, rows: 1, aside: 0 },
  text: { source: 'Pipelines', file: 'rights.csv', mapping: { identity: 'user' }, quarantined: [], rows: [['zoe', 'deploy', 'production', right, '', 'personal', 'deploy', true]] },
});

const asking = (laptop: Laptop): { data: Fields; text: Fields } => ({ data: { number: laptop.store.nextNumber('X'), rule: 'APR-05', scope: 'all', of: '', owner: 'p', from: '2026-11-24', until: '2026-12-10' }, text: { justification: 'The scanner is down', control: 'By hand' } });
/** An exception that both have asked for; meanwhile the other laptop ends it. */
const exception = (data: Fields, text?: Fields): Maker => of('exception', ({ one, subject }) => ({ given: [{ type: 'exception.requested', subject, ...asking(one) }], data, ...(text ? { text } : {}), apart: { type: 'exception.revoked', subject, data: {}, text: { reason: 'Ended apart' } } }));

const depending = (from: string, to: string): Fields => ({ from: { kind: 'change', id: from }, to: { kind: 'change', id: to }, type: 'before' });
const planningRelease = (scene: Scene): DomainEvent => ({ type: 'release.planned', subject: scene.subject, data: { number: scene.one.store.nextNumber('R'), startsAt: '2026-12-05T20:00:00.000Z', endsAt: '2026-12-06T04:00:00.000Z', zone: 'UTC', types: ['application'], owner: 'p', businessOwner: 'q' }, text: { name: 'Winter release', objective: 'Instant payments' } });
/** A release that both have, with a change, an exclusion, a team and a duty; meanwhile the other laptop edits it, or writes what `apart` says. */
const release = (data: Fields, text?: Fields, apart?: (scene: Scene) => Omit<DomainEvent, 'subject'>): Maker => of('release', (scene) => {
  const { subject, one } = scene;
  return {
    given: [planningRelease(scene), { type: 'release.scopeEdited', subject, data: { add: ['c1', 'c2'], remove: [] } }, { type: 'release.teamNamed', subject, data: { team: 't1', lead: one.person.id }, text: { name: 'Payments' } },
      { type: 'release.dutySet', subject, data: { duty: 'd1', dueOn: null }, text: { duty: 'Notify the central bank', regulator: 'ECB' } }],
    data, ...(text ? { text } : {}), apart: { subject, ...(apart?.(scene) ?? { type: 'release.edited', data: { startsAt: '2026-12-12T20:00:00.000Z', endsAt: '2026-12-13T04:00:00.000Z', zone: 'UTC', owner: 'r' }, text: { name: 'Winter release 2' } }) },
  };
});
const ledger = (version: string): Fields => ({ environment: 'production', version, needs: [{ name: 'Database platform', range: '^14.0' }], libraries: [{ name: 'lodash', version: '4.17.21', purl: 'pkg:npm/lodash@4.17.21' }], source: '' });
/** A group of a release. */
const tellers = (headcount: number): Omit<DomainEvent, 'subject'> & { data: Fields; text: Fields } => ({ type: 'stakeholder.groupSet', data: { group: 'g1', headcount, severity: 3, points: 30, startsOn: '2026-12-01', endsOn: null }, text: { name: 'Branch tellers', department: 'Retail', processes: ['Counter payment'], training: 'One hour', support: '' } });
/** The change is decided as it stands on the laptop that decides. */
const deciding = (laptop: Laptop, id: string, verdict: string): Pick<DomainEvent, 'data' | 'text'> => ({
  data: { decision: randomUUID(), meeting: '', verdict, policy: 'p', ...signedAs('chair'), rev: findChange(laptop.store.db, id)?.revision ?? '' }, text: { reason: 'Heard' },
});

const tokenData = (token: string): Fields => ({
  ...signedAs('change-manager'), token, notBefore: '2026-12-01T05:00:00.000Z', notAfter: '2026-12-01T06:00:00.000Z', artefacts: ['b'.repeat(64)], digest: 'd'.repeat(64), material: 'm', decision: 'x', emergency: false, demanding: true, policy: '2026-1',
});
const theIncident = (scene: Scene): DomainEvent => ({ type: 'incident.opened', subject: scene.subject, data: { number: scene.one.store.nextNumber('I'), severity: 1 }, text: { service: 'Cards', summary: 'Nothing authorises' } });
/** An incident that both have; meanwhile the other laptop corrects it. */
const incident = (data: Fields, text?: Fields): Maker => of('incident', (scene) => ({ given: [theIncident(scene)], data, ...(text ? { text } : {}), apart: { type: 'incident.updated', subject: scene.subject, data: { severity: 3 }, text: { summary: 'One shop only' } } }));
const declaring = (subject: string, why: string): DomainEvent => ({ type: 'emergency.declared', subject, data: { isExpedited: false, criteria: [{ kind: 'data-loss' }] }, text: { criteria: [{ advisory: '', statement: why, evidence: 'disk.log' }], justification: why, team: 'Cards' } });
const until = (hour: string): Fields => ({ until: `2026-12-01T${hour}:00:00.000Z` });
const authorising = (subject: string, authorisation: string): DomainEvent => ({ type: 'emergency.authorised', subject, data: { ...signedAs('chair'), authorisation, how: 'ballot', technical: 'p', ballots: ['b'], ...until('05'), scope: 's', policy: 'p', bypassed: ['freeze'], deferred: ['testPlan'], reviewTask: 'r' }, text: { environment: 'production', items: ['switch-1'], reasons: ['No time'] } });
/** An emergency that both have, authorised once; meanwhile the other laptop writes something of the same kind. */
const emergency = (data: Fields, text: Fields, apart: { data?: Fields; text?: Fields; type?: EventType } = {}): Maker => (type, one) => {
  const id = randomUUID();
  const subject = subjectOf('change', id);
  const given = [creating({ one, other: one, subject, id }), declaring(subject, 'The disk fails'), authorising(subject, 'a1')];
  return { given, event: { type, subject, data, text }, apart: { type: apart.type ?? type, subject, data: apart.data ?? data, text: apart.text ?? text } };
};

/** A backout that both say something about apart. */
const backingOut = (name: string, said: { data: Fields; text?: Fields }, apart: { type?: EventType; data: Fields; text?: Fields }): Maker => of('change', (scene) => ({ given: [creating(scene)], ...said, apart: { type: `backout.${name}` as EventType, subject: scene.subject, ...apart } }));
const backoutPlan = (title: string): Json => ({ steps: [{ id: 'a', title, owner: 'p', minutes: 10, script: '', verification: 'Smoke' }], pointOfNoReturn: 'None', changesData: false, dataReversal: '', limitations: '', rtoMinutes: 45, rpoMinutes: null });
const errorTrigger = (threshold: string): Json => ({ id: 'e', metric: 'errors', comparison: 'above', threshold, unit: 'percent', seconds: 300, isAutomatic: true });

const seated = (subject: string): DomainEvent[] => [{ type: 'board.created', subject, data: { lengthMinutes: 60, zone: 'UTC' }, text: { name: 'Board' } }, { type: 'board.seatGiven', subject, data: { person: 'p', isVoting: true }, text: { function: 'Chair' } }];

const proposing = (version: string): { data: Fields; text: Fields } => ({ data: { document: { version, tiers: { medium: 25, high: 60, critical: 80 } }, digest: 'd1', cause: 'pir' }, text: { reference: 'P-A1-0003', reason: 'Too many went wrong' } });
/** A version that both have. */
const policy = (data: Fields, text?: Fields, apart?: Omit<DomainEvent, 'subject'>): Maker => of('policy', ({ subject }) => ({
  given: [{ type: 'policy.proposed', subject, ...proposing('2027-1') }], data, ...(text ? { text } : {}), apart: { ...(apart ?? { type: 'policy.withdrawn', data: {}, text: { reason: 'Not now' } }), subject },
}));
const chartering = (ends: string): { data: Fields; text: Fields } => ({ data: { members: ['p', 'q'], lead: 'p', tiers: ['low'], from: '2026-11-01T00:00:00.000Z', until: ends }, text: { team: 'Payments', services: ['Cards'], environments: ['production'] } });
const scoring = (chosen: string): { data: Fields; text: Fields } => ({ data: { about: 'team', answers: { testAutomation: 4, observability: 4, rollbackAutomation: 5, traceability: 4, incidentPerformance: 4 }, perMonth: 40, chosen, recommended: 'continuous', failures: 1000, owner: 'p' }, text: { name: 'Payments', reason: 'New people' } });
const modelText = (name: string, step: string): Json => ({ name, about: '', steps: [{ text: step, isLocked: true }], parameters: [], mandatory: [], evidence: [], authority: null, plans: { testPlan: '', backoutPlan: '', rollbackCriteria: '' }, lockedPlans: [], limits: { services: [], environments: [], outageMinutes: null, durationMinutes: null } });
const drafting = (name: string): { data: Fields; text: Fields } => ({ data: { digest: 'd1' }, text: { name, definition: modelText(name, 'Restart') } });
/** A model that both have. */
const model = (data: Fields, text?: Fields, apart?: Omit<DomainEvent, 'subject'>): Maker => of('model', ({ subject }) => ({
  given: [{ type: 'model.drafted', subject, ...drafting('Patch') }], data, ...(text ? { text } : {}), apart: { ...(apart ?? { type: 'model.suspended', data: {}, text: { reason: 'Looks wrong' } }), subject },
}));

export const examples: Partial<Record<EventType, Maker>> = {
  'org.founded': (type, one) => ({ event: { type, subject: subjectOf('org', one.store.organisation.id), data: { root: one.store.organisation.rootKey, ca: null }, text: { name: 'Another name' } }, asRoot: true }),
  'org.rootRotated': (type, one) => {
    const next = generateKeyPair();
    const said = { org: subjectOf('org', one.store.organisation.id), was: one.store.organisation.rootKey, root: hexOf(next.publicKey) };
    return { event: { type, subject: said.org, data: { was: said.was, root: said.root, sig: signRotation(next.privateKey, said) } }, asRoot: true };
  },
  'device.enrolled': () => ({ event: deviceEnrolment({ ...aDevice(), site: 'Q7' }, null), asRoot: true }),
  'device.succeeded': (type, one) => {
    const { feed, ...device } = aDevice();
    return { event: { type, subject: subjectOf('device', feed), data: { ...device, site: 'Q8', feed: one.store.organisation.deviceFeed, count: 1, head: 'a'.repeat(64), ...signedAs('registrar') } } };
  },
  'device.revoked': (type, _, other) => {
    const device = aDevice();
    const subject = subjectOf('device', device.feed);
    const data = { feed: device.feed, lastSeq: 3, lastHash: 'a'.repeat(64), ...signedAs('registrar') };
    return { event: { type, subject, data, text: { reason: 'Lost' } }, apart: { type, subject, data: { ...data, lastSeq: 2 }, text: { reason: `Stolen from ${other.person.id}` } } };
  },
  'fork.resolved': (type, one) => ({ event: { type, subject: subjectOf('device', one.store.organisation.deviceFeed), data: { feed: one.store.organisation.deviceFeed, keepHead: 'b'.repeat(64) }, text: { reason: 'Asked' } }, asRoot: true }),
  'person.enrolled': of('person', () => ({ data: { key: null }, text: { name: 'Quentin' }, asRoot: true })),
  'person.keyIssued': person({ key: hexOf(generateKeyPair().publicKey) }, { asRoot: true }),
  'person.keyRevoked': person({ key: hexOf(generateKeyPair().publicKey), counts: {} }, { text: { reason: 'Found open' } }),
  'person.suspended': person({}, { text: { reason: 'Left' } }),
  'person.reinstated': person({}, { asRoot: true }),
  'role.granted': person({ granted: 'auditor' }, { asRoot: true }),
  'role.revoked': person({ revoked: 'member' }),
  'roster.proposed': (_, __, other) => ({ event: granting(randomUUID(), other.person.id) }),
  'roster.confirmed': (type, one) => {
    const proposal = randomUUID();
    const id = randomUUID();
    return { given: [granting(proposal, id)], event: { type: 'roster.declined', subject: subjectOf('person', id), data: { ...signedAs('registrar'), proposal }, text: { reason: `Not now, says ${one.person.id}` } }, apart: { type, subject: subjectOf('person', id), data: { ...signedAs('registrar'), proposal } } };
  },
  'roster.declined': (type) => {
    const proposal = randomUUID();
    const id = randomUUID();
    return { given: [granting(proposal, id)], event: { type, subject: subjectOf('person', id), data: { ...signedAs('registrar'), proposal }, text: { reason: 'Not now' } }, apart: { type: 'roster.confirmed', subject: subjectOf('person', id), data: { ...signedAs('registrar'), proposal } } };
  },
  'board.created': record('board', { lengthMinutes: 60, zone: 'UTC' }, { name: 'Board' }),
  'board.seatEnded': of('board', ({ subject }) => ({ given: seated(subject), data: { person: 'p', on: '2026-12-01' }, apart: { type: 'board.seatGiven', subject, data: { person: 'p', isVoting: false }, text: { function: 'Guest' } } })),
  'board.chartered': of('board', ({ subject }) => ({ given: [{ type: 'board.created', subject, data: { lengthMinutes: 60, zone: 'UTC' }, text: { name: 'Board' } }], data: { kind: 'cab', rule: 'majority', quorum: 'majority', level: 2, cadence: null, cutOffHours: 48, leadHours: 24 }, text: { requiredFunctions: ['Security'] }, apart: { type: 'board.chartered', subject, data: { kind: 'cab', rule: 'unanimous', quorum: 'majority', level: 2, cadence: null, cutOffHours: 24, leadHours: 24 }, text: { requiredFunctions: ['Business'] } } })),
  'board.seatGiven': of('board', ({ subject }) => ({ given: [{ type: 'board.created', subject, data: { lengthMinutes: 60, zone: 'UTC' }, text: { name: 'Board' } }], data: { person: 'p', isVoting: true }, text: { function: 'Chair' }, apart: { type: 'board.seatGiven', subject, data: { person: 'p', isVoting: false }, text: { function: 'Guest' } } })),
  'service.registered': record('service', { tier: 1 }, { name: 'Cards', owner: 'Zoe' }),
  'item.registered': record('item', { service: 's' }, { name: 'Host 4' }),
  'service.described': of('service', ({ subject }) => ({ given: [{ type: 'service.registered', subject, data: { tier: 2 }, text: { name: 'Cards', owner: 'Zoe' } }], data: { tier: 1, owner: 'p', deputies: ['q'], hasAutomaticRollback: false, isFinancial: true, rpoMinutes: 15 }, text: { owner: 'Zoe', deputies: ['Ada'], sla: '99.9 %' }, apart: { type: 'service.described', subject, data: { tier: 3, owner: 'q' }, text: { owner: 'Ada' } } })),
  'item.described': item({ tier: 1, service: 's', lifecycle: 'retiring' }, { owner: 'Zoe', version: '2.0', attributes: { Rack: '12' } }),
  'item.discovered': item({ source: 'd', import: 'i', service: 's' }, { version: '2.1', fqdn: 'host-4.example', attributes: { Rack: '14', Room: 'B' } }),
  'item.missed': item({ source: 'd', import: 'i' }),
  'item.related': item({ kind: 'depends-on', to: 'other', source: 'd' }),
  'item.unrelated': item({ kind: 'contains', to: 'part' }),
  'discovery.imported': of('discovery', ({ subject }) => ({ data: { import: 'i', rows: 3, counts: { new: 2, ambiguous: 1 } }, text: { source: 'Inventory', file: 'hosts.csv', waiting: [{ key: 'k', why: 'two', candidates: [{ id: 'a', by: 'name' }], found: { row: 3, name: 'web', tier: 2, attributes: { Rack: '1' }, relations: [{ kind: 'contains', target: 'x', isBack: true }] } }], choices: { x: 'a' } }, apart: { type: 'discovery.imported', subject, data: { import: 'j', rows: 2, counts: { new: 1 } }, text: { source: 'Inventory', file: 'hosts-2.csv', choices: { x: 'b', y: 'leave' } } } })),
  'discovery.choiceMade': of('discovery', ({ subject }) => ({ given: [{ type: 'discovery.imported', subject, data: { import: 'i', rows: 1, counts: {} }, text: { source: 'Inventory', file: 'hosts.csv', waiting: [{ key: 'k', why: 'two', candidates: [], found: { name: 'web' } }, { key: 'other', why: 'two', candidates: [], found: { name: 'db' } }] } }], text: { choices: { k: 'a' }, pointing: { other: [{ item: 'x', kind: 'depends-on', isFrom: true }] } }, apart: { type: 'discovery.choiceMade', subject, data: {}, text: { choices: { k: 'leave' } } } })),
  ...scheduleExamples,
  ...keepingExamples,
  'change.created': of('change', (scene) => ({ data: creating(scene).data, text: creating(scene).text! })),
  'change.imported': of('change', ({ one }) => ({ data: { number: one.store.nextNumber('C'), type: 'normal', state: 'scheduled', score: 40, row: 'ab'.repeat(32), import: 'i' }, text: { title: 'From a file', source: 'Jira', externalId: 'J-1', externalState: 'Open', foreign: { team: 'Red' } } })),
  'change.importUpdated': change({ row: 'cd'.repeat(32), state: 'assessment', score: 50, import: 'i' }, { title: 'From a file', externalState: 'Done', foreign: { team: 'Blue' } }),
  'change.importUndone': change(),
  'change.edited': change(windowOf('03'), { title: 'Switch one', backoutPlan: 'Put back' }),
  'change.submitted': change({ next: 'assessment' }),
  'change.assessed': change({ score: 55 }, { note: 'Looked at' }),
  'change.returned': change({}, { reason: 'No plan' }),
  'change.authorised': of('change', (scene) => ({
    given: [creating(scene), { type: 'change.submitted', subject: scene.subject, data: { next: 'awaiting-authorisation' } }], data: { authority: 'change-manager', policy: 'p', rev: '' },
    apart: { type: 'change.edited', subject: scene.subject, data: windowOf('02'), text: { title: 'Switch both' } },
  })),
  'change.authorisedByModel': change(),
  'change.scheduled': change(),
  'change.windowGivenUp': change({}, { reason: 'Not ready' }),
  'change.implementationStarted': change(),
  'change.implementationFinished': change({ actualStartAt: '2026-12-01T05:00:00.000Z', actualEndAt: '2026-12-01T05:30:00.000Z' }),
  'change.validationFailed': change({}, { reason: 'Timeouts' }),
  'change.validated': change({ outcome: 'successful' }, { note: 'Smoke test' }),
  'change.closed': change({}, { reason: 'Done' }),
  'change.cancelled': change({}, { reason: 'Not needed' }),
  'change.cameBack': change({}, { reason: 'Sooner' }),
  'change.linked': change({ kind: 'affects', to: 'x' }),
  'change.conditionMet': of('change', (scene) => {
    const { data, text } = deciding(scene.one, scene.id, 'approved-with-conditions');
    const condition = { text: 'Watch it', owner: 'Zoe', dueOn: '2026-12-01', when: 'before', isBlocking: true };
    return {
      given: [creating(scene), { type: 'cab.decisionRecorded', subject: scene.subject, data, text: { ...text, conditions: [condition] } }], data: { condition: `${String(data['decision'])}:0` }, text: { note: 'Watched' },
      apart: { type: 'change.conditionMet', subject: scene.subject, data: { condition: `${String(data['decision'])}:0` } },
    };
  }),
  'referral.made': change({ referral: 'r', expert: 'p', dueAt: '2026-12-03T10:00:00.000Z', meeting: 'm', board: 'b', level: 2 }, { question: 'Does it hold?' }),
  'referral.answered': change({ referral: 'r', view: 'for', ...signedAs('chair') }, { opinion: 'It holds' }, ({ one, subject }) => [{ type: 'referral.made', subject, data: { referral: 'r', expert: one.person.id, dueAt: '2026-12-03T10:00:00.000Z', meeting: 'm', board: 'b', level: 2 }, text: { question: 'Does it hold?' } }]),
  'referral.withdrawn': change({ referral: 'r' }, { reason: 'Settled' }, ({ subject }) => [{ type: 'referral.made', subject, data: { referral: 'r', expert: 'p', dueAt: '2026-12-03T10:00:00.000Z', meeting: 'm', board: 'b', level: 2 }, text: { question: 'Does it hold?' } }]),
  'escalation.raised': of('change', (scene) => ({
    given: [creating(scene)], data: { escalation: 'e1', referral: 'r', from: 2, level: 3, why: 'unanswered' }, text: { reason: 'Silent' }, apart: { type: 'escalation.raised', subject: scene.subject, data: { escalation: 'e2', referral: 'r', from: 2, level: 3, why: 'unanswered' } },
  })),
  'impact.consulted': change({ answer: 'a', service: 's', response: 'agree', scope: 'x', ...signedAs('chair') }, { note: 'Fine' }),
  'change.conflictSettled': change({ field: 'state', state: 'assessment' }, { reason: 'Agreed' }),
  'cab.decisionRecorded': of('change', (scene) => ({ given: [creating(scene)], ...deciding(scene.one, scene.id, 'approved'), apart: { type: 'cab.decisionRecorded', subject: scene.subject, ...deciding(scene.other, scene.id, 'rejected') } })),
  'risk.classified': risking({ sensitivity: 'restricted', users: 400 }, { sensitivity: 'public', users: 5 }),
  'risk.answered': of('change', (scene) => ({ given: [creating(scene)], data: { question: 'data.schema', answer: 'yes', residual: 'low' }, text: { mitigation: 'Old code reads both' }, apart: { type: 'risk.answered', subject: scene.subject, data: { question: 'data.schema', answer: 'unknown' }, text: { mitigation: 'Ask Zoe' } } })),
  'risk.reversibilitySet': risking({ reversibility: 'written' }, { reversibility: 'automatic' }),
  'risk.tierSet': of('change', (scene) => ({ given: [creating(scene)], data: { tier: 'critical', from: 'high', scope: 's', ...signedAs('change-manager') }, text: { reason: 'Pay day' }, apart: { type: 'risk.tierSet', subject: scene.subject, data: { tier: 'low', from: 'high', scope: 's', ...signedAs('change-manager') }, text: { reason: 'Tried before' } } })),
  'risk.signed': of('change', (scene) => ({ given: [creating(scene)], data: assessed(61), apart: { type: 'risk.signed', subject: scene.subject, data: assessed(64) } })),
  'risk.failureModeRated': of('change', (scene) => ({ given: [creating(scene), failing(scene)], data: { row: 'f1', ...rating(9), origin: { session: sessionId, cluster: 'c1' } }, text: { ...failureWords, effect: 'Charged twice' }, apart: { type: 'risk.failureModeRated', subject: scene.subject, data: { row: 'f1', ...rating(2), isAgain: true } } })),
  'risk.failureModeActionSet': of('change', (scene) => ({ given: [creating(scene), failing(scene)], ...acting('Replay a day'), apart: { type: 'risk.failureModeActionSet', subject: scene.subject, ...acting('Replay a week') } })),
  'risk.failureModeActionDone': of('change', (scene) => ({ given: [creating(scene), failing(scene), { type: 'risk.failureModeActionSet', subject: scene.subject, ...acting('Replay a day') }], data: { row: 'f1', asOf: '2026-11-24T10:00:00.000Z' }, apart: { type: 'risk.failureModeActionSet', subject: scene.subject, ...acting('Replay a week') } })),
  'risk.residualAccepted': of('change', (scene) => ({ given: [creating(scene), failing(scene)], data: { row: 'f1', service: 's', ...rating(8), asOf: '2026-11-24T10:00:00.000Z', scope: 'x', ...signedAs('chair') }, text: { reason: 'Seen before' }, apart: { type: 'risk.failureModeRated', subject: scene.subject, data: { row: 'f1', ...rating(9) }, text: failureWords } })),
  'risk.failureModeDropped': of('change', (scene) => ({ given: [creating(scene), failing(scene)], data: { row: 'f1' }, text: { reason: 'Cannot happen' }, apart: { type: 'risk.failureModeRated', subject: scene.subject, data: { row: 'f1', ...rating(2), isAgain: true } } })),
  'risk.premortemStarted': risking({ session: sessionId, minutes: 45 }, { session: 'other', minutes: 30 }),
  'risk.premortemJoined': inPremortem({ data: { participant: 'p2' }, text: { name: 'Ben', function: 'Development' } }, { data: { participant: 'p3' }, text: { name: 'ben', function: 'Operations' } }),
  'risk.premortemCauseWritten': inPremortem({ data: { cause: 'c3', participant: 'p1' }, text: { cause: 'The disk was full' } }, { data: { cause: 'c4', participant: 'p1' }, text: { cause: 'Nobody was there' } }),
  'risk.premortemOpened': inPremortem({ data: { clusters: [{ cluster: 'c1', causes: ['c1', 'c2'] }] } }, { data: { clusters: [{ cluster: 'c1', causes: ['c1'] }, { cluster: 'c2', causes: ['c2'] }] } }),
  'risk.premortemClustered': inPremortem({ data: { cause: 'c2', cluster: 'c1' }, text: { name: 'Certificates' } }, { data: { cause: 'c2', cluster: 'c2' }, text: { name: 'Keys' } }),
  'risk.premortemRanked': inPremortem({ data: { cluster: 'c1', votes: 3 } }, { data: { cluster: 'c1', votes: 1 } }),
  'risk.premortemDisposed': inPremortem({ data: { cluster: 'c1', as: 'task', dueOn: '2026-11-30' }, text: { action: 'Check the pins', owner: 'Zoe' } }, { data: { cluster: 'c1', as: 'failure-mode', row: 'f1' } }),
  'risk.premortemTaskDone': inPremortem({ data: { cluster: 'c1', asOf: '2026-11-24T10:00:00.000Z' } }, { data: { cluster: 'c1', asOf: '2026-11-24T11:00:00.000Z' } }),
  'risk.premortemClosed': inPremortem({ data: {} }, { data: {} }),
  'risk.commitDeclared': risking({ commit: 'a'.repeat(40) }, { commit: 'b'.repeat(40) }),
  'risk.coverageReported': of('change', (scene) => ({ given: [creating(scene)], data: covering('r1', 8500), text: { name: 'coverage.xml', tests: ['junit.xml'] }, apart: { type: 'risk.coverageReported', subject: scene.subject, data: covering('r2', 7000), text: { name: 'coverage.xml', tests: ['junit.xml'] } } })),
  'backout.planWritten': backingOut('planWritten', { data: {}, text: { plan: backoutPlan('Stop the traffic') } }, { data: {}, text: { plan: backoutPlan('Put the old image back') } }),
  'backout.scriptAttached': backingOut('scriptAttached', { data: { script: 's1', sha256: 'a'.repeat(64), size: 3 }, text: { name: 'undo.sh', bytes: 'YWJj' } }, { data: { script: 's2', sha256: 'b'.repeat(64), size: 4 }, text: { name: 'undo.sh', bytes: 'YWJjZA==' } }),
  'backout.scriptRemoved': of('change', (scene) => ({ given: [creating(scene), { type: 'backout.scriptAttached', subject: scene.subject, data: { script: 's1', sha256: 'a'.repeat(64), size: 3 }, text: { name: 'undo.sh', bytes: 'YWJj' } }], data: { script: 's1' } })),
  'backout.noneKnownSigned': backingOut('noneKnownSigned', { data: { plan: 'v', ...signedAs('change-manager') } }, { data: { plan: 'w', ...signedAs('change-manager') } }),
  'backout.triggersSet': backingOut('triggersSet', { data: { deadlineAt: '2026-12-01T05:20:00.000Z' }, text: { triggers: [errorTrigger('5')] } }, { data: { deadlineAt: null }, text: { triggers: [errorTrigger('2.5')] } }),
  'backout.reviewed': backingOut('reviewed', { data: { review: 'r1', plan: 'v', verdict: 'approve', items: ['complete', 'timed'], ...signedAs('change-manager') }, text: { note: 'Clear' } }, { data: { review: 'r2', plan: 'v', verdict: 'rework', items: [], ...signedAs('change-manager') }, text: { note: 'No times' } }),
  'backout.rehearsed': backingOut('rehearsed', { data: { rehearsal: 'h1', plan: 'v', finishedAt: '2026-11-24T10:00:00.000Z', steps: [{ step: 'a', seconds: 600 }] }, text: { environment: 'staging', checks: [{ name: 'rows', before: '5', after: '5' }], deviations: '', evidence: 'log' } }, { data: { rehearsal: 'h2', plan: 'v', finishedAt: '2026-11-24T11:00:00.000Z', steps: [] }, text: { environment: 'test', checks: [], deviations: 'Stopped', evidence: '' } }),
  'backout.ownerNamed': backingOut('ownerNamed', { data: { owner: 'p', deputy: 'q' } }, { data: { owner: 'q', deputy: null } }),
  'backout.ownerAccepted': backingOut('ownerAccepted', { data: { startsAt: '2026-12-01T05:00:00.000Z', endsAt: '2026-12-01T06:00:00.000Z', as: 'owner', ...signedAs('change-manager') } }, { data: { startsAt: '2026-12-02T05:00:00.000Z', endsAt: '2026-12-02T06:00:00.000Z', as: 'deputy', ...signedAs('change-manager') } }),
  'backout.ordered': backingOut('ordered', { data: { order: 'o1', trigger: 'manual', orderedAt: '2026-12-01T05:15:00.000Z', ...signedAs('change-manager') }, text: { reason: 'Errors' } }, { data: { order: 'o2', trigger: 'manual', orderedAt: '2026-12-01T05:16:00.000Z', ...signedAs('change-manager') }, text: { reason: 'Calls' } }),
  'backout.orderImported': backingOut('orderImported', { data: { order: 'o1', trigger: 'time_limit', orderedAt: '2026-12-01T05:15:00.000Z', key: 'c'.repeat(64) }, text: { reason: 'No verdict', claimedBy: 'Pipeline', source: '{}' } }, { type: 'backout.ordered', data: { order: 'o2', trigger: 'manual', orderedAt: '2026-12-01T05:16:00.000Z', ...signedAs('change-manager') }, text: { reason: 'Calls' } }),
  'backout.dissentRecorded': backingOut('dissentRecorded', { data: { dissent: 'd1' }, text: { reason: 'Stay live' } }, { data: { dissent: 'd2' }, text: { reason: 'Too early' } }),
  'backout.stepDone': backingOut('stepDone', { data: { order: 'o1', step: 'a' } }, { data: { order: 'o1', step: 'a' } }),
  'backout.backupRegistered': backingOut('backupRegistered', { data: { backup: 'b1', takenAt: '2026-11-24T09:00:00.000Z', size: 5, digest: 'd', restoreTestedOn: '2026-11-01' }, text: { system: 'Ledger', job: 'J-1', catalogue: 'C/1' } }, { data: { backup: 'b2', takenAt: '2026-11-24T08:00:00.000Z', size: 6, digest: '', restoreTestedOn: null }, text: { system: 'Ledger', job: 'J-2', catalogue: 'C/2' } }),
  'service.backupScheduleSet': of('service', ({ subject }) => ({ given: [{ type: 'service.registered', subject, data: { tier: 1 }, text: { name: 'Cards', owner: 'Zoe' } }], data: { everyMinutes: 720 }, text: { system: 'Vault' }, apart: { type: 'service.backupScheduleSet', subject, data: { everyMinutes: 60 }, text: { system: 'Tape' } } })),
  'meeting.created': of('meeting', (scene) => ({ data: calling(scene).data })),
  'meeting.itemAdmitted': meeting({ change: 'y', rank: 'c', minutes: 8, late: true }, { reason: 'Urgent' }),
  'meeting.itemDropped': meeting({ change: 'x' }),
  'meeting.itemMoved': meeting({ change: 'x', rank: 'q' }),
  'meeting.itemMinutesSet': meeting({ change: 'x', minutes: 12 }),
  'meeting.topicAdded': meeting({ item: 't', rank: 'c', minutes: 5 }, { title: 'Standing item' }),
  'meeting.topicConcluded': of('meeting', (scene) => ({ given: [calling(scene), { type: 'meeting.topicAdded', subject: scene.subject, data: { item: 't', rank: 'c', minutes: 5 }, text: { title: 'Standing item' } }], data: { item: 't' }, text: { outcome: 'Noted' }, apart: { type: 'meeting.itemMoved', subject: scene.subject, data: { item: 't', change: 't', rank: 'b' } } })),
  'meeting.itemOpened': meeting({ item: 'x' }),
  'meeting.itemSetAside': meeting({ item: 'x' }),
  'meeting.itemBroughtBack': meeting({ item: 'x', rank: 'z' }),
  'meeting.paused': meeting(),
  'meeting.resumed': meeting(),
  'meeting.recused': meeting({ change: 'x', person: 'p' }, { reason: 'Shareholder' }),
  'meeting.proxyGiven': meeting({ from: 'p', to: 'q' }),
  'meeting.noteTaken': meeting({ item: 'x' }, { note: 'Rehearse on node 4' }),
  'meeting.ballotReceived': meeting({ change: 'x', person: 'p', vote: 'approve', digest: 'a'.repeat(64) }, { question: '' }),
  'meeting.started': meeting(),
  'meeting.attendanceNoted': meeting({ person: 'p', status: 'present' }),
  'meeting.voteCast': meeting({ change: 'x', person: 'p', vote: 'approve', rev: 'r1' }),
  'meeting.ended': meeting({}, { actions: [{ text: 'Call', owner: 'Zoe', dueOn: '2026-12-03' }] }),
  'meeting.actionDone': meeting({ action: 1, ...signedAs('chair') }, { action: 'Call', note: 'They come on Monday' }, (scene) => [{ type: 'meeting.ended', subject: scene.subject, data: {}, text: { actions: [{ text: 'Call', owner: 'Zoe', dueOn: '2026-12-03' }] } }]),
  'minutes.addendumSigned': meeting({ ...signedAs('chair') }, { addendum: 'The owner is Grace' }),
  'minutes.signed': meeting({ digest: 'a'.repeat(64), ...signedAs('chair') }, { minutes: { format: 'gavel-minutes', v: 1 } }),
  'entitlement.snapshotImported': of('entitlements', ({ subject }) => ({ ...snapshot('approve'), apart: { type: 'entitlement.snapshotImported', subject, ...snapshot('push') } })),
  'entitlement.identityMapped': of('entitlements', ({ subject }) => ({ given: [{ type: 'entitlement.snapshotImported', subject, ...snapshot('approve') }], data: { kind: 'personal', person: 'p' }, text: { identity: 'zoe' }, apart: { type: 'entitlement.identityMapped', subject, data: { kind: 'service', person: 'q' }, text: { identity: 'zoe' } } })),
  'entitlement.exceptionGranted': of('entitlements', ({ subject }) => ({ data: { rule: 'r', owner: 'p', expiresOn: '2026-12-31' }, text: { reason: 'Small team', holder: 'person:q', covers: ['a'] }, apart: { type: 'entitlement.exceptionGranted', subject, data: { rule: 'r', owner: 'q', expiresOn: '2027-01-31' }, text: { reason: 'Holidays', holder: 'person:q', covers: ['a', 'b'] } } })),
  'entitlement.exceptionEnded': of('entitlements', ({ subject }) => ({ given: [{ type: 'entitlement.exceptionGranted', subject, data: { rule: 'r', owner: 'p', expiresOn: '2026-12-31' }, text: { reason: 'Small team', holder: 'person:q', covers: ['a'] } }], text: { reason: 'Hired' } })),
  'review.requested': change({ request: 'r1', kind: 'security', reviewer: 'p' }, { note: 'Before Friday' }, () => []),
  'review.signed': of('change', (scene) => ({ given: [creating(scene)], data: { review: 'r1', kind: 'security', verdict: 'approve', scope: 's', ...signedAs('technical-reviewer') }, text: { comments: 'Fine' }, apart: { type: 'review.signed', subject: scene.subject, data: { review: 'r2', kind: 'security', verdict: 'rework', scope: 's', ...signedAs('technical-reviewer') }, text: { comments: 'Not yet' } } })),
  'review.commented': change({ comment: 'k1', kind: 'technical', blocking: true }, { comment: 'Which node first?' }),
  'review.commentResolved': change({ comment: 'k1' }, { note: 'Node 2' }, (scene) => [{ type: 'review.commented', subject: scene.subject, data: { comment: 'k1', kind: 'technical', blocking: true }, text: { comment: 'Which node first?' } }]),
  'person.skillTagged': person({ skill: 'security', held: true }),
  'evidence.attached': change({ evidence: 'e1', number: 'E-A1-0001', kind: 'test-results', sha256: 'a'.repeat(64), size: 12, artefact: 'b'.repeat(64), observedAt: '2026-11-20T09:00:00.000Z', measured: 9100, kept: true }, { name: 'junit.xml', note: 'All of them' }),
  'evidence.withdrawn': change({ evidence: 'e1' }, { reason: 'Wrong build' }, (scene) => [{ type: 'evidence.attached', subject: scene.subject, data: { evidence: 'e1', number: scene.one.store.nextNumber('E'), kind: 'coverage', sha256: 'a'.repeat(64), size: 12, artefact: null, observedAt: '2026-11-20T09:00:00.000Z', kept: false }, text: { name: 'lcov.info' } }]),
  'evidence.artefactDeclared': of('change', (scene) => ({ given: [creating(scene)], data: { artefacts: ['b'.repeat(64)] }, text: { names: { ['b'.repeat(64)]: 'app.tar' } }, apart: { type: 'evidence.artefactDeclared', subject: scene.subject, data: { artefacts: ['c'.repeat(64)] } } })),
  'file.kept': of('file', () => ({ text: { bytes: 'aGVsbG8=' } })),
  'dependency.recorded': of('dependency', ({ subject }) => ({ data: depending('c1', 'c2'), text: { source: 'order.csv' }, apart: { type: 'dependency.recorded', subject, data: depending('c1', 'c2'), text: { source: '' } } })), 'dependency.withdrawn': of('dependency', ({ subject }) => ({ given: [{ type: 'dependency.recorded', subject, data: depending('c1', 'c2'), text: { source: '' } }], text: { reason: 'No longer so' }, apart: { type: 'dependency.recorded', subject, data: depending('c1', 'c2'), text: { source: 'order.csv' } } })),
  'release.planned': of('release', (scene) => ({ ...planningRelease(scene), data: planningRelease(scene).data, text: planningRelease(scene).text! })), 'release.edited': release({ owner: 'q', types: ['data'] }, { objective: 'Instant payments everywhere' }), 'release.scopeEdited': release({ add: ['c3'], remove: ['c1'] }, undefined, () => ({ type: 'release.scopeEdited', data: { add: ['c1', 'c4'], remove: ['c2'] } })), 'release.exclusionSet': release({ exclusion: 'e1' }, { what: 'Cards', reason: 'Not rehearsed' }, () => ({ type: 'release.noneExcluded', data: signedAs('release-manager') })),
  'release.exclusionDropped': release({ exclusion: 'e1' }, undefined, () => ({ type: 'release.exclusionSet', data: { exclusion: 'e1' }, text: { what: 'Cards', reason: 'Not rehearsed' } })), 'release.noneExcluded': release(signedAs('release-manager')), 'release.teamNamed': release({ team: 't1', lead: 'q' }, { name: 'Payments hub' }, ({ one }) => ({ type: 'release.teamNamed', data: { team: 't1', lead: one.person.id }, text: { name: 'Payments team' } })), 'release.teamDropped': release({ team: 't1' }, undefined, () => ({ type: 'release.dutyDropped', data: { duty: 'd1' } })),
  'release.teamAnswered': release({ team: 't1', answer: 'consents', ...signedAs('member') }, { note: 'Gladly' }, () => ({ type: 'release.teamDropped', data: { team: 't1' } })),
  'release.dutyDropped': release({ duty: 'd1' }), 'release.dutySet': release({ duty: 'd1', dueOn: '2026-12-01' }, { duty: 'Notify the central bank', regulator: 'ECB' }, () => ({ type: 'release.dutySet', data: { duty: 'd1', dueOn: '2026-12-03' }, text: { duty: 'Notify the bank', regulator: '' } })),
  'release.packageSet': release({ package: 'p1', changes: ['c1'], items: [], owner: 'p' }, { name: 'Core', boundary: 'The hub', backout: 'Put back' }, () => ({ type: 'release.packageSet', data: { package: 'p2', changes: ['c1', 'c2'], items: ['i1'], owner: null }, text: { name: 'Edge', boundary: '', backout: '' } })),
  'release.packageDropped': release({ package: 'p1' }, undefined, () => ({ type: 'release.packageSet', data: { package: 'p1', changes: ['c1'], items: [], owner: 'p' }, text: { name: 'Core', boundary: '', backout: '' } })),
  'release.packagingDecided': release({ choice: 'monolithic', recommended: 'modular', coupling: 2, rollback: 2, criticality: 3, automation: 4 }, { rationale: 'One window only' }, () => ({ type: 'release.packagingDecided', data: { choice: 'modular', recommended: 'modular', coupling: 2, rollback: 2, criticality: 3, automation: 4 }, text: { rationale: '' } })),
  'release.baselined': release({ changes: ['c1', 'c2'], ...signedAs('release-manager') }, undefined, () => ({ type: 'release.scopeEdited', data: { add: ['c3'], remove: [] } })),
  'release.stepped': release({ to: 'deferred', from: 'planning', ...signedAs('release-manager') }, { reason: 'Too early' }, () => ({ type: 'release.stepped', data: { to: 'cancelled', from: 'planning', ...signedAs('release-manager') }, text: { reason: 'No budget' } })),
  ...flagExamples({ of, signedAs }),
  'version.recorded': of('service', ({ subject }) => ({ given: [{ type: 'service.registered', subject, data: {}, text: { name: 'Core ledger' } }], data: { entry: 'v1' }, text: ledger('5.2.0'), apart: { type: 'version.recorded', subject, data: { entry: 'v1' }, text: ledger('5.3.0') } })),
  'version.removed': of('service', ({ subject }) => ({ given: [{ type: 'service.registered', subject, data: { tier: 1 }, text: { name: 'Core ledger' } } as DomainEvent, { type: 'version.recorded', subject, data: { entry: 'v1' }, text: ledger('5.2.0') }], data: { entry: 'v1' }, apart: { type: 'version.recorded', subject, data: { entry: 'v1' }, text: ledger('5.3.0') } })),
  'version.planned': release({ entry: 'v1', change: 'c1', service: 's1' }, ledger('6.0.0'), () => ({ type: 'version.planned', data: { entry: 'v1', change: 'c1', service: 's1' }, text: ledger('6.1') })),
  'version.unplanned': release({ entry: 'v1' }, undefined, () => ({ type: 'version.planned', data: { entry: 'v1', change: 'c1', service: 's1' }, text: ledger('6.1') })),
  'stakeholder.groupSet': release(tellers(100).data, tellers(100).text, () => tellers(120)), 'stakeholder.groupDropped': release({ group: 'g1' }, undefined, () => tellers(120)),
  'stakeholder.signed': release({ index: 300, ...signedAs('member') }, undefined, () => tellers(120)),
  ...legacyExamples({ of, signedAs }), ...scopeExamples(planningRelease), ...trainExamples, ...rankingExamples,
  ...levelExamples, ...capacityExamples,
  'exception.requested': of('exception', ({ one }) => asking(one)),
  'exception.approved': exception({ rule: 'APR-05', scope: 'all', of: '', owner: 'p', from: '2026-11-24', until: '2026-12-10', asked: 'x', ...signedAs('change-manager') }),
  'exception.refused': exception(signedAs('change-manager'), { reason: 'Test it instead' }),
  'exception.renewed': exception({ until: '2026-12-20', was: '2026-12-10', ...signedAs('change-manager') }),
  'exception.revoked': exception({}, { reason: 'Tested' }),
  'control.mapped': of('control', ({ subject }) => ({ data: { control: 'SOX/CC-4', rules: [{ id: 'missing-evidence', version: 1 }], fields: ['testPlan'], evidence: ['test-results'] }, text: { reason: 'Tests count' }, apart: { type: 'control.mapped', subject, data: { control: 'SOX/CC-4', rules: [{ id: 'late-reviews', version: 1 }], fields: [], evidence: [] }, text: { reason: 'Reviews count' } } })),
  'obligation.approved': of('change', (scene) => ({ given: [creating(scene)], data: { approval: 'a1', scope: 's', ...signedAs('executive') }, text: { reason: 'The figures hold' }, apart: { type: 'obligation.approved', subject: scene.subject, data: { approval: 'a2', scope: 't', ...signedAs('executive') }, text: { reason: 'Seen' } } })),
  'obligation.impactStated': of('change', (scene) => ({ given: [creating(scene)], data: { impact: 'changed' }, text: { statement: 'Addresses go to the printer' }, apart: { type: 'obligation.impactStated', subject: scene.subject, data: { impact: 'none' }, text: { statement: 'None' } } })),
  'finding.raised': of('finding', ({ one }) => finding(one)),
  'finding.answered': onFinding({}, { rootCause: 'Nobody looked', response: 'Somebody looks' }, { text: { rootCause: 'No list', response: 'A list' } }),
  'finding.actionAdded': onFinding({ action: 'a2', kind: 'workflow', owner: 'p', dueOn: '2027-01-10' }, { action: 'Look twice' }),
  'finding.actionDone': onFinding({ action: 'a1' }, { note: 'Done' }, { data: { action: 'a1' } }),
  'finding.evidenceAdded': onFinding({ kind: 'policy-version' }, { reference: '2027-1', note: 'Section 4' }, { data: { kind: 'document' }, text: { reference: 'Minutes' } }),
  'finding.closed': onFinding(signedAs('change-manager'), { note: 'Seen' }, { type: 'finding.actionDone', data: { action: 'a1' } }),
  'wave.set': release(londonWave('05').data, londonWave('05').text, () => londonWave('06')), 'wave.dropped': release({ wave: 'w1' }, undefined, () => londonWave('06')), 'wave.based': release({ zone: 'Asia/Singapore' }, undefined, () => ({ type: 'wave.based', data: { zone: 'Europe/London' } })),
  'run.recorded': change({ run: 'build-17', startsAt: '2026-12-01T05:05:00.000Z', endsAt: '2026-12-01T06:20:00.000Z', outcome: 'succeeded' }, { source: 'runs.csv' }),
  'audit.sampleDrawn': audited('sample', ({ subject }) => ({ event: sampling(subject) })),
  'audit.tested': audited('sample', ({ subject }) => ({ given: [sampling(subject)], event: testing(subject, 'pass'), apart: testing(subject, 'exception') })),
  'audit.requested': audited('request', ({ subject }) => ({ event: requesting(subject, 'p') })),
  'audit.requestAnswered': audited('request', ({ one, subject }) => ({ given: [requesting(subject, one.person.id)], event: { type: 'audit.requestAnswered', subject, data: {}, text: { answer: 'Attached' } }, apart: { type: 'audit.requestAnswered', subject, data: {}, text: { answer: 'Not mine' } } })),
  'audit.answerAccepted': audited('request', ({ one, subject }) => ({ given: [requesting(subject, one.person.id), { type: 'audit.requestAnswered', subject, data: {}, text: { answer: 'Attached' } }], event: { type: 'audit.answerAccepted', subject, data: signedAs('auditor') } })),
  'token.issued': change(tokenData('t1'), { environment: 'production' }),
  'token.revoked': change({ token: 't1' }, { reason: 'Another build' }, ({ subject }) => [{ type: 'token.issued', subject, data: tokenData('t1'), text: { environment: 'production' } }]),
  'incident.opened': of('incident', (scene) => ({ data: { ...theIncident(scene).data, isDraft: true, change: 'x' }, text: theIncident(scene).text!, apart: { type: 'incident.closed', subject: scene.subject, data: {}, text: { resolution: 'Restarted' } } })),
  'incident.updated': incident({ severity: 2, isDraft: false }, { service: 'Switch', summary: 'All shops' }),
  'incident.closed': incident({}, { resolution: 'Restarted' }),
  'emergency.declared': change(declaring('', 'The disk fails').data, declaring('', 'The disk fails').text, ({ subject }) => [declaring(subject, 'The disk clicks')]),
  'emergency.ballotCast': emergency({ ...signedAs('member'), ballot: 'b1', seat: 'technical', vote: 'approve' }, { reason: 'Seen' }, { data: { ...signedAs('member'), ballot: 'b2', seat: 'technical', vote: 'reject' } }),
  'emergency.authorised': emergency(authorising('', 'a2').data, authorising('', 'a2').text!, { data: { ...authorising('', 'a3').data, ...until('04'), supersedes: ['a1'] } }),
  'emergency.extended': emergency({ ...signedAs('chair'), authorisation: 'a1', ...until('09') }, { reason: 'Not done' }, { data: { ...signedAs('chair'), authorisation: 'a1', ...until('08') } }),
  'emergency.healthImported': emergency({ health: 'h1', sha256: 'a'.repeat(64), passed: 1, failed: 1, warned: 0, incident: 'i' }, { file: 'health.json', checks: [{ name: 'api', status: 'fail', said: '500' }, { name: 'db', status: 'pass', said: '' }] }),
  'emergency.validated': emergency({ validation: 'v1', health: 'passed', smoke: 'failed', confirmation: 'missing', incident: 'i' }, { smokeNote: 'Timeout', confirmedBy: 'Zoe', note: 'Again' }, { data: { validation: 'v2', health: 'passed', smoke: 'passed', confirmation: 'passed' } }),
  'emergency.paperworkCompleted': emergency({ fields: ['testPlan'] }, { papers: { testPlan: 'Smoke' } }, { text: { papers: { testPlan: 'Smoke twice' } } }),
  'emergency.retrospective': emergency({ answers: { foreseeable: true, misused: false } }, { actions: [{ question: 'foreseeable', kind: 'problem', text: 'Watch the disk', owner: 'Zoe', dueOn: '2026-12-20' }], summary: 'Late' }, { data: { answers: {} }, text: { summary: 'Fine' } }),
  'emergency.rootCauseSet': emergency({}, { cause: 'Worn disk', note: 'Nine years' }, { text: { cause: 'Heat' } }),
  'emergency.ratified': emergency(signedAs('chair'), { reason: 'Right' }, { type: 'emergency.contested', text: { reason: 'Could have waited' } }),
  'emergency.contested': emergency({ ...signedAs('chair'), meeting: 'm' }, { reason: 'Could have waited' }, { type: 'emergency.ratified' }),
  'policy.proposed': of('policy', ({ subject }) => ({ ...proposing('2027-1'), apart: { type: 'policy.proposed', subject, ...proposing('2027-2') } })),
  'policy.signed': policy({ ...signedAs('chair'), rev: 'd1', supersedes: ['p0'] }, undefined, { type: 'policy.signed', data: { ...signedAs('change-manager'), rev: 'd1' } }),
  'policy.withdrawn': policy({}, { reason: 'Too early' }, { type: 'policy.signed', data: { ...signedAs('chair'), rev: 'd1' } }),
  'charter.granted': of('charter', ({ subject }) => ({ ...chartering('2026-12-31T00:00:00.000Z'), apart: { type: 'charter.granted', subject, ...chartering('2027-01-31T00:00:00.000Z') } })),
  'charter.ended': of('charter', ({ subject }) => ({ given: [{ type: 'charter.granted', subject, ...chartering('2026-12-31T00:00:00.000Z') }], text: { reason: 'Team split' }, apart: { type: 'charter.ended', subject, data: {}, text: { reason: 'Over' } } })),
  'profile.scored': of('profile', ({ subject }) => ({ ...scoring('continuous'), apart: { type: 'profile.scored', subject, ...scoring('plan-driven') } })),
  'model.drafted': of('model', ({ subject }) => ({ ...drafting('Patch'), apart: { type: 'model.drafted', subject, ...drafting('Patches') } })),
  'model.edited': model({ digest: 'd2' }, { definition: modelText('Patch', 'Restart twice') }, { type: 'model.edited', data: { digest: 'd3' }, text: { definition: modelText('Patch', 'Restart thrice') } }),
  'model.proposed': model({ runs: 5, digest: 'd1' }),
  'model.preAuthorised': model({ ...signedAs('chair'), rev: 'd1', decision: 'x', change: 'c', until: '2027-11-24T00:00:00.000Z' }, undefined, { type: 'model.edited', data: { digest: 'd3' }, text: { definition: modelText('Patch', 'Restart thrice') } }),
  'model.suspended': model({}, { reason: 'Two went wrong' }),
  'model.retired': model({}, { reason: 'No longer run' }),
  'classification.answered': change({ numbers: { 'batch-size': 20 } }, { choices: { region: 'north' } }, ({ subject }) => [{ type: 'classification.answered', subject, data: { numbers: { 'batch-size': 10 } } }]),
  'classification.typeSet': change({ type: 'standard', proposed: 'normal' }, { reason: 'Step renamed only' }, ({ subject }) => [{ type: 'classification.typeSet', subject, data: { type: 'emergency', proposed: 'normal' }, text: { reason: 'Sooner' } }]),
  'approval.given': change({ ...signedAs('change-manager'), approval: 'a1', as: 'change-manager', rev: 'r', policy: 'p' }, { reason: 'Read' }),
  'approval.refused': change({ ...signedAs('change-manager'), approval: 'a2', as: 'change-manager', rev: 'r', policy: 'p' }, { reason: 'No test' }),
  'document.written': of('document', () => ({ data: { kind: 'minutes', of: 'm', sha256: 'a'.repeat(64) }, text: { name: 'minutes.pdf' } })),
  'import.started': of('import', () => ({ text: { name: 'changes.csv', source: 'Jira' } })),
  'import.rowsQuarantined': imported({}, { rows: [{ row: 3, field: 'plannedStartAt', why: 'no date', value: 'soon' }] }),
  'import.finished': imported({ new: 1, changed: 0, unchanged: 0, quarantined: 1 }),
  'import.undone': imported({}),
  'import.refused': of('import', () => ({ data: { code: 'limit_exceeded' }, text: { name: 'big.csv' } })),
  'mapping.saved': of('mapping', () => ({ text: { mapping: { name: 'Export', columns: { title: 'Summary' } } }, apart: { type: 'mapping.saved', subject: subjectOf('mapping', randomUUID()), data: {}, text: { mapping: { name: 'Export', columns: { title: 'Headline' } } } } })),
  'payload.redactionProposed': change({ ...signedAs('registrar'), class: 'internal' }, { reason: 'Asked for' }),
  'payload.redacted': change({ ...signedAs('registrar'), class: 'internal', commitments: ['c'.repeat(64)], proposedBy: 'person:q' }, { reason: 'Asked for' }),
  'access.refused': of('person', () => ({ data: { operation: 'cab.recordDecision', code: 'role_missing', count: 1 } })),
  'workspace.restored': of('restore', ({ id }) => ({ data: { restore: id, made: '2026-11-20T09:00:00.000Z' } })),
};
