// What the chair has selected and not yet sent; dies with the window, except for what was typed.
import { create } from 'zustand';

type BoardState = { selected: string | null; tier: readonly string[]; service: string | null; dialog: 'none' | 'decide' | 'move' | 'minutes' | 'rollCall' | 'end' | 'new' | 'fill'; verdict: Verdict; dragging: string | null };
export type Verdict = 'approved' | 'approved-with-conditions' | 'deferred' | 'rejected' | 'referred' | 'withdrawn' | 'noted';
export const useBoardState = create<BoardState>(() => ({ selected: null, tier: [], service: null, dialog: 'none', verdict: 'approved', dragging: null }));

export const selectCard = (selected: string | null): void => { useBoardState.setState({ selected }); };
export const openDialog = (dialog: BoardState['dialog']): void => { useBoardState.setState({ dialog }); };
export const openDecision = (verdict: Verdict): void => { useBoardState.setState({ dialog: 'decide', verdict }); };
