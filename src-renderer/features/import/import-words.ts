// Words of the import: our fields, what their values may be, and why a row was set aside.
import { changeStates, changeTypes } from '#contract/change.ts';
import { outcomeWords, stateWords, tierWords, typeWords } from '../../ui/words.ts';

/** Every field a foreign column can fill, in the order a person checks them. The number or key of a change stands apart. */
export const targets: readonly (readonly [string, string])[] = [
  ['title', 'Title'], ['state', 'State'], ['type', 'Type'], ['service', 'Service'], ['items', 'Configuration items'], ['environment', 'Environment'],
  ['plannedStartAt', 'Planned start'], ['plannedEndAt', 'Planned end'], ['zone', 'Time zone of the row'], ['description', 'Description'], ['justification', 'Justification'],
  ['implementationPlan', 'Implementation plan'], ['testPlan', 'Test plan'], ['backoutPlan', 'Backout plan'], ['rollbackCriteria', 'Rollback criteria'],
  ['requester', 'Requester'], ['owner', 'Owner'], ['implementer', 'Implementer'], ['impact', 'Impact level'], ['risk', 'Risk'], ['priority', 'Priority'], ['outcome', 'Outcome'],
  ['actualStartAt', 'Actual start'], ['actualEndAt', 'Actual end'], ['externalCreatedAt', 'Created there'], ['externalUpdatedAt', 'Updated there'],
];
export const neededTargets: readonly string[] = ['title', 'state'];
const targetWords = new Map(targets);

export const fieldWord = (field: string): string => (field === 'externalId' ? 'Number or key' : field === 'row' ? 'The whole row' : targetWords.get(field) ?? field);

const { 'cancelled-in-window': _, ...foreignOutcomes } = outcomeWords;
/** Fields that take words of ours only, with what each word is called on screen. */
export const valueWords: Record<string, Readonly<Record<string, string>>> = {
  state: Object.fromEntries(changeStates.map((state) => [state, stateWords[state]])), type: Object.fromEntries(changeTypes.map((type) => [type, typeWords[type]])),
  impact: { low: tierWords.low, medium: tierWords.medium, high: tierWords.high }, risk: tierWords, outcome: foreignOutcomes,
};

const reasons: Record<string, string> = {
  missing: 'is empty', unmapped_value: 'is a word the mapping does not know', unknown_date: 'is not a date Gavel can read', no_such_day: 'names a day that does not exist',
  ambiguous_date: 'could be read as two different days', zone_needed: 'has no time zone', zone_unknown: 'names a time zone that does not exist', time_does_not_exist: 'falls into the hour the clocks skip in spring',
  end_before_start: 'lies before the start', duplicate_external_id: 'stands in the file twice with different content', ragged_row: 'does not have as many cells as the header', cell_too_long: 'is longer than Gavel reads',
  malformed_json: 'is not whole JSON', not_an_object: 'is not a record', template_not_change: 'is a template, not a change', other_table: 'belongs to another table',
};
/** Why a row was set aside, following the name of its field: `Planned start names a day that does not exist`. */
export const reasonWords = (why: string): string => reasons[why] ?? why.replaceAll('_', ' ');

const noteReasons: Record<string, string> = {
  time_occurs_twice: 'is a time the clocks show twice that day; the earlier one is taken', value_kept_as_text: 'is a word Gavel has no own one for; it stays with the change as text',
};
/** What there is to know about a row that goes in, following the name of its field. */
export const noteWords = (why: string): string => noteReasons[why] ?? why.replaceAll('_', ' ');

export const kindWords: Record<string, string> = { servicenow: 'ServiceNow export', jira: 'Jira export', generic: 'Table of changes' };
const delimiters: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };
export const delimiterWord = (delimiter: string): string => delimiters[delimiter] ?? delimiter;
export const dateFormatWords: Record<string, string> = {
  'DD/MM/YYYY': 'The day: 31/12/2026', 'MM/DD/YYYY': 'The month: 12/31/2026', 'excel-serial': 'Days, as a spreadsheet counts them', 'epoch-ms': 'Milliseconds since 1970', 'epoch-s': 'Seconds since 1970',
};
