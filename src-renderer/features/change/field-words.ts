// Field values as people read them; used wherever a value stands beside another one.
import { formatMoment } from '../../ui/time-words.ts';

/** A value of the field as text: instants in the zone of the change, nothing as “nothing”. */
export function valueText(field: string, value: string, zone: string): string {
  if (value === '') return 'nothing';
  return field.endsWith('At') && !Number.isNaN(Date.parse(value)) ? formatMoment(value, zone) : value;
}
