// The backout in words: one for each idea, the same on cards, dialogs and in reports of a refusal.
import type { BackoutRecord, RehearsalRow, Trigger } from '#contract/backout.ts';
import type { ErrorCode } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { Signal } from '../../ui/marks.tsx';

export type Piece = BackoutRecord['pieces'][number];
export const pieceOf = (record: BackoutRecord, id: string): Piece | undefined => record.pieces.find((p) => p.id === `backout.${id}`);
export const isOpen = ({ status }: Piece): boolean => status !== 'present' && status !== 'waived';
export const whyOf = ({ code, facts }: Piece): string => (code === null ? '' : sentence({ code: code as ErrorCode, facts }));
export const pieceSignal: Record<Piece['status'], Signal> = { present: 'ok', missing: 'missing', stale: 'bad', waiting: 'missing', waived: 'accepted' };

export const comparisonWords: Record<Trigger['comparison'], string> = { above: 'above', 'at-least': 'at least', below: 'below', 'at-most': 'at most' };
export const unitWords: Record<Trigger['unit'], string> = {
  percent: '%', ratio: '(ratio)', count: '', 'per-second': 'per second', 'per-minute': 'per minute', ns: 'ns', us: 'µs', ms: 'ms', s: 's', min: 'min', bytes: 'bytes', kB: 'kB', MB: 'MB', GB: 'GB', KiB: 'KiB', MiB: 'MiB', GiB: 'GiB',
};
/** `5 min`, `90 s`. */
export const lengthWords = (seconds: number): string => (seconds === 0 ? 'at once' : seconds % 60 === 0 ? `for ${seconds / 60} min` : `for ${seconds} s`);
export const triggerWords = ({ metric, comparison, threshold, unit, seconds }: Trigger): string => `${metric} ${comparisonWords[comparison]} ${threshold} ${unitWords[unit]} ${lengthWords(seconds)}`.replace(/ {2,}/g, ' ');

export const itemWords = {
  complete: 'Complete: every step, in order, with its owner', timed: 'Timed: minutes are measured or well founded, and fit the window', 'reversible-data': 'Data can be reversed, or it is said why not', tested: 'Tested: the scripts were run outside production', access: 'Access: whoever acts has the rights and the way in',
} as const;
export const itemShort = { complete: 'complete', timed: 'timed', 'reversible-data': 'reversible data', tested: 'tested', access: 'access available' } as const;

export const standingWords: Record<RehearsalRow['standing'], { signal: Signal; said: string }> = {
  passed: { signal: 'ok', said: 'Passed' }, 'too-slow': { signal: 'bad', said: 'Longer than the RTO' }, 'checks-differ': { signal: 'bad', said: 'Checks differ' }, 'checks-missing': { signal: 'missing', said: 'No checks compared' }, 'steps-missing': { signal: 'missing', said: 'Not every step timed' },
  'other-version': { signal: 'warn', said: 'Of another version' }, expired: { signal: 'bad', said: 'Expired' }, 'no-objective': { signal: 'missing', said: 'No RTO to compare' }, 'in-production': { signal: 'bad', said: 'Held in production' },
};

/** `4:05`, as on a stopwatch. */
export const clockOf = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
