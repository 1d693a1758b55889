// What the gates of a change demand, in words and shapes.
import type { z } from 'zod';
import type { Piece as PieceSchema } from '#contract/change.ts';
import type { ErrorCode } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { Route } from '../../app/routes.ts';
import type { Signal } from '../../ui/marks.tsx';
import { firstView, textOf } from '../calendar/view.ts';

export type Piece = z.output<typeof PieceSchema>;
export const pieceSignals: Record<Piece['status'], Signal> = { present: 'ok', missing: 'missing', stale: 'bad', waiting: 'missing', waived: 'accepted' };
export const pieceStates: Record<Piece['status'], string> = { present: 'there', missing: 'missing', stale: 'out of date', waiting: 'waiting', waived: 'waived' };
export const gateWords: Record<Piece['gate'], string> = { submission: 'The record', authorisation: 'Before it asks for authorisation', decision: 'Before it is decided', schedule: 'Before it is scheduled', start: 'Before it starts', token: 'Before a token is issued', closure: 'Before it is closed' };

export const isLacking = ({ status }: Piece): boolean => status !== 'present' && status !== 'waived';
export const openOf = (pieces: readonly Piece[]): Piece[] => pieces.filter(isLacking);
/** What it is, and how it stands where the mark alone does not say it. */
export const pieceWords = (piece: Piece): string => (piece.status === 'stale' ? `${piece.label}: out of date` : piece.status === 'waiting' ? `${piece.label}: waiting` : piece.label);
/** What to do about it; the core says it in the same words when it refuses. */
export const whyOf = ({ label, why }: Piece): string | undefined => (why === undefined || saysNoMore(label, why.facts) ? undefined : sentence({ code: why.code as ErrorCode, facts: why.facts }));
/** An empty field is named once: a reason whose only fact is the label again is none. */
const saysNoMore = (label: string, facts: Record<string, unknown>): boolean => Object.values(facts).length === 1 && Object.values(facts).every((fact) => Array.isArray(fact) && fact.length === 1 && fact[0] === label);
/** Where it is done: on a part of its page, and what collides in the calendar, where both sides are seen and settled. */
export const placeOf = (change: string, { part }: Piece): Route => (part === 'record' ? { place: 'change', change } : part === 'schedule' ? { place: 'calendar', filter: textOf({ ...firstView, open: change }) } : { place: 'change', change, part });
