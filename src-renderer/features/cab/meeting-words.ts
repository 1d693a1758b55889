import type { attendances, MeetingRow, votes } from '#contract/cab.ts';
import { formatShortDay } from '../../ui/time-words.ts';
import { counted } from '../../ui/words.ts';

export const meetingStateWords: Record<MeetingRow['state'], string> = { planned: 'Planned', running: 'Running', ended: 'Ended' };
export const attendanceWords: Record<(typeof attendances)[number], string> = { present: 'Present', apologies: 'Apologies', late: 'Late', left: 'Left', unknown: 'Not noted' };
const voteWords: Record<(typeof votes)[number], string> = { approve: 'approve', 'approve-with-conditions': 'approve with conditions', reject: 'reject', defer: 'defer', 'request-information': 'ask for information', abstain: 'abstain' };
export const voteWord = (vote: string): string => voteWords[vote as keyof typeof voteWords] ?? vote;

/** A calendar day, `YYYY-MM-DD`, in words. */
export const dayWords = (day: string): string => formatShortDay(`${day}T12:00:00.000Z`, 'UTC');
/** When a meeting of so many minutes that starts then is over. */
export const endOf = (startsAt: string, minutes: number): string => new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
export const decidedWords = (m: MeetingRow): string => (m.items === 0 ? 'no items' : m.decided === m.items ? `all ${counted(m.items, 'item')} decided` : `${m.decided} of ${counted(m.items, 'item')} decided`);
/** Why a ballot does not count, by what the meeting noted. */
export const ballotRefusals: Readonly<Record<string, string>> = {
  second: 'a second ballot of the same member', late: 'received after the decision', signature: 'its signature does not hold', organisation: 'written for another organisation', meeting: 'written for another meeting',
  revision: 'written on another revision of the change', seat: 'no voting seat', item: 'not on this agenda', recused: 'recused from the item', moved: 'the change was edited after it was taken',
};
