// Scope requests and trade-offs in words.
import type { ScopeRequestRow, TradeOffKind, trendWords } from '#contract/scope.ts';
import { listed } from '../../ui/words.ts';

export const standingWords: Record<ScopeRequestRow['standing'], string> = { draft: 'Draft', asked: 'Waits for the scope owner', accepted: 'Accepted', declined: 'Declined', withdrawn: 'Withdrawn' };
export const optionWords: Record<TradeOffKind, string> = { 'defer-feature': 'Defer a feature', 'move-date': 'Move the date', 'hide-behind-flag': 'Hide behind a flag', 'reduce-scope': 'Reduce the scope' };
export const trends: Record<(typeof trendWords)[number], string> = { lower: 'Lower', same: 'The same', higher: 'Higher' };
const numbers = (named: readonly { label: string }[]): string => listed(named.map(({ label }) => label));
export const requestTitle = ({ add, remove }: Pick<ScopeRequestRow, 'add' | 'remove'>): string => [add.length > 0 && `Take in ${numbers(add)}`, remove.length > 0 && `${add.length > 0 ? 'take' : 'Take'} out ${numbers(remove)}`].filter(Boolean).join(', ');
const signed = (n: number): string => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '0');
export const daysWord = (days: number): string => (days === 0 ? 'Stays' : `${signed(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`);
export const hoursWord = (hours: number): string => (hours === 0 ? 'None' : `${signed(hours)} h`);
