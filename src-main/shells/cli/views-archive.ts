// How the archive, legal holds, erasures, findings and access reviews look to people on the command line (AUD-06 to AUD-08).
import type { ArchivedRow } from '#contract/archive.ts';
import type { Output } from '#contract/index.ts';
import { facts, oneLine, table } from './text.ts';
import { moment } from './views.ts';

const day = (at: string): string => at.slice(0, 10);
const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

const keptBy = ({ extended, retainedUntil, rule }: ArchivedRow): string => (extended?.until === retainedUntil ? 'extended' : `${counted(rule.years, 'year')}${rule.tag === null ? '' : ` for ${rule.tag}`}`);
const standing = ({ disposed, proposed, holds, isPast }: ArchivedRow): string => (disposed ? 'disposed of' : holds.length > 0 ? 'held' : proposed ? 'to be signed' : isPast ? 'may go' : 'kept');
/** A table with its heading, or nothing where there are no rows. */
const part = (title: string, headings: readonly string[], rows: Parameters<typeof table>[1]): string[] => (rows.length === 0 ? [] : [`${title}\n${table(headings, rows)}`]);
export const archiveText = ({ rows, total, waiting, years }: Output<'archive.search'>): string => [
  `${counted(total, 'archived record')}. ${waiting === 0 ? 'Every closed record is archived.' : `${counted(waiting, 'closed record is', 'closed records are')} not archived yet: gavel archive add`}`,
  ...(rows.length === 0 ? [] : [table(['Number', 'Kind', 'Closed', 'Kept until', 'Because', 'Stands', 'Service', 'Tags', 'Title'], rows.map((r) => [r.number, r.kind, moment(r.closedAt), r.retainedUntil, keptBy(r), standing(r), r.service, r.tags.join(', '), r.title]))]),
  ...part('Held from disposal', ['Number', 'For', 'Held'], rows.flatMap((r) => r.holds.map((h) => [r.number, h.matter, h.scope === 'record' ? 'this record' : `everything ${h.scope === 'tag' ? 'tagged' : 'of'} ${h.of}`]))),
  ...part('Kept longer', ['Number', 'Until', 'By', 'At', 'Reason'], rows.flatMap((r) => (r.extended === null ? [] : [[r.number, r.extended.until, r.extended.by, moment(r.extended.at), r.extended.reason]]))),
  ...part('Disposal proposed, to be signed by a second person: gavel archive dispose NUMBER', ['Number', 'By', 'At', 'Reason'], rows.flatMap((r) => (r.proposed === null || r.disposed !== null ? [] : [[r.number, r.proposed.by, moment(r.proposed.at), r.proposed.reason]]))),
  ...part('Disposed of', ['Number', 'Texts erased', 'Proposed by', 'Signed by', 'At', 'Policy', 'Reason'], rows.flatMap((r) => (r.disposed === null ? [] : [[r.number, r.disposed.texts, r.disposed.proposedBy, r.disposed.by, moment(r.disposed.at), r.disposed.policy, r.disposed.reason]]))),
  ...(total === 0 ? [`Records are kept for ${counted(years, 'year')} after they were closed, unless a tag or a hold says otherwise.`] : []),
].join('\n\n');
export const addedText = ({ archived, left }: Output<'archive.add'>): string => `${counted(archived, 'record')} archived.${left === 0 ? '' : ` ${counted(left, 'closed record is', 'closed records are')} left: the same command takes the next in.`}`;
export const proposedText = ({ number = '' }: Output<'archive.propose'>): string => `The disposal of ${number} is proposed and signed. A second person carries it out: gavel archive dispose ${number}`;
export const disposedText = ({ number = '' }: Output<'archive.dispose'>): string => `${number} is disposed of: its texts are erased for ever, its tombstone stays. The certificate: gavel archive certificate ${number}`;

export const holdsText = ({ rows }: Output<'hold.list'>): string => (rows.length === 0 ? 'No legal holds.'
  : table(['Id', 'State', 'For', 'Holds', 'Of', 'Records', 'Placed', 'By', 'Lifted', 'Reason'], rows.map((r) => [r.id, r.lifted ? 'lifted' : 'in force', r.matter, r.scope === 'record' ? 'one record' : `everything ${r.scope === 'tag' ? 'tagged' : 'of a service'}`, r.of, r.records, moment(r.placed.at), r.placed.by, moment(r.lifted?.at ?? null), r.lifted ? `${r.reason} Lifted by ${r.lifted.by}: ${r.lifted.reason}` : r.reason])));
export const heldText = ({ id, records }: Output<'hold.place'>): string => `The hold is placed. It keeps ${records === 0 ? 'no archived record now' : `${counted(records, 'archived record')} from disposal`}, and what is archived later.\nTo lift it: gavel hold lift ${id} REASON`;
export const liftedText = (): string => 'The hold is lifted. Its records may be disposed of once their time is over.';

export const erasureText = ({ erased }: Output<'payload.redact'>): string => (erased === 0 ? 'The erasure is asked for and signed; nothing is erased yet. A second registrar or administrator carries it out with the same command.' : `${counted(erased, 'text')} erased for ever. That it was erased, by whom and why, stays in the trail.`);

export const findingsText = ({ rows, total }: Output<'finding.list'>): string => (rows.length === 0 ? 'No findings.'
  : `${counted(total, 'finding')}\n\n${table(['Number', 'Severity', 'State', 'Due', 'Overdue', 'Repeat of', 'Control', 'Owner', 'Title'], rows.map((r) => [r.number, r.severity, r.state.replace('-', ' '), r.dueOn, r.isOverdue, r.repeatOf, r.control, r.owner, r.title]))}`);
export const findingText = (f: Output<'finding.show'>): string => [
  `${f.number}  ${oneLine(f.title)}`,
  facts([['State', f.closed ? `closed by ${f.closed.by}, ${String(moment(f.closed.at))}: ${f.closed.note}` : f.state.replace('-', ' ')], ['Severity', `${f.severity}${f.repeatOf === null ? '' : `, one step up from ${f.statedSeverity}: it repeats ${f.repeatOf}`}`], ['Control', f.control], ['Source', f.source.replace('-', ' ')], ['Found on', f.change],
    ['Owner', f.owner], ['Due', `${f.dueOn}${f.isOverdue ? ', overdue' : ''}`], ['Raised', `by ${f.raised.by}, ${String(moment(f.raised.at))}`], ...(f.description === '' ? [] : [['Description', `${f.description}\n`] as const])]),
  f.answered === null ? `Not answered yet: gavel finding answer ${f.number} --root-cause TEXT --response TEXT` : facts([['Answered', `by ${f.answered.by}, ${String(moment(f.answered.at))}`], ['Root cause', `${f.rootCause}\n`], ['Response', `${f.response}\n`]]),
  ...part('Actions', ['Id', 'Due', 'Owner', 'Done', 'Changes', 'Action'], f.actions.map((a) => [a.id, `${a.dueOn}${a.isOverdue ? ', overdue' : ''}`, a.owner, a.done && `${String(moment(a.done.at))} by ${a.done.by}`, a.kind.replace('-', ' '), a.text])),
  ...part('Evidence', ['Kind', 'Reference', 'By', 'At', 'Note'], f.evidence.map((e) => [e.kind.replace('-', ' '), e.reference, e.by, moment(e.at), e.note])),
].join('\n\n');

export const accessReviewsText = ({ rows, rights, overdue }: Output<'accessReview.list'>): string => [
  `${overdue} of ${counted(rights, 'right')} ${overdue === 1 ? 'is' : 'are'} overdue for a review`,
  rows.length === 0 ? 'No access reviews.' : table(['Number', 'State', 'Decide by', 'Rights', 'Certified', 'Changed', 'Revoked', 'Suspended', 'Undecided', 'Closed', 'Title'], rows.map((r) => [r.number, r.closed ? 'closed' : r.isOverdue ? 'OVERDUE' : 'open', r.dueOn, r.rights, r.certified, r.changed, r.revoked, r.suspended, r.undecided, moment(r.closed?.at ?? null), r.title])),
].join('\n\n');
export const rightsDueText = ({ rows, total, overdue }: Output<'accessReview.due'>): string => [
  `${overdue} of ${counted(total, 'right')} ${overdue === 1 ? 'is' : 'are'} overdue for a review`,
  ...(rows.length === 0 ? [] : [table(['Due', 'Overdue', 'Holder', 'Right', 'Every', 'Last reviewed', 'In review'], rows.map((r) => [r.dueOn, r.isOverdue, r.holder, r.what, counted(r.days, 'day'), r.lastReviewed === null ? 'never' : day(r.lastReviewed), r.review]))]),
].join('\n\n');
export const accessReviewText = ({ number, title, dueOn, isOverdue, started, closed, items }: Output<'accessReview.show'>): string => [
  `${number}  ${oneLine(title)}`,
  facts([['Started', `by ${started.by}, ${String(moment(started.at))}`], ['Decide by', `${dueOn}${isOverdue && !closed ? ', overdue' : ''}`], ['Closed', closed && `by ${closed.by}, ${String(moment(closed.at))}: ${closed.note}`]]),
  table(['Id', 'Holder', 'Right', 'Reviewer', 'Opened', 'Decision', 'Decided', 'Reason'], items.map((i) => [i.id, i.holder, i.what, i.reviewer, moment(i.opened?.at ?? null), `${i.standing}${i.decision?.verdict === 'change' ? ` to ${i.decision.instead}` : ''}${i.standing === 'revoked' && i.isStillGranted ? ', still granted' : ''}`, moment(i.decision?.at ?? null), i.decision?.reason])),
].join('\n\n');
