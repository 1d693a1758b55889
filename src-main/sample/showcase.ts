// A few changes of the worked example in interesting places, with everything that belongs to them, made by the commands themselves.
import type { Asked } from '#contract/index.ts';
import { reviewItems } from '#contract/backout.ts';
import { questionIds } from '#contract/emergency.ts';
import type { Question } from '#contract/emergency.ts';
import { orRefuse } from '../app-error.ts';
import { writeScript } from '../commands/backout.ts';
import { writeEvidence } from '../commands/evidence.ts';
import { loadModel } from '../commands/models.ts';
import { closedQuarter } from '../domain/compliance.ts';
import { proposeModel } from '../domain/model.ts';
import { openDecisions } from '../domain/merge-change.ts';
import { questions } from '../domain/questionnaire.ts';
import { recordRun } from '../domain/runs.ts';
import { settledBy } from '../domain/schedule.ts';
import { holdsBack } from '../domain/schedule-conflicts.ts';
import type { Founded } from '../store/founding.ts';
import { sha256Hex } from '../trail/hashes.ts';
import { seeded } from './random.ts';
import { stageOf } from './stage.ts';
import type { Stage } from './stage.ts';
import { services } from './words.ts';

const day = 86_400_000;
const hour = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();
const [marta, tomasz, ingrid, luis] = ['Marta Lindqvist', 'Tomasz Zielinski', 'Ingrid Solberg', 'Luis Ortega'] as const;
type Play = Stage & { now: number; founded: Founded };

function boardsAndItems({ act, now }: Play): void {
  const charter = (board: string, functions: 'majority' | 'functions', more: Partial<Asked<'board.charter'>['charter']>): void => { act(marta, now - 30 * day, 'board.charter', { board, charter: { rule: 'chair-decides', quorum: functions, requiredFunctions: [], ...more } }); };
  charter('CAB', 'majority', { scope: 'Changes to production', text: 'Seats for release, security, operations, databases and network; the chair decides once they were heard.' });
  charter('Emergency CAB', 'functions', { kind: 'emergency-cab', scope: 'Emergencies', text: 'Meets when an emergency is declared.' });
  for (const [, , items] of services) for (const [i, item] of items.slice(1).entries()) act(ingrid, now - 40 * day, 'item.relate', { item: items[i]!, kind: 'connects-to', to: item });
  for (const [item, to] of [['web-1', 'login-node-1'], ['api-gw-1', 'login-node-1'], ['switch-1', 'ledger-app-1'], ['hub-app-1', 'ledger-app-1'], ['ledger-app-1', 'ledger-db-1'], ['BS-01', 'ledger-db-2']] as const) act(ingrid, now - 40 * day, 'item.relate', { item, kind: 'depends-on', to });
}

const window = (startMs: number, hours = 2): { plannedStartAt: string; plannedEndAt: string } => ({ plannedStartAt: iso(startMs), plannedEndAt: iso(startMs + hours * hour) });
const plans = { implementationPlan: 'Take one node out, change it, compare, put it back; then the next.', testPlan: 'Smoke tests on each node; errors below 0.2 % for 15 minutes.', backoutPlan: 'Put the previous release back with the same script.', rollbackCriteria: 'Errors above 2 % for 5 minutes.', environment: 'production', owner: luis, requester: luis } as const;
const raise = ({ act, now }: Play, fields: Asked<'change.create'>): string => act(luis, now - 6 * day, 'change.create', { ...plans, implementers: ['Daniel Novak'], ...fields }).id;

/** The risk form; what `yes` names is answered with yes. */
function assess({ act, now }: Play, change: string, { yes = [], without = '', sign = false, at = now - 5 * day }: { yes?: string[]; without?: string; sign?: boolean; at?: number }): void {
  const answers = questions.filter(({ id }) => without === '' || !id.startsWith(`${without}.`)).map(({ id }) => (yes.includes(id) ? { question: id, answer: 'yes' as const, residual: 'medium' as const, mitigation: 'Rehearsed on a copy, with a second person watching the counts.' } : { question: id, answer: 'no' as const }));
  act(ingrid, at, 'risk.fill', { change, sensitivity: 'confidential', users: 4000, reversibility: 'rehearsed', answers, sign });
}

function model({ act, within, now, founded: { store } }: Play): void {
  const { id } = act(marta, now - 20 * day, 'model.draft', { definition: { name: 'Routine maintenance', about: 'Patches and restarts, node by node.', steps: [{ text: 'Take the node out of the pool' }, { text: 'Apply the patch' }, { text: 'Run the smoke tests' }, { text: 'Put the node back' }] } });
  const decided = store.db.all<{ subject: string }>("SELECT subject FROM event WHERE type = 'cab.decisionRecorded' LIMIT 30").map(({ subject }) => store.records.loadChange(subject.slice('change:'.length))).find((change) => openDecisions(change).at(-1)?.verdict === 'approved');
  if (!decided) return;
  within(ingrid, now - 19 * day, (context) => { context.append(orRefuse(proposeModel(loadModel(context, id), { inARow: 5 }, context.policy(), context))); });
  act(marta, now - 18 * day, 'model.preAuthorise', { model: id, decidedOn: decided.number, until: iso(now + 300 * day).slice(0, 10) });
}

function registers(play: Play): string {
  const { act, now } = play;
  const day10 = (ms: number): string => iso(ms).slice(0, 10);
  for (const [days, until, rule] of [[20, 3, 'APR-05/security-scan'], [2, 25, 'BCK-04']] as const) {
    const { id } = act(tomasz, now - days * day, 'exception.request', { rule, service: days === 20 ? 'Treasury desk' : 'Fraud screening', justification: 'The scanner is being replaced.', control: 'A second pair of eyes reads the list of components.', owner: ingrid, until: day10(now + until * day) });
    act(marta, now - days * day + hour, 'exception.approve', { exception: id });
  }
  const open = act(tomasz, now - 5 * hour, 'incident.open', { severity: 1, service: 'Card authorisation', summary: 'One card in twenty is declined' }).id;
  const slow = act(luis, now - 9 * day, 'incident.open', { severity: 2, service: 'Online banking', summary: 'Sign-in takes ten seconds' }).id;
  act(luis, now - 8 * day, 'incident.close', { incident: slow, resolution: 'The session store was restarted.' });
  act(luis, now - 2 * day, 'incident.open', { severity: 3, service: 'Statements and archive', summary: 'Statements are printed a day late' });
  return open;
}

/** Everything a plan for the way back has: steps, script, review, rehearsal, an owner who accepted. */
function backout({ act, within, now }: Play, change: string): void {
  act(luis, now - 5 * day, 'backout.writePlan', { change, steps: [{ id: 'stop', title: 'Stop the queue', owner: tomasz, minutes: 5, verification: 'No new jobs' }, { id: 'restore', title: 'Put the previous release back', owner: tomasz, minutes: 20, script: 'undo.sh', verification: 'The old version answers' }], pointOfNoReturn: 'None', limitations: 'Letters that were sent stay sent', rtoMinutes: 60, rpoMinutes: 240 });
  const script = Buffer.from('systemctl stop queue\ninstall-release previous\n');
  within(luis, now - 5 * day, (context) => { writeScript(context, change, { id: context.newId(), name: 'undo.sh', sha256: sha256Hex(script), size: script.length, bytes: script.toString('base64') }); });
  act(tomasz, now - 5 * day + hour, 'backout.setTriggers', { change, triggers: [{ metric: 'errors', comparison: 'above', threshold: '2', unit: 'percent', seconds: 300 }] });
  act(tomasz, now - 5 * day + hour, 'backout.nameOwner', { change, owner: tomasz, deputy: marta });
  for (const who of [tomasz, marta]) act(who, now - 4 * day, 'backout.acceptOwnership', { change });
  act(tomasz, now - 4 * day, 'backout.rehearse', { change, environment: 'Staging', finishedAt: iso(now - 4 * day - hour), steps: [{ step: 'stop', seconds: 90 }, { step: 'restore', seconds: 700 }], checks: [{ name: 'rows', before: '412', after: '412' }] });
  act(ingrid, now - 4 * day + hour, 'backout.review', { change, verdict: 'approve', items: [...reviewItems] });
}

const proofs = { 'test-results': 'smoke.txt', 'backout-script': 'undo.sh' } as const;
function prove({ within, now }: Play, change: string): void {
  for (const [kind, name] of Object.entries(proofs)) within(luis, now - 4 * day, (context) => {
    const bytes = Buffer.from(`${name} of ${change}\n`);
    writeEvidence(context, { change, kind: kind as keyof typeof proofs, name, note: '', sha256: sha256Hex(bytes), size: bytes.length, artefact: null, observedAt: iso(now - 4 * day - hour), measured: null, bytes: bytes.toString('base64') });
  });
}

function failureModes({ act, now }: Play, change: string): void {
  const words = { effect: 'Statements reach the wrong customer', cause: 'The index is stale', control: 'Sample of twenty' };
  const rated = { severity: 6, occurrence: 5, detection: 4 };
  act(luis, now - 5 * day, 'fmea.add', { change, failureMode: 'Pages are mixed up', ...words, severity: 9, occurrence: 2, detection: 3 });
  act(luis, now - 5 * day, 'fmea.add', { change, failureMode: 'The queue runs full', ...words, ...rated });
  act(luis, now - 4 * day, 'fmea.setAction', { change, row: '2', action: 'Double the queue', owner: 'Grace Obi', dueOn: iso(now - 2 * day).slice(0, 10) });
  act(luis, now - 3 * day, 'fmea.finishAction', { change, row: '2' });
  act(luis, now - 3 * day, 'fmea.rateAgain', { change, row: '2', severity: 6, occurrence: 2, detection: 3 });
}

function premortem({ act, now }: Play, change: string): void {
  const at = now - 4.5 * day;
  act(luis, at, 'premortem.start', { change });
  for (const [name, of, cause] of [['Grace Obi', 'Network', 'The printer queue was still on the old host'], ['Mei Lin', 'Fraud', 'Two statements shared one envelope'], ['Peter O’Neill', 'Data centre', 'Nobody was on site to swap the tray']] as const) {
    act(luis, at + hour / 4, 'premortem.join', { change, name, function: of });
    act(luis, at + hour / 4, 'premortem.write', { change, participant: name, cause });
  }
  act(luis, at + hour / 2, 'premortem.open', { change });
  for (const [i, action] of ['Empty the old queue before the start', 'Weigh a sample of envelopes', 'Put a person on site'].entries()) act(luis, at + hour, 'premortem.makeTask', { change, cluster: String(i + 1), action, owner: 'Grace Obi', dueOn: iso(now + 10 * day).slice(0, 10) });
  act(luis, at + hour, 'premortem.close', { change });
}

function ordinary(play: Play): void {
  const { act, now } = play;
  act(luis, now - 2 * day, 'change.create', { title: 'Replace the desk terminal server', type: 'normal', regulatoryTags: ['SOX', 'GDPR'], service: 'Treasury desk', items: ['desk-1'], owner: luis, requester: luis });
  const begun = raise(play, { title: 'Move the archive index to the new disks', service: 'Statements and archive', items: ['archive-1'], type: 'normal', impact: 'medium', justification: 'The disks leave support.', ...window(now + 20 * day) });
  assess(play, begun, { without: 'operability' });
  const high = raise(play, { title: 'Print statements with the new layout engine', service: 'Statements and archive', items: ['print-1'], type: 'normal', impact: 'high', justification: 'The old engine is no longer patched.', ...window(now + 21 * day) });
  const medium = raise(play, { title: 'Upgrade the ticket tool', service: 'Service desk tools', items: ['ticket-1'], type: 'normal', impact: 'medium', justification: 'Release support ends.', ...window(now + 18 * day) });
  const critical = raise(play, { title: 'Move the ledger to the new database version', service: 'Core ledger', items: ['ledger-db-1', 'ledger-app-1'], type: 'normal', impact: 'high', justification: 'The version leaves support.', ...window(now + 22 * day, 4) });
  const scheduled = raise(play, { title: 'Renew the certificate of the chat', service: 'Service desk tools', items: ['chat-1'], type: 'normal', impact: 'medium', justification: 'It expires this month.', ...window(now + 19 * day) });
  for (const [change, tier] of [[high, 'high'], [medium, 'medium'], [critical, 'critical'], [scheduled, 'medium']] as const) {
    assess(play, change, { yes: ['data.convert', 'performance.untested', 'security.secrets', 'operability.first'] });
    if (change !== medium) backout(play, change);
    prove(play, change);
    if (change === high) { failureModes(play, change); premortem(play, change); }
    step(play, change, tier);
  }
  act(marta, now - day, 'approval.decide', { change: scheduled, verdict: 'given', reason: 'Small, rehearsed, and the window is quiet.' });
  schedule(play, scheduled, now - 12 * hour);
}

/** With what it meets accepted first: in an example of a million changes something always lies in the same hours. */
function schedule({ act, founded: { store: { records } } }: Play, change: string, at: number): void {
  const { schedule: facts } = records.dossierOf(records.loadChange(change));
  for (const { key } of facts.found.filter((one) => holdsBack(one, change) && settledBy(one, facts, iso(at)) === null && one.capability === 'CAL-01')) {
    act(tomasz, at, 'conflict.accept', { change, conflict: key, reason: 'Both teams know of each other.', owner: tomasz, until: iso(at + 30 * day).slice(0, 10) });
  }
  act(tomasz, at, 'change.schedule', { change });
}

/** To its authority, with the tier it is to have. */
function step({ act, now }: Play, change: string, tier: 'medium' | 'high' | 'critical'): void {
  act(ingrid, now - 4 * day + hour, 'risk.sign', { change });
  for (const kind of tier === 'medium' ? [] : ['technical', 'security', ...(tier === 'critical' ? ['architecture'] : [])] as const) act(ingrid, now - 3 * day, 'review.sign', { change, kind: kind as 'technical', verdict: 'approve', comments: 'Read with the rehearsal beside it.' });
  act(luis, now - 3 * day, 'change.submit', { change });
  act(ingrid, now - 2 * day, 'change.assess', { change, note: 'Ready for its authority.' });
  act(ingrid, now - 2 * day + hour, 'risk.setTier', { change, tier, reason: 'The board sees what reaches customers at this tier.' });
}

const setAside = ['risk-assessment', 'consultation', 'independent-review', 'evidence', 'backout-plan', 'backout-review', 'rehearsal', 'rollback-owner', 'backup'] as const;
function emergencies(play: Play, incident: string): void {
  const { act, now } = play;
  const declared = (title: string, start: number, at: number): string => {
    const { id } = act(luis, at, 'change.create', { ...plans, implementers: ['Daniel Novak'], title, type: 'emergency', service: 'Card authorisation', items: ['switch-1'], impact: 'high', justification: 'Cards are declined.', ...window(start) });
    act(luis, at + 600_000, 'emergency.declare', { change: id, criteria: [{ kind: 'incident', incident }], justification: 'Cards are declined.', team: 'Cards' });
    act(tomasz, at + 700_000, 'backout.setTriggers', { change: id, triggers: [{ metric: 'errors', comparison: 'above', threshold: '5', unit: 'percent', seconds: 300 }] });
    act(luis, at + 800_000, 'change.submit', { change: id });
    act(tomasz, at + 900_000, 'emergency.castBallot', { change: id, board: 'Emergency CAB', vote: 'approve', reason: 'Seen in the logs.' });
    act(marta, at + 1_000_000, 'emergency.authorise', { change: id, board: 'Emergency CAB', hours: 12, reason: 'Waiting costs more.', bypassed: setAside.map((control) => ({ control, reason: 'No time before the shops open.' })) });
    return id;
  };
  declared('Restart the card switch', now + 11 * hour, now - 2 * hour);
  const done = declared('Fail over the card switch', now - 3.5 * hour, now - 4.5 * hour);
  schedule(play, done, now - 3.6 * hour);
  act(luis, now - 3.5 * hour, 'change.start', { change: done });
  act(luis, now - 3 * hour, 'change.finish', { change: done, actualStartAt: iso(now - 3.5 * hour), actualEndAt: iso(now - 3 * hour) });
  act(ingrid, now - 2.8 * hour, 'emergency.validate', { change: done, health: 'passed', smoke: 'passed', smokeNote: '42 payments', confirmation: 'passed', confirmedBy: 'Service desk' });
  assess(play, done, { sign: true, at: now - 2.5 * hour });
  act(luis, now - 2 * hour, 'emergency.holdRetrospective', { change: done, answers: Object.fromEntries(questionIds.map((id) => [id, false])) as Record<Question, boolean>, summary: 'The way back was known; the alarm came early.' });
  act(luis, now - 2 * hour, 'emergency.setRootCause', { change: done, cause: 'Worn disk' });
  act(marta, now - hour, 'emergency.ratify', { change: done, verdict: 'ratified', reason: 'Right as it was decided.' });
  act(ingrid, now - 0.8 * hour, 'change.validate', { change: done, outcome: 'successful' });
  act(marta, now - 0.5 * hour, 'change.close', { change: done });
}

/** Deployed by somebody all the same, as the log of the deployment tool says: what the compliance rules of the last quarter find (AUD-05). */
function deployedAllTheSame({ within, now, founded: { store } }: Play): void {
  const { from, to } = closedQuarter(iso(now));
  const found = store.db.all<{ id: string; at: string }>("SELECT id, planned_start_at AS at FROM change WHERE state IN ('deferred', 'rejected', 'cancelled', 'awaiting-authorisation') AND planned_start_at >= ? AND planned_start_at < ? ORDER BY n DESC LIMIT 2", from, to);
  for (const { id, at } of found) within(tomasz, now - hour / 2, (context) => { context.append(orRefuse(recordRun(context.loadChange(id), { id: `deploy-${at.slice(0, 10)}`, startsAt: at, endsAt: iso(Date.parse(at) + hour / 2), outcome: 'succeeded', source: 'deployments.csv' }, context))); });
}

/** Who may approve was looked at a month ago and closed; the roles beside it are under way. */
function accessReviews({ act, now, founded: { store } }: Play): void {
  const review = (title: string, at: number, kinds: Asked<'accessReview.start'>['kinds'], days: number): { id: string; mine(who: string): string[] } => {
    const { id } = act(ingrid, at, 'accessReview.start', { title, kinds, reviewers: [ingrid, marta], dueOn: iso(at + days * day).slice(0, 10) });
    return { id, mine: (who) => store.records.accessItems(id).filter(({ reviewer }) => store.records.loadPerson(reviewer).name === who).map((item) => item.id) };
  };
  const decide = (who: string, at: number, { of, rights, ...said }: { of: string; rights: string[]; verdict: 'certify' | 'revoke'; reason: string }): void => {
    for (const right of rights) act(who, at, 'accessReview.open', { review: of, right });
    if (rights.length > 0) act(who, at, 'accessReview.decide', { review: of, rights, ...said });
  };
  const approvers = review('Who may approve', now - 40 * day, ['approver-right'], 14);
  for (const who of [ingrid, marta]) decide(who, now - 36 * day, { of: approvers.id, rights: approvers.mine(who), verdict: 'certify', reason: 'Sits on the board and took part this quarter.' });
  act(ingrid, now - 30 * day, 'accessReview.close', { review: approvers.id, note: 'Every right was looked at with its holder.' });
  const others = review('Roles beside the board', now - 4 * day, ['app-role'], 60);
  const waiting = others.mine(ingrid);
  const batch = store.records.accessItems(others.id).find(({ holderName, what }) => holderName === 'Daniel Novak' && what === 'Role requester');
  decide(marta, now - 3 * day, { of: others.id, rights: others.mine(marta), verdict: 'certify', reason: 'Keeps the roster and the settings.' });
  decide(ingrid, now - 3 * day, { of: others.id, rights: waiting.filter((id) => id !== batch?.id).slice(0, 3), verdict: 'certify', reason: 'Raises changes every week.' });
  if (batch) decide(ingrid, now - 3 * day, { of: others.id, rights: [batch.id], verdict: 'revoke', reason: 'Implements only; others ask for him.' });
}

/** Plays the showcase behind the changes of the example, in one transaction; the history ends with the night before `today`. */
export function playShowcase(founded: Founded, people: ReadonlyMap<string, string>, { seed, today }: { seed: number; today: string }): void {
  const random = seeded(seed + 7_919);
  const now = Date.parse(`${today}T00:00:00.000Z`);
  founded.store.db.transaction(() => {
    const play: Play = { ...stageOf(founded, people, random.uuid), now, founded };
    boardsAndItems(play);
    for (const skill of ['technical', 'security', 'architecture'] as const) play.act(marta, now - 60 * day, 'skill.tag', { person: ingrid, skill });
    model(play);
    const incident = registers(play);
    ordinary(play);
    emergencies(play, incident);
    deployedAllTheSame(play);
    accessReviews(play);
  });
}
