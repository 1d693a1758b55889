// What one refusal is: its kind and the sentence made from its facts. Subjects with many of them keep theirs in a file of their own.

export type ErrorKind = 'invalid' | 'missing' | 'refused' | 'denied' | 'conflict' | 'untrusted' | 'fault';
export type Facts = Record<string, unknown>;

export type Entry = { kind: ErrorKind; say: (f: Facts) => string };
/** A fact as text; a list with commas in between. */
export const t = (v: unknown): string => (Array.isArray(v) ? v.map(t).join(', ') : v === null || v === undefined ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v));
export const entry = (kind: ErrorKind, say: (f: Facts) => string): Entry => ({ kind, say });
