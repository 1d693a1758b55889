// The archive: taking in, keeping longer, holding, and disposing of by two people (AUD-07).
import type { Receipt } from '#contract/values.ts';
import { appError, orRefuse } from '../app-error.ts';
import * as rules from '../domain/archive.ts';
import type { Archived, Disposal, Hold, TextsOf } from '../domain/archive.ts';
import type { TextClass } from '../domain/event.ts';
import { subjectOf } from '../domain/event.ts';
import type { CommandHandlers, WriteContext } from '../ports.ts';

const mostAtOnce = 200;
const receipt = (context: WriteContext, { id, number }: Archived): Receipt => ({ id, number, version: context.versionOf(subjectOf('archive', id)) });
const classes: readonly TextClass[] = ['internal', 'personal', 'restricted'];
/** Every text that goes with a record, by what holds it; of the archive's own, what could tell of its content. */
function textsOf(context: WriteContext, record: Archived): TextsOf[] {
  const of = (subject: string, kind: TextClass): TextsOf => ({ subject, kind, commitments: context.textsOf(subject, kind), proposedBy: context.proposedRedaction(subject, kind) });
  return [...context.subjectsOf(record).flatMap((subject) => classes.map((kind) => of(subject, kind))), of(subjectOf('archive', record.id), 'personal')];
}
const disposal = (context: WriteContext): Disposal => ({ policy: context.policy(), holds: context.listSheets(rules.holdSheet, { state: ['held'] }) });
function loadHold(context: WriteContext, ref: string): Hold {
  const hold = context.findSheet(rules.holdSheet, ref);
  if (!hold) throw appError('record_missing', { record: 'legal hold', id: ref });
  return hold;
}

export const archiveCommands = {
  'archive.add': (context, { records, closedBefore, tags, keywords }) => {
    const waiting = closedBefore === undefined ? [] : context.closedBefore(`${closedBefore}T00:00:00.000Z`);
    const named = records.map((ref) => context.loadArchivable(ref));
    const rest = waiting.filter((id) => !named.some((one) => one.id === id)).slice(0, Math.max(0, mostAtOnce - named.length)).map((id) => context.loadArchivable(id));
    const all = [...named, ...rest].filter(({ id }, i, every) => every.findIndex((other) => other.id === id) === i);
    if (all.length === 0) throw appError('nothing_to_archive');
    context.append(all.flatMap((record) => orRefuse(rules.archiveRecord(record, { tags, keywords }, context.policy(), context))));
    return { archived: all.length, left: waiting.filter((id) => !all.some((one) => one.id === id)).length };
  },
  'archive.extend': (context, { record: ref, ...longer }) => {
    const record = context.loadArchived(ref);
    context.append(orRefuse(rules.extendRetention(record, longer, context.policy(), context)));
    return receipt(context, record);
  },
  'archive.propose': (context, { record: ref, reason }) => {
    const record = context.loadArchived(ref);
    context.append(orRefuse(rules.proposeDisposal(record, { reason, texts: textsOf(context, record) }, disposal(context), context)));
    return receipt(context, record);
  },
  'archive.dispose': (context, { record: ref }) => {
    const record = context.loadArchived(ref);
    context.append(orRefuse(rules.disposeOf(record, { ...disposal(context), texts: textsOf(context, record), policy: context.policy(), alike: context.alikeOf(context.actor.id) }, context)));
    return receipt(context, record);
  },
  'hold.place': (context, { scope, of, matter, reason }) => {
    const record = scope === 'record' ? context.loadArchived(of) : null;
    const id = context.newId();
    context.append(orRefuse(rules.placeHold({ id, scope, record: record?.id ?? '', of: record?.number ?? of, matter, reason }, context)));
    const placed = loadHold(context, id);
    return { id, version: 1, records: context.searchArchive({}).filter((one) => rules.holdsOn(one, [placed]).length > 0).length };
  },
  'hold.lift': (context, { hold: ref, reason }) => {
    const hold = loadHold(context, ref);
    context.append(orRefuse(rules.liftHold(hold, reason, context)));
    return { id: hold.id, version: context.versionOf(subjectOf('legalHold', hold.id)) };
  },
} satisfies Partial<CommandHandlers>;
