// Words for windows that are agreed with operations.
import type { NegotiationStep } from '#contract/negotiation.ts';
import type { Output } from '#contract/index.ts';

export const stepText: Record<NegotiationStep['kind'], string> = { proposed: 'Proposed', countered: 'Operations named another', accepted: 'Taken', confirmed: 'Confirmed for operations' };
export function standingText(standing: Output<'negotiation.show'>['standing'], operations: string | null): string {
  const who = operations ?? 'operations';
  switch (standing) {
    case 'none': return 'Not proposed to operations';
    case 'proposed': return `Proposed; ${who} has not signed yet`;
    case 'countered': return `${who} named another window; the owner of the change decides`;
    case 'accepted': return `Taken; ${who} has not signed yet`;
    case 'confirmed': return `Confirmed by ${who}`;
    case 'moved': return 'The change lies elsewhere since it was confirmed';
  }
}
const months = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
/** `December 2026` for `2026-12`. */
export const monthText = (month: string): string => months.format(new Date(`${month}-15T00:00:00Z`));
export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
