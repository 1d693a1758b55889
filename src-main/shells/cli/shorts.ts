// The documented short commands that are one operation each (cli.md): other words, the same fields.
import { basename } from 'node:path';
import type { OpName } from '#contract/index.ts';
import { appError } from '../../app-error.ts';
import { auditShorts } from './audit-shorts.ts';
import { operationCommand } from './command.ts';
import type { Command, Short } from './command.ts';
import type { Desk } from './desk.ts';
import { ownFlag, usage } from './flags.ts';
import { releaseShorts } from './shorts-release.ts';

const onChange = (op: OpName, more: Omit<Short, 'op' | 'takes'> = {}): Short => ({ op, takes: ['change'], ...more });
const inMeeting = (op: OpName, more: Omit<Short, 'op'> = {}): Short => ({ op, takes: ['meeting'], ...more });
const onItem = (op: OpName, more: Omit<Short, 'op' | 'takes'> = {}): Short => ({ op, takes: ['meeting', 'change'], ...more });

const attendances = ['present', 'late', 'apologies', 'left', 'unknown'] as const;
/** `--present A --present B --apologies C` becomes the attendance of a roll call. */
function attendance(input: Record<string, unknown>): Record<string, unknown> {
  const { meeting, attendance: whole = [], ...rest } = input;
  const named = attendances.flatMap((status) => ((rest[status] as string[] | undefined) ?? []).map((person) => ({ person, status })));
  const all = [...(whole as unknown[]), ...named];
  if (all.length === 0) throw usage('Say who is there: --present PERSON, --late PERSON, --apologies PERSON.');
  return { meeting, attendance: all };
}

/** `--incident I`, `--advisory A --score 9.8 --exploited`, `--data-loss TEXT`, `--legal-order REF` and one `--evidence TEXT` become the criteria of an emergency. */
function criteria({ incident, advisory, score, exploited, 'data-loss': loss, 'legal-order': order, evidence, criteria: whole = [], ...rest }: Record<string, unknown>): Record<string, unknown> {
  const proved = evidence === undefined ? {} : { evidence };
  const named = [
    ...(incident === undefined ? [] : [{ kind: 'incident', incident }]), ...(advisory === undefined ? [] : [{ kind: 'vulnerability', advisory, ...(score === undefined ? {} : { score }), isExploited: exploited === 'yes', ...proved }]),
    ...(loss === undefined ? [] : [{ kind: 'data-loss', statement: loss, ...proved }]), ...(order === undefined ? [] : [{ kind: 'legal-order', statement: order, ...proved }]),
  ];
  const all = [...(whole as unknown[]), ...named];
  if (all.length === 0) throw usage('Say what makes it an emergency: --incident NUMBER, --advisory ID --score 9.8, --data-loss TEXT or --legal-order REFERENCE, with --evidence TEXT.');
  return { ...rest, criteria: all };
}
/** `--bypass freeze=REASON` lists a control that an emergency sets aside. */
function bypassing({ bypass = [], bypassed = [], ...rest }: Record<string, unknown>): Record<string, unknown> {
  const named = (bypass as string[]).map((text) => { const at = text.indexOf('='); return { control: at < 0 ? text : text.slice(0, at), reason: at < 0 ? '' : text.slice(at + 1) }; });
  return { ...rest, bypassed: [...(bypassed as unknown[]), ...named] };
}

/** Paths of a coverage report and of test results become files the core may open. */
function stagingReports({ coverage, tests, ...rest }: Record<string, unknown>, desk: Desk): Record<string, unknown> {
  const stage = (path: unknown): string => desk.core().app.stagePath(String(path));
  return { ...rest, coverage: stage(coverage), tests: (Array.isArray(tests) ? tests : []).map(stage) };
}

/** `--to FILE` says where an export goes; its ending is that of what is written. */
function sentTo(to: unknown, input: Record<string, unknown>, { desk, ending }: { desk: Desk; ending: string }): Record<string, unknown> {
  if (to === undefined) return input;
  if (desk.globals.out !== undefined) throw usage('--to and --out say the same; give one of them.');
  if (!String(to).toLowerCase().endsWith(`.${ending}`)) throw appError('invalid_input', { field: '--to', problem: `the file is a .${ending}` }, { field: 'to' });
  desk.globals.out = String(to);
  return input;
}
const entryFlags = [ownFlag('for', 'whom it is for: organisation, or service=NAME, environment=NAME, department=NAME, region=NAME, item=NAME', { isList: true }), ownFlag('rule', 'when it takes place again: an RRULE of RFC 5545, such as FREQ=MONTHLY;BYDAY=-1FR')];
/** `--for service=Cards --for region=UK --rule FREQ=YEARLY` become scope and recurrence of an entry. */
function enteringEntry({ for: named, rule, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const scope = ((named as string[] | undefined) ?? []).map((text) => { const at = text.indexOf('='); return at < 0 ? { by: text } : { by: text.slice(0, at), id: text.slice(at + 1) }; });
  return { ...rest, ...(scope.length > 0 ? { scope } : {}), ...(rule === undefined ? {} : { recurrence: { rule } }) };
}

export const shorts: Record<string, Short> = {
  'status': { op: 'workspace.status' },
  'work': { op: 'work.mine' },
  'person list': { op: 'person.list', takes: ['text'] },
  'role grant': { op: 'role.grant', takes: ['person', 'role'] },
  'role revoke': { op: 'role.revoke', takes: ['person', 'role'] },
  'role pending': { op: 'roster.pending' },
  'role confirm': { op: 'roster.confirm', takes: ['proposal'] },
  'role decline': { op: 'roster.decline', takes: ['proposal', 'reason'] },
  'person suspend': { op: 'person.suspend', takes: ['person', 'reason'] },
  'person reinstate': { op: 'person.reinstate', takes: ['person'] },
  'person revoke-key': { op: 'person.revokeKey', takes: ['person', 'reason'] },
  'device list': { op: 'device.list' },
  'device inspect': { op: 'device.inspectRequest', takes: ['file'] },
  'device enrol': { op: 'device.enrol', takes: ['file'], renamed: { roles: 'role' } },
  'device revoke': { op: 'device.revoke', takes: ['device', 'reason'] },
  'key kit': { op: 'key.recoveryKit' },
  'key restore-kit': { op: 'key.restoreKit', takes: ['file'] },
  'bundle conflicts': { op: 'bundle.conflicts' },
  'bundle show': { op: 'bundle.conflict', takes: ['id'] },
  'bundle resolve': { op: 'bundle.resolve', takes: ['id', 'keep'], renamed: { conditions: 'condition' } },
  'bundle status': { op: 'exchange.status' },
  'fork resolve': { op: 'fork.resolve', takes: ['feed', 'keep', 'reason'] },
  'board create': { op: 'board.create', takes: ['name'], renamed: { seats: 'seat' } },
  'board list': { op: 'board.list' },
  'board seat': { op: 'board.seat', takes: ['board', 'person'] },

  'change take': { op: 'change.takeDraft', takes: ['file'] },
  'change trace': onChange('change.trace'),
  'change list': { op: 'change.list' },
  'change show': onChange('change.show'),
  'change history': onChange('change.history'),
  'change edit': onChange('change.edit', { flat: 'fields' }),
  'change submit': onChange('change.submit'),
  'change assess': onChange('change.assess'),
  'change return': onChange('change.return'),
  'change schedule': onChange('change.schedule'),
  'change unschedule': onChange('change.unschedule'),
  'change start': onChange('change.start'),
  'change finish': onChange('change.finish'),
  'change retry': onChange('change.retry'),
  'change validate': onChange('change.validate'),
  'change close': onChange('change.close'),
  'change cancel': onChange('change.cancel'),
  'change reopen': onChange('change.reopen'),
  'change link': { op: 'change.link', takes: ['change', 'kind', 'to'] },
  'risk show': onChange('risk.show'),
  'risk classify': { op: 'risk.classify', takes: ['change', 'sensitivity', 'users'] },
  'risk answer': { op: 'risk.answer', takes: ['change', 'question', 'answer'] },
  'risk reversibility': { op: 'risk.setReversibility', takes: ['change', 'reversibility'] },
  'risk tier': { op: 'risk.setTier', takes: ['change', 'tier', 'reason'] },
  'risk sign': onChange('risk.sign'),
  'risk report': onChange('risk.write'),
  'risk map': { op: 'risk.heatMap' },
  'fmea show': onChange('fmea.show'),
  'fmea add': { op: 'fmea.add', takes: ['change', 'failure-mode', 'severity', 'occurrence', 'detection'] },
  'fmea action': { op: 'fmea.setAction', takes: ['change', 'row', 'action'], renamed: { dueOn: 'due' } },
  'fmea done': { op: 'fmea.finishAction', takes: ['change', 'row'] },
  'fmea again': { op: 'fmea.rateAgain', takes: ['change', 'row', 'severity', 'occurrence', 'detection'] },
  'fmea accept': { op: 'fmea.accept', takes: ['change', 'row', 'reason'] },
  'fmea drop': { op: 'fmea.drop', takes: ['change', 'row', 'reason'] },
  'premortem show': onChange('premortem.show'),
  'premortem start': onChange('premortem.start'),
  'premortem join': { op: 'premortem.join', takes: ['change', 'name', 'function'] },
  'premortem write': { op: 'premortem.write', takes: ['change', 'participant', 'cause'] },
  'premortem open': onChange('premortem.open'),
  'premortem put': { op: 'premortem.cluster', takes: ['change', 'cause', 'cluster'] },
  'premortem rank': { op: 'premortem.rank', takes: ['change', 'cluster', 'votes'] },
  'premortem task': { op: 'premortem.makeTask', takes: ['change', 'cluster', 'action'], renamed: { dueOn: 'due' } },
  'premortem fmea': { op: 'premortem.makeFailureMode', takes: ['change', 'cluster', 'failure-mode', 'severity', 'occurrence', 'detection'] },
  'premortem done': { op: 'premortem.finishTask', takes: ['change', 'cluster'] },
  'premortem close': onChange('premortem.close'),
  'coverage show': onChange('coverage.show'),
  'coverage commit': { op: 'coverage.declareCommit', takes: ['change', 'commit'] },
  'coverage report': { op: 'coverage.report', takes: ['change', 'coverage', 'tests…'], shape: stagingReports },
  'change meet-condition': { op: 'change.meetCondition', takes: ['change', 'condition'] },

  'backout show': onChange('backout.show'),
  'backout plan': onChange('backout.writePlan'),
  'backout attach': { op: 'backout.attachScript', takes: ['change', 'file'] },
  'backout verify': { op: 'backout.verifyScript', takes: ['change', 'script'] },
  'backout sign-none-known': onChange('backout.signNoneKnown'),
  'backout triggers': onChange('backout.setTriggers'),
  'backout sheet': onChange('backout.write'),
  'backout export': onChange('backout.exportPlan'),
  'backout import-order': { op: 'backout.importOrder', takes: ['change', 'file'] },
  'backout review': { op: 'backout.review', takes: ['change', 'verdict'], renamed: { items: 'item' } },
  'backout rehearse': onChange('backout.rehearse'),
  'backout owner': { op: 'backout.nameOwner', takes: ['change', 'owner', 'deputy'] },
  'backout accept': onChange('backout.acceptOwnership'),
  'backout order': onChange('backout.order'),
  'backout dissent': { op: 'backout.dissent', takes: ['change', 'reason'] },
  'backout done': { op: 'backout.doStep', takes: ['change', 'step'] },
  'backout backup': onChange('backout.registerBackup'),
  'backout schedules': { op: 'backout.schedules' },

  'ci list': { op: 'item.list', takes: ['text'] },
  'ci show': { op: 'item.show', takes: ['item'] },
  'ci history': { op: 'item.history', takes: ['item'] },
  'ci register': { op: 'item.register', takes: ['name'], renamed: { version: 'item-version' } },
  'ci describe': { op: 'item.describe', takes: ['item'], flat: 'fields', renamed: { version: 'item-version' } },
  'ci relate': { op: 'item.relate', takes: ['item', 'kind', 'to'] },
  'ci unrelate': { op: 'item.unrelate', takes: ['item', 'kind', 'to'] },
  'ci try': { op: 'discovery.dryRun', takes: ['file'] },
  'ci import': { op: 'discovery.import', takes: ['file'] },
  'ci waiting': { op: 'discovery.waiting' },
  'ci choose': { op: 'discovery.settle', takes: ['source', 'key', 'to'] },
  'service list': { op: 'service.list', takes: ['text'] },
  'service register': { op: 'service.register', takes: ['name'] },
  'service describe': { op: 'service.describe', takes: ['service'], flat: 'fields' },
  'impact': { op: 'impact.show', takes: ['change'] },
  'impact of': { op: 'impact.ofItems', takes: ['items…'] },
  'impact respond': { op: 'impact.respond', takes: ['change', 'service', 'response'] },

  'incident open': { op: 'incident.open', takes: ['severity', 'service', 'summary'] },
  'incident update': { op: 'incident.update', takes: ['incident'] },
  'incident close': { op: 'incident.close', takes: ['incident', 'resolution'] },
  'incident list': { op: 'incident.list' },
  'emergency declare': onChange('emergency.declare', {
    own: [ownFlag('incident', 'an open incident of severity 1 or 2'), ownFlag('advisory', 'the advisory of a vulnerability, such as CVE-2026-1234'), ownFlag('score', 'its CVSS score, such as 9.8'), ownFlag('exploited', 'yes where it is being exploited'),
      ownFlag('data-loss', 'which data is about to be lost'), ownFlag('legal-order', 'the reference of a binding order'), ownFlag('evidence', 'what proves it: a file, a ticket, a digest')],
    supplied: ['criteria'], shape: criteria,
  }),
  'emergency vote': { op: 'emergency.castBallot', takes: ['change', 'vote'] },
  'emergency authorise': onChange('emergency.authorise', { own: [ownFlag('bypass', 'CONTROL=REASON, a control that is set aside', { isList: true })], supplied: ['bypassed'], shape: bypassing }),
  'emergency extend': { op: 'emergency.extend', takes: ['change', 'hours', 'reason'] },
  'emergency health': { op: 'emergency.importHealth', takes: ['change', 'file'] },
  'emergency validate': onChange('emergency.validate'),
  'emergency show': onChange('emergency.show'),
  'emergency cause': { op: 'emergency.setRootCause', takes: ['change', 'cause'] },
  'emergency ratify': { op: 'emergency.ratify', takes: ['change', 'verdict', 'reason'] },
  'emergency register': { op: 'emergency.register' },
  'emergency trends': { op: 'emergency.trends' },

  'meeting create': { op: 'meeting.create', renamed: { startsAt: 'at' } },
  'meeting list': { op: 'meeting.list' },
  'meeting agenda': inMeeting('cab.board'),
  'meeting outlook': { op: 'cab.outlook', takes: ['board'] },
  'meeting propose': inMeeting('cab.propose'),
  'pre-read': inMeeting('meeting.writePreRead'),
  'meeting packet': { op: 'cab.packet', takes: ['change', 'meeting'] },
  'meeting admit': onItem('cab.admit'),
  'meeting drop': onItem('cab.drop'),
  'meeting order': { op: 'cab.order', takes: ['meeting', 'change', 'before'], supplied: ['before'], shape: (input) => ({ before: null, ...input }) },
  'meeting minutes': onItem('cab.setMinutes'),
  'meeting start': inMeeting('meeting.start'),
  'meeting roll-call': inMeeting('meeting.rollCall', {
    own: attendances.map((status) => ownFlag(status, `a member who is ${status === 'apologies' ? 'excused' : status}`, { isList: true })), supplied: ['attendance'], shape: attendance,
  }),
  'meeting vote': { op: 'meeting.vote', takes: ['meeting', 'change', 'person', 'vote'] },
  'meeting decide': { op: 'cab.recordDecision', takes: ['meeting', 'change', 'verdict'], renamed: { conditions: 'condition' } },
  'meeting refer': onItem('referral.make'),
  'meeting hand-up': onItem('escalation.raise'),
  'referral answer': { op: 'referral.answer', takes: ['change', 'view', 'opinion'] },
  'referral withdraw': { op: 'referral.withdraw', takes: ['change', 'expert', 'reason'] },
  'referral list': { op: 'referral.list' },
  'referral show': { op: 'escalation.show', takes: ['change'] },
  'meeting actions': { op: 'meeting.actions', takes: ['meeting'] },
  'meeting finish-action': { op: 'meeting.finishAction', takes: ['meeting', 'action', 'note'] },
  'meeting end': inMeeting('meeting.end', { renamed: { actions: 'action' } }),

  'ballot write': { op: 'ballot.write', takes: ['meeting', 'change', 'vote'] },
  'ballot receive': { op: 'ballot.receive', takes: ['meeting', 'file'] },
  'minutes addendum': { op: 'minutes.addAddendum', takes: ['meeting', 'text'] },
  'minutes show': inMeeting('minutes.show'),

  'review list': onChange('review.list'),
  'review request': { op: 'review.request', takes: ['change', 'kind'] },
  'review sign': { op: 'review.sign', takes: ['change', 'kind', 'verdict'] },
  'review comment': { op: 'review.comment', takes: ['change', 'kind', 'text'], renamed: { isBlocking: 'blocking' } },
  'review resolve': { op: 'review.resolve', takes: ['change', 'comment'] },
  'skill list': { op: 'skill.list' },
  'skill tag': { op: 'skill.tag', takes: ['person', 'skill'], renamed: { isHeld: 'held' } },
  'duty list': { op: 'duty.violations' },
  'duty show': onChange('duty.show'),
  'evidence list': onChange('evidence.list'),
  'evidence attach': { op: 'evidence.attach', takes: ['change', 'kind', 'file'] },
  'evidence withdraw': { op: 'evidence.withdraw', takes: ['change', 'evidence', 'reason'] },
  'evidence declare': { op: 'evidence.declare', takes: ['change', 'artefact…'], renamed: { artefacts: 'artefact' } },
  'evidence write': { op: 'evidence.write', takes: ['change', 'evidence'] },
  'conflicts': { op: 'conflict.list', takes: ['change'] },
  'conflict accept': { op: 'conflict.accept', takes: ['change', 'conflict', 'reason'] },
  'freeze add': { op: 'calendar.addEntry', takes: ['title'], supplied: ['kind'], renamed: { startsAt: 'start', endsAt: 'end' }, own: entryFlags, shape: (input) => enteringEntry({ kind: 'freeze', ...input }) },
  'freeze list': { op: 'calendar.list', supplied: ['kinds'], shape: (input) => ({ kinds: ['freeze', 'stabilisation'], ...input }) },
  'freeze permit': { op: 'freeze.permit', takes: ['freeze', 'change', 'reason'] },
  'freeze lift': { op: 'freeze.lift', takes: ['freeze', 'reason'] },
  'window propose': onChange('window.propose'),
  'window agree': onChange('negotiation.propose', { renamed: { startsAt: 'start', endsAt: 'end' } }), 'window counter': onChange('negotiation.counter', { renamed: { startsAt: 'start', endsAt: 'end' } }), 'window accept': onChange('negotiation.accept'), 'window confirm': onChange('negotiation.confirm'),
  'window show': onChange('negotiation.show'), 'window print': onChange('negotiation.write'),
  'capacity show': { op: 'capacity.show' }, 'capacity set': { op: 'capacity.set', takes: ['kind', 'of', 'amount'] }, 'capacity release': { op: 'capacity.ofRelease', takes: ['release'] },
  'initiative enter': { op: 'initiative.enter', takes: ['name', 'department'] }, 'initiative revise': { op: 'initiative.revise', takes: ['initiative'] }, 'initiative end': { op: 'initiative.end', takes: ['initiative', 'reason'] },
  'demand set': { op: 'demand.set', takes: ['release'] },
  'level show': { op: 'level.show', takes: ['service'] }, 'level set': { op: 'level.setTerms', takes: ['service'] }, 'level downtime': { op: 'level.addDowntime', takes: ['service', 'on', 'minutes', 'note'] }, 'level import': { op: 'level.importActivity', takes: ['service', 'file'] },
  'calendar add': { op: 'calendar.addEntry', takes: ['kind', 'title'], renamed: { startsAt: 'start', endsAt: 'end' }, own: entryFlags, shape: enteringEntry },
  'calendar try': { op: 'calendar.dryRun', takes: ['file'] },
  'calendar import': { op: 'calendar.import', takes: ['file'] },
  'calendar list': { op: 'calendar.list' },
  'calendar effects': { op: 'effect.list', takes: ['entry'] },
  'exception list': { op: 'exception.list' },
  'exception request': { op: 'exception.request', takes: ['rule'] },
  'exception approve': { op: 'exception.approve', takes: ['exception'] },
  'exception refuse': { op: 'exception.refuse', takes: ['exception', 'reason'] },
  'exception renew': { op: 'exception.renew', takes: ['exception', 'until'] },
  ...auditShorts,
  'exception revoke': { op: 'exception.revoke', takes: ['exception', 'reason'] },

  'release list': { op: 'release.list' },
  'release show': { op: 'release.show', takes: ['release'] },
  'release history': { op: 'release.history', takes: ['release'] },
  'release plan': { op: 'release.plan', takes: ['name'], renamed: { types: 'type' } },
  'release edit': { op: 'release.edit', takes: ['release'], flat: 'fields', renamed: { types: 'type' } },
  'release scope': { op: 'release.scope', takes: ['release'] },
  'release exclude': { op: 'release.exclude', takes: ['release', 'what', 'reason'] },
  'release include-again': { op: 'release.includeAgain', takes: ['release', 'exclusion'] },
  'release exclude-none': { op: 'release.excludeNone', takes: ['release'] },
  'release team': { op: 'release.addTeam', takes: ['release', 'name', 'lead'] },
  'release drop-team': { op: 'release.dropTeam', takes: ['release', 'team'] },
  'release answer': { op: 'release.answer', takes: ['release', 'team', 'answer'] },
  'release duty': { op: 'release.setDuty', takes: ['release', 'duty'], renamed: { dueOn: 'due' } },
  'release drop-duty': { op: 'release.dropDuty', takes: ['release', 'duty'] },
  'release package': { op: 'release.setPackage', takes: ['release', 'name'], renamed: { changes: 'change', items: 'item' } },
  'release drop-package': { op: 'release.dropPackage', takes: ['release', 'package'] },
  'release packaging': { op: 'release.decidePackaging', takes: ['release', 'choice'], flat: 'criteria' },
  'release order': { op: 'sequence.show', takes: ['release'] },
  'release depends': { op: 'dependency.record', takes: ['from', 'type', 'to'] },
  'release dependencies': { op: 'dependency.list', takes: ['of'] },
  'release import-dependencies': { op: 'dependency.import', takes: ['file'] },
  'release withdraw-dependency': { op: 'dependency.withdraw', takes: ['dependency', 'reason'] },
  'release versions': { op: 'version.check', takes: ['release'] },
  'release plan-version': { op: 'version.plan', takes: ['release', 'change', 'service', 'environment', 'semver'], renamed: { needs: 'need' } },
  'release unplan-version': { op: 'version.unplan', takes: ['release', 'entry'] },
  'flag list': { op: 'flag.list', takes: ['text'] },
  'flag register': { op: 'flag.register', takes: ['key', 'kind'] },
  'flag revise': { op: 'flag.revise', takes: ['flag', 'key', 'kind'] },
  'flag remove': { op: 'flag.remove', takes: ['flag', 'reason'] },
  'flag activate': { op: 'flag.activate', takes: ['flag', 'environment', 'state', 'change'] },
  'flag import': { op: 'flag.import', takes: ['file', 'environment'] },
  'standard list': { op: 'standard.list', takes: ['text'] },
  'standard register': { op: 'standard.register', takes: ['technology', 'lifecycle', 'range'], renamed: { validFrom: 'from', validUntil: 'until' } },
  'standard revise': { op: 'standard.revise', takes: ['standard', 'technology', 'lifecycle', 'range'], renamed: { validFrom: 'from', validUntil: 'until' } },
  'standard end': { op: 'standard.end', takes: ['standard', 'reason'] },
  'standard dispense': { op: 'standard.dispense', takes: ['standard', 'release', 'until', 'reason'] },
  'standard end-dispensation': { op: 'standard.endDispensation', takes: ['standard', 'dispensation', 'reason'] },
  'release conformance': { op: 'standard.check', takes: ['release'] },
  'version list': { op: 'version.list', takes: ['text'] },
  'version record': { op: 'version.record', takes: ['service', 'environment', 'semver'], renamed: { needs: 'need' } },
  'version remove': { op: 'version.remove', takes: ['service', 'environment'] },
  'version import': { op: 'version.import', takes: ['file', 'environment'], renamed: { needs: 'need' } },
  'version components': { op: 'version.components', takes: ['service', 'environment'] },
  'release impact': { op: 'stakeholder.show', takes: ['release'] },
  'release group': { op: 'stakeholder.setGroup', takes: ['release', 'name', 'department'], renamed: { processes: 'process', startsOn: 'from', endsOn: 'until' } },
  'release drop-group': { op: 'stakeholder.dropGroup', takes: ['release', 'group'] },
  'release sign-impact': { op: 'stakeholder.sign', takes: ['release'] },
  ...releaseShorts,
  'release baseline': { op: 'release.baseline', takes: ['release'] },
  'release step': { op: 'release.step', takes: ['release', 'to'] },

  'constraint list': { op: 'constraint.list', takes: ['text'] },
  'constraint register': { op: 'constraint.register', takes: ['kind', 'name'], renamed: { items: 'item', services: 'service', days: 'day' } },
  'constraint revise': { op: 'constraint.revise', takes: ['constraint', 'kind', 'name'], renamed: { items: 'item', services: 'service', days: 'day' } },
  'constraint end': { op: 'constraint.end', takes: ['constraint', 'reason'] },
  'constraint plan': { op: 'constraint.plan', takes: ['change'], renamed: { items: 'item', services: 'service' } },
  'constraint show': onChange('constraint.forChange'),
  'integration list': { op: 'integration.list', takes: ['text'] },
  'integration map': { op: 'integration.map', takes: ['name', 'from', 'to'] },
  'integration test': { op: 'integration.test', takes: ['point', 'on', 'result', 'evidence'] },
  'integration mitigate': { op: 'integration.mitigate', takes: ['point', 'change', 'text'] },
  'integration remove': { op: 'integration.remove', takes: ['point', 'reason'] },
  'integration radius': { op: 'integration.radius', takes: ['item'] },
  'workaround list': { op: 'workaround.list', takes: ['text'] },
  'workaround register': { op: 'workaround.register', takes: ['tool'], renamed: { steps: 'step', skills: 'skill' } },
  'workaround review': { op: 'workaround.review', takes: ['workaround', 'note'] },
  'workaround operator': { op: 'workaround.setOperator', takes: ['workaround', 'skill', 'operator'], renamed: { isAble: 'able' } },
  'workaround use': { op: 'workaround.use', takes: ['workaround', 'change'] },
  'workaround retire': { op: 'workaround.retire', takes: ['workaround', 'reason'] },
  'debt list': { op: 'debt.list', takes: ['text'] },
  'debt register': { op: 'debt.register', takes: ['title', 'component', 'kind'] },
  'debt failure': { op: 'debt.addFailure', takes: ['debt', 'on', 'minutes', 'cause'] },
  'debt decide': { op: 'debt.decide', takes: ['debt', 'verdict', 'reason'] },
  'debt settle': { op: 'debt.settle', takes: ['debt', 'reason'] },
  'debt case': { op: 'debt.writeCase', takes: ['debt', 'hours'] },
  'debt plan': { op: 'debt.plan', takes: ['release'], renamed: { debts: 'debt' } },
  'debt plans': { op: 'debt.plans' },
  'parallel list': { op: 'parallel.list' },
  'parallel plan': { op: 'parallel.plan', takes: ['name'], renamed: { measures: 'measure' } },
  'parallel record': { op: 'parallel.record', takes: ['run', 'cycle', 'side', 'release'] },
  'parallel extend': { op: 'parallel.extend', takes: ['run', 'until', 'reason'] },
  'parallel end': { op: 'parallel.end', takes: ['run', 'kind', 'reason'] },
  'parallel write': { op: 'parallel.write', takes: ['run'] },
  'catalogue list': { op: 'catalogue.list', takes: ['text'] },
  'catalogue offer': { op: 'catalogue.offer', takes: ['service', 'state'], renamed: { artefacts: 'artefact' } },
  'catalogue declare': { op: 'catalogue.declare', takes: ['service', 'release', 'feature'] },
  'catalogue export': { op: 'catalogue.export', takes: ['format'] },
  'wave list': { op: 'wave.list', takes: ['release'] },
  'wave set': { op: 'wave.set', takes: ['release', 'region', 'zone'] },
  'wave drop': { op: 'wave.drop', takes: ['release', 'wave'] },
  'wave base': { op: 'wave.base', takes: ['release', 'zone'] },
  'wave place': { op: 'wave.place', takes: ['release'] },
  'calendar feed': { op: 'feed.write' },
  'calendar take-runs': { op: 'run.import', takes: ['file'] },
  'calendar runs': onChange('run.list'),
  'token list': onChange('token.list'),
  'token revocations': { op: 'token.writeRevocations' },
  'token feed': { op: 'token.writeFeed' },
  'token trust': { op: 'token.writeTrust' },

  'pack': {
    op: 'pack.write',
    shape: (input, { globals: { out } }) => {
      const ways = ['change', 'meeting', 'release'].filter((name) => input[name] !== undefined).length + (input['from'] !== undefined || input['to'] !== undefined ? 1 : 0);
      if (ways !== 1) throw usage('A pack covers --change ID…, or --meeting ID, or --release ID, or --from TIME --to TIME, with --control ID for one control.');
      // The printed commands name the file, and volumes are named after it.
      return out === undefined || input['name'] !== undefined ? input : { ...input, name: basename(out).replace(/\.pdf$/i, '') };
    },
  },
  'export changes': {
    op: 'export.changes',
    own: [ownFlag('to', 'where the file goes; else the exports folder')],
    shape: ({ to, ...input }, desk) => sentTo(to, input, { desk, ending: 'csv' }),
  },
  'export authority': {
    op: 'export.authority',
    own: [ownFlag('to', 'where the file goes; else the exports folder')],
    shape: ({ to, ...input }, desk) => sentTo(to, input, { desk, ending: 'pem' }),
  },
  'export calendar': {
    op: 'feed.writeCalendar',
    own: [ownFlag('to', 'where the file goes; else the exports folder')],
    shape: ({ to, ...input }, desk) => sentTo(to, input, { desk, ending: 'ics' }),
  },
  'import set-aside': { op: 'import.writeQuarantine', takes: ['import'] },
  'events tail': { op: 'trail.events' },
  'rebuild': { op: 'trail.rebuild' },
};

export const shortCommands = (): Command[] => Object.entries(shorts).map(([words, short]) => operationCommand(words, short));
