// Boards in plain words: what they are for, how they decide, when they sit, who sits on them.
import type { z } from 'zod';
import type { BoardRow as BoardRowSchema, Cadence, Charter, boardKinds, boardRules } from '#contract/cab.ts';
import { formatDay } from '../../ui/time-words.ts';
import { listed } from '../../ui/words.ts';

export type BoardRow = z.output<typeof BoardRowSchema>;
export type BoardCharter = z.output<typeof Charter>;
export type SeatRow = BoardRow['seats'][number];

export const kindWords: Record<(typeof boardKinds)[number], string> = { 'domain-board': 'Domain board', cab: 'Change advisory board', 'emergency-cab': 'Emergency board', 'review-board': 'Release review board', 'enterprise-board': 'Enterprise board' };
export const ruleWords: Record<(typeof boardRules)[number], string> = { majority: 'Majority of those able to vote', unanimous: 'Unanimous, abstentions aside', 'chair-decides': 'The chair decides, after hearing the votes' };
export const quorumWords = { majority: 'More than half of the voting seats, and every required function', functions: 'Every required function, nobody else' } as const;
export const levelWords: Record<string, string> = { 1: 'Level 1, one domain', 2: 'Level 2, the organisation’s board', 3: 'Level 3, the enterprise', 4: 'Level 4, executives' };
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export const dayWords = (day: string): string => formatDay(`${day}T12:00:00.000Z`, 'UTC');
export const cadenceWords = (cadence: z.output<typeof Cadence> | null): string =>
  (cadence === null ? 'No regular sessions' : `${cadence.everyWeeks === 1 ? 'Every' : cadence.everyWeeks === 2 ? 'Every second' : `Every ${cadence.everyWeeks} weeks on a`} ${weekdays[cadence.weekday - 1]}, ${cadence.time}`);
export const hoursWords = (hours: number): string => (hours === 1 ? '1 hour' : `${hours} hours`);

/** Why a board cannot authorise, in one sentence. */
export function lackWords({ isConstituted, lacks, seats }: BoardRow): string {
  if (isConstituted) return `Every required function is held${lacks.length === 0 && seats.length === 0 ? '' : ' by a voting member in term'}.`;
  return lacks.length > 0 ? `Nobody holds the seat for ${listed(lacks)}. The board can authorise nothing until somebody does.` : 'It has no voting member in term. The board can authorise nothing until it has one.';
}

/** A term today: coming, running, or over. */
export function termOf({ from, until }: Pick<SeatRow, 'from' | 'until'>, today: string): 'coming' | 'running' | 'ended' {
  if (until !== null && until < today) return 'ended';
  return from !== null && from > today ? 'coming' : 'running';
}
