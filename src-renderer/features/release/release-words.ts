// Releases in words and shapes.
import type { DependencyRow } from '#contract/dependencies.ts';
import type { ErrorCode } from '#contract/errors.ts';
import { sentence } from '#contract/errors.ts';
import type { Output } from '#contract/index.ts';
import type { ContentType, ReleasePiece, ReleaseRecord, ReleaseState, packagings } from '#contract/release.ts';
import type { Route } from '../../app/routes.ts';
import type { Signal } from '../../ui/marks.tsx';

export const releaseStateWords: Record<ReleaseState, string> = {
  planning: 'Planning', scoped: 'Scoped', ready: 'Ready', go: 'Go', deploying: 'Deploying', stabilising: 'Stabilising', transitioned: 'Transitioned', closed: 'Closed', deferred: 'Deferred', cancelled: 'Cancelled', 'rolled-back': 'Rolled back',
};
/** What taking a step is called on its button. */
export const stepWords: Record<ReleaseState, string> = {
  planning: 'Plan anew', scoped: 'Baseline scope', ready: 'Mark ready', go: 'Give the go', deploying: 'Begin deploying', stabilising: 'Begin stabilising', transitioned: 'Hand over', closed: 'Close', deferred: 'Defer', cancelled: 'Cancel', 'rolled-back': 'Roll back',
};
export const contentWords: Record<ContentType, string> = { infrastructure: 'Infrastructure', application: 'Application', integration: 'Third-party integration', data: 'Data' };
export const packagingWords: Record<(typeof packagings)[number], string> = { monolithic: 'Monolithic', modular: 'Modular', incremental: 'Incremental' };
export const packagingSays: Record<(typeof packagings)[number], string> = { monolithic: 'everything in one piece', modular: 'parts that can go out alone', incremental: 'small steps, one after the other' };
/** How much of their work a release changes, by severity. */
export const severityWords: Readonly<Record<number, string>> = { 1: 'hardly noticed', 2: 'small habits', 3: 'some tasks', 4: 'most tasks', 5: 'another way of working' };
/** `2026-12` as a person reads it. */
export const monthName = (month: string): string => new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T12:00:00Z`));
export const dependencyWords: Record<DependencyRow['type'], string> = { before: 'before', together: 'together with', conflicts: 'never together with' };

export const pieceSignals: Record<ReleasePiece['status'], Signal> = { present: 'ok', missing: 'missing', stale: 'bad', waiting: 'missing', told: 'warn', waived: 'accepted' };
export const pieceStates: Record<ReleasePiece['status'], string> = { present: 'there', missing: 'missing', stale: 'out of date', waiting: 'waiting', told: 'worth a look', waived: 'waived' };
export const isLacking = ({ status }: ReleasePiece): boolean => status === 'missing' || status === 'stale' || status === 'waiting';
type Told = { code: string; facts: Record<string, unknown> };
export const sentenceOf = ({ code, facts }: Told): string => sentence({ code: code as ErrorCode, facts });
export const placeOfPiece = (release: string, { part }: Pick<ReleasePiece, 'part'>): Route => (part === 'scope' ? { place: 'release', release } : { place: 'release', release, part });
/** What its next step asks for, and what is worth a look whatever the step. */
export const piecesShown = ({ pieces, next }: Pick<ReleaseRecord, 'pieces' | 'next'>): ReleasePiece[] => pieces.filter(({ step, status }) => status === 'told' || step === next);

export type Step = Output<'sequence.show'>['steps'][number];
export type PlacedChange = Step[number];
export const standingSignals: Record<PlacedChange['waitsFor'][number]['standing'], Signal> = { successful: 'ok', failed: 'bad', waiting: 'unseen' };
