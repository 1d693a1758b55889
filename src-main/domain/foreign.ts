// What another device wrote may be of any shape; a fold takes a value by what it is and leaves out what does not fit.
import type { Json } from './event.ts';

const instant = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const digest = /^[0-9a-f]{64}$/;

/** A text, or the empty one. */
export const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
export const flagIn = (value: Json | undefined): boolean => value === true;
/** A count, or 0. */
export const countIn = (value: Json | undefined): number => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0);
export const countOrNull = (value: Json | undefined): number | null => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null);
export const instantIn = (value: Json | undefined): string | null => (typeof value === 'string' && instant.test(value) ? value : null);
export const dayIn = (value: Json | undefined): string | null => (typeof value === 'string' && day.test(value) ? value : null);
/** A SHA-256 in hex. */
export const digestIn = (value: Json | undefined): string | null => (typeof value === 'string' && digest.test(value) ? value : null);
/** One of the codes named, or null. */
export const codeIn = <T extends string>(codes: readonly T[], value: Json | undefined): T | null => codes.find((code) => code === value) ?? null;
export const listIn = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
