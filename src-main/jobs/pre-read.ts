// The papers of a meeting as a sealed PDF (CAB-03).
import type { Input, Output } from '#contract/index.ts';
import { sentence } from '#contract/errors.ts';
import type { ProposedChange } from '#contract/agenda.ts';
import type { PreReadDocument, PreReadItem } from '../documents/pre-read-document.ts';
import { itemsOver } from '../domain/agenda.ts';
import type { JobContext, JobControl, ReadContext } from '../ports.ts';
import { proposalOf } from '../queries/agenda.ts';
import { packet } from '../queries/cab.ts';
import { fingerprintWords } from '../trail/keys.ts';
import { assertArchival, common, exported, markFeeds, mayPrint, safeName } from './documents.ts';

const recordWords = ({ completed, failed }: ProposedChange['record']): string =>
  (completed === 0 ? 'No change of this service has been completed yet.' : `Of the last ${completed} completed ${completed === 1 ? 'change' : 'changes'}, ${failed === 0 ? 'none' : failed} failed or ${failed === 1 ? 'was' : 'were'} rolled back.`);
const remarkOf = ({ record, findings }: ProposedChange): string =>
  [findings.length === 0 ? '' : `${findings.length} open ${findings.length === 1 ? 'finding' : 'findings'}`, record.failed === 0 ? '' : `${record.failed} of ${record.completed} went wrong`].filter(Boolean).join('; ');
const riskOf = ({ tier, score }: Pick<ProposedChange, 'tier' | 'score'>): PreReadItem['risk'] => (tier === null ? null : { tier, score: score ?? 0 });

function itemOf(context: ReadContext, meeting: string, told: ProposedChange, position: number): PreReadItem {
  const p = packet(context, { change: told.id, meeting });
  const change = context.loadChange(told.id);
  const texts: PreReadItem['texts'] = [['Description', p.description], ['Why', p.justification], ['Implementation', p.implementationPlan], ['Test', p.testPlan], ['Way back', p.backoutPlan], ['Rolled back when', p.rollbackCriteria]].flatMap(([title, text]) => (text?.trim() ? [{ title: title!, text }] : []));
  const { plannedStartAt, plannedEndAt, zone } = p.card;
  return {
    position, ref: told.number, title: told.title, risk: riskOf(told), service: told.service, environment: change.fields.environment, owner: change.fields.owner, requester: p.requester, zone, minutes: told.minutes,
    window: plannedStartAt !== null && plannedEndAt !== null ? { fromAt: plannedStartAt, toAt: plannedEndAt } : null, texts,
    conflicts: p.conflicts.map(({ number, title, rule }) => `${[number, title].filter(Boolean).join(' ')} (${rule})`), record: recordWords(told.record), findings: told.findings.map(({ text, owner, dueOn, from }) => ({ text, owner, dueOn, from })),
    gaps: p.card.pieces.flatMap((piece) => (piece.why ? [`${piece.label}: ${sentence(piece.why as Parameters<typeof sentence>[0])}`] : [])),
  };
}

/** What the pre-read says: the agenda as it stands, and what the board page shows of each item. */
export function gatherPreRead(context: ReadContext, { meeting: ref, note }: Input<'meeting.writePreRead'>, mark: PreReadDocument['trail']): PreReadDocument {
  const meeting = context.loadMeeting(ref);
  const proposal = proposalOf(context, ref);
  const told = new Map(proposal.changes.map((change) => [change.id, change]));
  const agenda = meeting.items.flatMap((item, i): PreReadDocument['agenda'] => {
    if (item.kind === 'topic') return [{ position: i + 1, ref: '', title: item.title, risk: null, minutes: item.minutes, remark: '' }];
    const change = told.get(item.change);
    return change ? [{ position: i + 1, ref: change.number, title: change.title, risk: riskOf(change), minutes: item.minutes, remark: remarkOf(change) }] : [];
  });
  return {
    organisation: context.organisation.name, site: context.organisation.site, board: proposal.meeting.boardName, number: meeting.number, zone: meeting.zone, note: note ?? '',
    held: { fromAt: meeting.startsAt, toAt: new Date(Date.parse(meeting.startsAt) + meeting.lengthMinutes * 60_000).toISOString() }, lengthMinutes: meeting.lengthMinutes, plannedMinutes: proposal.plannedMinutes, over: itemsOver(meeting), agenda,
    topics: proposal.topics.filter(({ isOnAgenda, total }) => isOnAgenda && total > 0).map(({ title, lines, total }) => ({ title, lines: lines.map((l) => ({ text: l.text, change: l.change ?? '', said: l.said, isOverdue: l.isOverdue })), more: total - lines.length })),
    items: meeting.items.flatMap((item, i) => { const change = item.kind === 'change' ? told.get(item.change) : undefined; return change ? [itemOf(context, meeting.id, change, i + 1)] : []; }),
    trail: mark, rootWords: fingerprintWords(Buffer.from(context.organisation.rootKey, 'hex')), caFingerprint: context.organisation.caFingerprint, madeAt: context.now,
  };
}

export async function writePreRead(context: JobContext, input: Input<'meeting.writePreRead'>, control: JobControl): Promise<Output<'meeting.writePreRead'>> {
  mayPrint(context);
  const own = markFeeds(context).find((f) => f.feed === context.organisation.deviceFeed)!;
  const { document, id } = context.read((read) => ({ document: gatherPreRead(read, input, own), id: read.loadMeeting(input.meeting).id }));
  const name = `${safeName(document.number)}-PRE.pdf`;
  const file = await context.print({ ...common(context, name), kind: 'pre-read', document }, control);
  assertArchival(file);
  return { file: exported(context, { kind: 'pre-read', of: id, name, path: file.path, sha256: file.sha256 }), pages: file.pages, items: document.agenda.length };
}
