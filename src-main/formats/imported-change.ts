// What reading a file of changes yields: plain rows in our words, or rows set aside with their reason.

export const changeTypes = ['standard', 'normal', 'emergency'] as const;
export const changeStates = [
  'draft', 'submitted', 'assessment', 'awaiting-authorisation', 'authorised', 'scheduled', 'implementing', 'validating',
  'implemented', 'under-review', 'closed', 'returned', 'deferred', 'rejected', 'cancelled',
] as const;
export const impacts = ['low', 'medium', 'high'] as const;
export const risks = ['low', 'medium', 'high', 'critical'] as const;
export const outcomes = ['successful', 'successful-with-issues', 'rolled-back', 'failed'] as const;

/** A change as a foreign file tells it. Times are UTC with milliseconds; texts are as they stood, line breaks included. */
export type ImportedChange = {
  externalId: string;
  title: string;
  description?: string;
  justification?: string;
  type: (typeof changeTypes)[number];
  state: (typeof changeStates)[number];
  service?: string;
  items?: string[];
  environment?: string;
  plannedStartAt?: string;
  plannedEndAt?: string;
  /** IANA zone in which local times of this row were read. */
  zone?: string;
  implementationPlan?: string;
  testPlan?: string;
  backoutPlan?: string;
  rollbackCriteria?: string;
  requester?: string;
  owner?: string;
  implementer?: string;
  impact?: (typeof impacts)[number];
  risk?: (typeof risks)[number];
  priority?: string;
  outcome?: (typeof outcomes)[number];
  actualStartAt?: string;
  actualEndAt?: string;
  externalCreatedAt?: string;
  externalUpdatedAt?: string;
  externalState?: string;
  /** Columns no field of ours takes, as text: at most 100, of at most 4,096 characters each. */
  foreign?: Record<string, string>;
};

export type Why =
  | 'missing' | 'unmapped_value' | 'unknown_date' | 'no_such_day' | 'ambiguous_date' | 'zone_needed' | 'zone_unknown' | 'time_does_not_exist'
  | 'end_before_start' | 'duplicate_external_id' | 'ragged_row' | 'cell_too_long' | 'malformed_json' | 'not_an_object' | 'template_not_change' | 'other_table';

export type Note = { field: string; why: 'time_occurs_twice' | 'value_kept_as_text'; value: string };

/**
 * One record of the file. `row` counts records from 1, header and blank lines left out; `line` is the record's first line in the
 * file, counted from 1, where the container has lines. `value` is shortened to 200 characters.
 */
export type Row =
  | { row: number; line?: number; kind: 'ok'; change: ImportedChange; notes?: Note[] }
  | { row: number; line?: number; kind: 'quarantined'; field: string; why: Why; value: string };

export const shortened = (text: string, most = 200): string => (text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`);
