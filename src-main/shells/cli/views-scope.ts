// How requests, trade-offs and capacity of a release look to people on the command line (REL-07).
import type { Refusal } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { Output } from '#contract/index.ts';
import { oneLine, table } from './text.ts';

type Shown = Output<'scope.show'>;
const labels = (named: readonly { label: string }[]): string => named.map(({ label }) => label).join(', ');
const signed = (n: number): string => (n > 0 ? `+${n}` : String(n));

const requestsText = (rows: Shown['requests']): string => (rows.length === 0 ? 'No scope requests.' : table(['Request', 'Standing', 'In', 'Out', 'Days', 'Hours', 'Score', 'Then', 'Risk', 'Leaves out', 'Reason', 'By'],
  rows.map((r) => [r.id, r.standing, labels(r.add), labels(r.remove), signed(r.days), signed(r.hours), r.scores.before, r.scores.after, r.risk, r.exclusion, r.reason, r.by])));
const tradeOffText = ({ id, about, options, decision }: Shown['tradeOffs'][number]): string =>
  `Trade-off ${id}: ${oneLine(about)}\n${table(['Option', 'Days', 'Hours', 'Risk', 'Takes out', 'To', 'Flag', 'Note', 'Chosen'], options.map((o) => [o.kind, signed(o.days), signed(o.hours), o.risk, labels(o.remove), o.startsAt?.slice(0, 10), o.flag, o.note, decision?.kind === o.kind ? `by ${decision.by}: ${decision.reason}` : '']))}`;

export function scopeText({ number, isFrozen, owner, requests, tradeOffs, unmet, load }: Shown): string {
  const head = `${number}: ${isFrozen ? `the scope is baselined; ${oneLine(owner ?? 'nobody')} decides about it.` : 'the scope is not settled.'}`;
  const hours = load.capacity === null ? `${load.hours} hours; nobody said how many it has.` : `${load.hours} of ${load.capacity} hours.${load.over > 0 ? ` ${load.over} too many; to cut first: ${load.cuts.join(', ')}.` : ''}`;
  return [
    head, requestsText(requests), ...tradeOffs.map(tradeOffText), ...unmet.map((one) => oneLine(sentence({ code: one.code as Refusal['code'], facts: one.facts }))), hours,
    ...(load.rows.length === 0 ? [] : [table(['Change', 'Hours', 'Value', 'Score', 'Cut', 'Needed by', 'Title'], load.rows.map((r) => [r.number, r.hours, r.value, r.score, r.cut === null ? '' : r.cut + 1, r.neededBy.join(', '), r.title]))]),
  ].join('\n\n');
}
