// What the chair has selected and not yet sent; dies with the window, except for what was typed.
import { create } from 'zustand';

export type Verdict = 'approved' | 'approved-with-conditions' | 'deferred' | 'rejected' | 'referred' | 'withdrawn' | 'noted';
export type Recommendation = 'approve' | 'reject';
/** An act of the chair on an item: a decision, or what a higher board is told (CAB-07). */
export type Chosen = { verdict: Verdict; recommends?: Recommendation | undefined };
type BoardState = { selected: string | null; tier: readonly string[]; service: string | null; dialog: 'none' | 'decide' | 'refer' | 'late' | 'move' | 'minutes' | 'rollCall' | 'end' | 'new' | 'fill' | 'papers'; chosen: Chosen; /** Where a late change is to stand. */ lateBefore: string | null; dragging: string | null };
export const useBoardState = create<BoardState>(() => ({ selected: null, tier: [], service: null, dialog: 'none', chosen: { verdict: 'approved' }, lateBefore: null, dragging: null }));

export const selectCard = (selected: string | null): void => { useBoardState.setState({ selected }); };
export const openDialog = (dialog: BoardState['dialog']): void => { useBoardState.setState({ dialog }); };
export const openDecision = (chosen: Chosen): void => { useBoardState.setState(chosen.verdict === 'referred' && chosen.recommends === undefined ? { dialog: 'refer' } : { dialog: 'decide', chosen }); };
export const openLate = (selected: string, lateBefore: string | null): void => { useBoardState.setState({ selected, lateBefore, dialog: 'late' }); };
