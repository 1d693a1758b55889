// Trains in words.
import type { OfferRow, TrainItem } from '#contract/trains.ts';
import type { Signal } from '../../ui/marks.tsx';

export const itemWords: Record<TrainItem['standing'], string> = { ready: 'Ready', missing: 'Gate open', late: 'Missed its cut-off', departed: 'Departed' };
export const itemSignals: Record<TrainItem['standing'], Signal> = { ready: 'ok', missing: 'missing', late: 'bad', departed: 'seen' };
export const offerWords: Record<OfferRow['standing'], string> = { open: 'waits for an answer', countered: 'countered', accepted: 'agreed', declined: 'declined' };
export const offerSignals: Record<OfferRow['standing'], Signal> = { open: 'missing', countered: 'warn', accepted: 'ok', declined: 'bad' };
export const everyWord = (weeks: number): string => (weeks === 1 ? 'every week' : `every ${weeks} weeks`);
