// How the register of items and what a change reaches look to people.
import type { DiscoveryReport, ItemRecord, ItemRow, ServiceRow } from '#contract/configuration.ts';
import type { ImpactReport } from '#contract/impact.ts';
import { facts, minuteOf, oneLine, table } from './text.ts';
import type { Cell } from './text.ts';

type More = (next: string | null) => string;
const stateOf = ({ lifecycle, missingAt }: ItemRow): string => (lifecycle === 'retired' ? 'retired' : missingAt !== null ? 'missing' : lifecycle);
const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
const day = (at: string): string => at.slice(0, 10);
const few = (names: readonly string[]): string => names.slice(0, 4).join(', ') + (names.length > 4 ? ` and ${names.length - 4} more` : '');

export const itemsText = ({ rows, total, next }: { rows: readonly ItemRow[]; total: number; next: string | null }, more: More): string => (rows.length === 0 ? 'No items.'
  : `${table(['Name', 'Type', 'Environment', 'Service', 'Tier', 'Owner', 'Version', 'State'], rows.map((r) => [r.name, r.type, r.environment, r.serviceName, r.tier, r.owner, r.version, stateOf(r)]))}\n${total} in all.${more(next)}`);

export function itemText(item: ItemRecord): string {
  const relation = (r: ItemRecord['relations'][number]): Cell[] => (r.isOut ? ['this item', r.kind, r.name, r.source] : [r.name, r.kind, 'this item', r.source]);
  return [
    `${oneLine(item.name)}  ${item.id}`,
    table(['What', 'Value', 'Said by', 'On', 'Also written'], item.values.map((v) => [v.label, v.value, v.by, day(v.at), few(v.also.map((lost) => `${lost.value} (${lost.by})`))])),
    ...(item.sightings.length === 0 ? [] : [facts(item.sightings.map((s) => [s.name, s.missingAt === null ? `lists it, last changed ${day(s.at)}` : `no longer lists it since ${day(s.missingAt)}`]))]),
    ...(item.relations.length === 0 ? ['No relations.'] : [table(['From', 'Relation', 'To', 'Told by'], item.relations.map(relation))]),
  ].join('\n\n');
}

export const servicesText = ({ rows, next }: { rows: readonly ServiceRow[]; next: string | null }, more: More): string => (rows.length === 0 ? 'No services.'
  : table(['Service', 'Tier', 'Owner', 'Deputies', 'Items', 'Financial', 'Customers', 'Automatic rollback', 'RPO min', 'RTO min'], rows.map((s) => [s.name, s.tier, s.owner, few(s.deputies), s.items, yesNo(s.isFinancial), yesNo(s.isCustomerFacing), yesNo(s.hasAutomaticRollback), s.rpoMinutes, s.rtoMinutes])) + more(next));

export function discoveryText(report: DiscoveryReport): string {
  const { counts } = report;
  const list = (title: string, headings: readonly string[], rows: readonly (readonly Cell[])[]): string[] => (rows.length === 0 ? [] : [`${title}\n${table(headings, rows.slice(0, 50))}${rows.length > 50 ? '\n… and more; --json shows them.' : ''}`]);
  return [
    `${report.sourceName}: ${counts.new} new, ${counts.changed} changed, ${counts.unchanged} unchanged, ${counts.missing} missing, ${counts.ambiguous} waiting for a choice, ${counts.refused} refused, of ${report.rows} records.${report.import === null ? ' Nothing was written.' : ''}`,
    ...report.questions.map((q) => `Asked first: ${oneLine(q.text)} (${q.field}; columns: ${few(q.candidates)})`),
    ...list('Changed', ['Row', 'Item', 'What differs'], report.changed.map((c) => [c.row, c.name, c.changes.map((d) => `${d.label}: ${d.before || '–'} to ${d.after}`).join('; ')])),
    ...list('Missing', ['Item', 'Type', 'Environment'], report.missing.map((m) => [m.name, m.type, m.environment])),
    ...list('Waiting for a choice: --choices \'{"KEY": "ITEM, new or leave"}\'', ['Row', 'Record', 'Key', 'Could be'], report.ambiguous.map((a) => [a.row, a.name, a.key, a.candidates.map((c) => `${c.id} (${c.name})`).join(', ')])),
    ...list('Refused', ['Row', 'Field', 'Why', 'Value'], report.refused.map((r) => [r.row, r.field, r.why, r.value])),
    ...report.warnings.map((warning) => `Note: ${oneLine(warning)}`),
  ].join('\n\n');
}

const blindWords = { unregistered: 'in no register', 'no-owner': 'nobody owns it', 'no-relations': 'nothing is related to it' } as const;
export function impactText(report: ImpactReport): string {
  const standing = (s: ImpactReport['services'][number]): string => (!s.isConsulted ? 'not asked' : s.answer ? `${s.answer.by} ${s.answer.response === 'agree' ? 'agrees' : 'objects'}${s.answer.isStale ? ', but for an earlier plan' : ''}` : s.status === 'unowned' ? 'nobody to ask' : 'must answer');
  return [
    `${report.total} ${report.total === 1 ? 'item' : 'items'} within ${report.depth} ${report.depth === 1 ? 'step' : 'steps'}${report.isCut ? ', and more that are not listed' : ''}.${report.isScopeUnknown ? ' Unknown scope: it names items that are in no register.' : ''}`,
    ...(report.items.length === 0 ? [] : [table(['Steps', 'Item', 'Type', 'Service', 'Owner', 'Way'], report.items.map((i) => [i.distance, i.name, i.type, i.serviceName, i.owner, i.path.join(' → ')]))]),
    ...(report.services.length === 0 ? [] : [table(['Service', 'Tier', 'Owner', 'Service level', 'Steps', 'Answer'], report.services.map((s) => [s.name, s.tier, s.owner, s.sla, s.distance, standing(s)]))]),
    ...(report.blind.length === 0 ? [] : [table(['Blind spot', 'Why'], report.blind.map((b) => [b.name, b.why.map((why) => blindWords[why]).join(', ')]))]),
    ...(report.changes.length === 0 ? [] : [table(['Change in the same period', 'State', 'Starts', 'Touches', 'Title'], report.changes.map((c) => [c.number, c.state, minuteOf(c.plannedStartAt), few(c.touches), c.title]))]),
  ].join('\n\n');
}
