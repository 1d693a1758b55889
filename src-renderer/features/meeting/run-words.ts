// What the runner says in words.
import type { MeetingRun } from '#contract/cab.ts';
import type { votes } from '#contract/cab.ts';

export type VoteOf = (typeof votes)[number];
export const voteChoices: readonly { vote: VoteOf; label: string; key: string }[] = [
  { vote: 'approve', label: 'Approve', key: '1' }, { vote: 'approve-with-conditions', label: 'With conditions', key: '2' }, { vote: 'reject', label: 'Reject', key: '3' },
  { vote: 'defer', label: 'Defer', key: '4' }, { vote: 'request-information', label: 'Ask for information', key: '5' }, { vote: 'abstain', label: 'Abstain', key: '6' },
];
export const voteLabel = (vote: VoteOf): string => voteChoices.find((c) => c.vote === vote)?.label ?? vote;
export const ruleWords: Record<MeetingRun['rule'], string> = { majority: 'Majority', unanimous: 'Unanimous', 'chair-decides': 'The chair decides' };

/** One sentence about the time that is left (peers, idea 19). */
export function paceWords({ minutesLeft, itemsLeft, each, planned, over }: MeetingRun['pace']): { lead: string; rest: string; isOver: boolean } {
  if (itemsLeft === 0) return { lead: 'Every item is done.', rest: '', isOver: false };
  const left = minutesLeft >= 0 ? `${minutesLeft} min left` : `${-minutesLeft} min over`;
  const lead = `${left} for ${itemsLeft} ${itemsLeft === 1 ? 'item' : 'items'}: ${each ?? 0} min each.`;
  const perItem = Math.round(planned / itemsLeft);
  return over === 0 ? { lead, rest: `Planned ${perItem}, so there is time.`, isOver: false } : { lead, rest: `Planned ${perItem}; ${over === 1 ? 'one item does' : `${over} items do`} not fit.`, isOver: true };
}

/** How late a change is for the agenda. */
export const pastCutOff = (minutes: number): string => (minutes < 60 ? `${minutes} min` : minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`);

/** Why a seat does not vote, as the roll says it. */
export function seatWords({ how, why, by }: Pick<MeetingRun['voters'][number], 'how' | 'why' | 'by'>): string {
  if (how === 'recused') return `Recused: ${why}`;
  if (how === 'proxy') return `Proxy held by ${by ?? ''}`;
  if (how === 'deputy') return `Deputy: ${by ?? ''}`;
  if (how === 'absent') return why === 'apologies' ? 'Apologies' : why === 'left' ? 'Left' : 'Not in the room';
  return why === 'by ballot' ? 'By ballot' : '';
}
