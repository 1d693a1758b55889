// Values that another device wrote, taken for what they are: what does not fit is left out, so that a fold never fails.
import { Temporal } from 'temporal-polyfill';
import type { Json } from './event.ts';

const instant = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
type Given = Json | undefined;
export const textIn = (value: Given): string => (typeof value === 'string' ? value : '');
export const textsIn = (value: Given): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
/** A SHA-256 in 64 hexadecimal digits, as all digests here; null for anything else. */
export const digestIn = (value: Given): string | null => (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : null);
export const digestsIn = (value: Given): string[] => [...new Set(Array.isArray(value) ? value.flatMap((one) => digestIn(one) ?? []) : [])];
/** A whole number that lies within the limits; null for anything else. */
export const wholeIn = (value: Given, least: number, most: number): number | null => (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most ? value : null);
export const oneIn = <T extends string>(value: Given, known: readonly T[]): T | null => known.find((one) => one === value) ?? null;
export const someIn = <T extends string>(value: Given, known: readonly T[]): T[] => known.filter((one) => Array.isArray(value) && value.includes(one));
/** An instant in UTC with milliseconds, as all instants here; null for anything else. */
export const timeIn = (value: Given): string | null => (typeof value === 'string' && instant.test(value) ? value : null);
export const recordIn = (value: Given): { [key: string]: Json } => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});
/** A day that the calendar has; null for anything else. */
export function dayIn(value: Given): string | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return null;
  try {
    return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
