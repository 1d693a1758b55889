// Field values as people read them; used wherever a value stands beside another one.
import { formatMoment } from '../../ui/time-words.ts';

/** A value of the field as text: instants in the zone of the change, nothing as “nothing”. */
export function valueText(field: string, value: string, zone: string): string {
  if (value === '') return 'nothing';
  return field.endsWith('At') && !Number.isNaN(Date.parse(value)) ? formatMoment(value, zone) : value;
}

const names: Record<string, string> = {
  title: 'Title', description: 'Description', justification: 'Justification', implementationPlan: 'Implementation plan', testPlan: 'Test plan', backoutPlan: 'Backout plan', rollbackCriteria: 'Rollback criteria',
  type: 'Type', model: 'Model', service: 'Service', items: 'Affected items', environment: 'Environment', plannedStartAt: 'Planned start', plannedEndAt: 'Planned end', zone: 'Time zone', outageMinutes: 'Expected outage',
  impact: 'Impact level', dataClassification: 'Data classification', regulatoryTags: 'Regulatory tags', requester: 'Requester', owner: 'Owner', implementers: 'Implementers', stakeholders: 'Stakeholders',
  score: 'Risk assessment', tier: 'Tier', artefacts: 'Artefacts', outcome: 'Outcome', actualStartAt: 'Actual start', actualEndAt: 'Actual end',
};
/** What a field is called on the page of a change. */
export const fieldName = (field: string): string => names[field] ?? field;
