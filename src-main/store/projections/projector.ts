// Folds events into every table that screens read. A pure fold: nothing here knows the time or what else stands in the present.
import type { Subject } from '#contract/define.ts';
import type { StampedEvent } from '../../domain/event.ts';
import { lineOf } from '../causality.ts';
import { pastOfLive, placed } from '../replay.ts';
import type { Place, Told } from '../replay.ts';
import type { WriteDb } from '../open.ts';
import { eraseTexts } from '../payloads.ts';
import { isAuthorising, withSigner } from '../signers.ts';
import { entitlementTables, foldEntitlement } from './entitlements.ts';
import { foldCalendar } from './calendar.ts';
import { configurationTables, foldConfiguration } from './configuration.ts';
import { foldChange, holdChanges, writeChanges } from './change.ts';
import { projectDecisionOnAgenda, projectMeeting } from './meeting.ts';
import { foldRegister, noteNumber, writeNumbers } from './registers.ts';
import type { LastNumbers } from './registers.ts';
import { foldSheets } from './sheets.ts';

/** Tables the projector owns, in the order a rebuild empties and compares them. */
export const projectionTables = ['event', 'event_count', 'organisation', 'device', 'person', 'role_grant', 'roster_proposal', 'board', 'seat', ...configurationTables, 'calendar_entry', 'change', 'change_detail', 'change_count', 'number_last', 'meeting', 'agenda_item', 'decision', 'import_run', 'import_quarantine', 'mapping', 'document', 'sheet', ...entitlementTables] as const;

const subjectOfType: Record<string, Subject> = {
  org: 'workspace', device: 'workspace',
  person: 'person', role: 'person', roster: 'person', entitlement: 'person', entitlements: 'person',
  payload: 'trail', fork: 'trail', document: 'trail', access: 'trail',
  board: 'board',
  service: 'service', item: 'service', discovery: 'service', constraint: 'service', integration: 'service', workaround: 'service', debt: 'service', debtPlan: 'service', parallel: 'service', level: 'service',
  calendar: 'calendar',
  change: 'change', file: 'change', risk: 'change', review: 'change', evidence: 'change', backout: 'change', emergency: 'change', token: 'change', run: 'change', impact: 'change', schedule: 'change', negotiation: 'change', referral: 'cab', escalation: 'cab', incident: 'change', classification: 'change', approval: 'change',
  cab: 'cab', meeting: 'cab', minutes: 'cab',
  import: 'import', mapping: 'import',
  policy: 'policy', model: 'policy', charter: 'policy', profile: 'policy', exception: 'policy',
  capacity: 'release', initiative: 'release', demand: 'release',
  finding: 'finding', audit: 'finding', accessReview: 'finding', accessRight: 'finding', archive: 'finding', legalHold: 'finding', control: 'policy', obligation: 'change',
  release: 'release', wave: 'release', dependency: 'release', stakeholder: 'release', version: 'release', flag: 'release', flagExport: 'release', standard: 'release', train: 'release', portfolio: 'release', ranking: 'release',
};
export const topicOf = (type: string): Subject => subjectOfType[type.slice(0, type.indexOf('.'))] ?? 'trail';

/**
 * Folds the events of one commit; answers the subjects they touched. Every event is listed, but those of records that are
 * folded anew afterwards are not folded here.
 */
export function project(db: WriteDb, told: readonly Told[], at: Omit<Place, 'place'>, isFoldedAnew: (event: StampedEvent) => boolean = () => false): Set<Subject> {
  const changes = holdChanges();
  const numbers: LastNumbers = new Map();
  const touched = new Set<Subject>(['trail']);
  for (const { event: read, place } of told) {
    const event = isAuthorising(read) ? withSigner(db, read, { line: lineOf(db, at), seq: at.seq }, pastOfLive(db, at)) : read;
    db.run('INSERT INTO event (subject, h, feed, seq, place, type, by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', event.subject, at.h, at.feed, at.seq, place, event.type, event.by, event.at);
    noteNumber(numbers, event);
    touched.add(topicOf(event.type));
    if (event.subject.startsWith('change:')) touched.add('change');
    if (event.subject.startsWith('service:')) touched.add('service');
    if (event.type === 'payload.redacted') eraseTexts(db, event.data);
    if (isFoldedAnew(event)) continue;
    foldRegister(db, event);
    foldEntitlement(db, event);
    foldConfiguration(db, event);
    foldCalendar(db, event);
    foldSheets(db, event);
    const isOfChange = event.subject.startsWith('change:') && foldChange(db, changes, placed(event, { ...at, place }), { ...at, place });
    if (event.subject.startsWith('meeting:')) projectMeeting(db, event);
    if (isOfChange && event.type === 'cab.decisionRecorded') projectDecisionOnAgenda(db, event);
  }
  db.run('INSERT INTO event_count (id, count) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET count = count + excluded.count', told.length);
  writeChanges(db, changes);
  writeNumbers(db, numbers);
  return touched;
}
