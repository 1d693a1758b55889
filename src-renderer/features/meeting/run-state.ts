// What the chair has open in the runner and not yet sent; dies with the window.
import { create } from 'zustand';
import type { Verdict } from '../cab/board-state.ts';

export type RunDialog = { kind: 'none' | 'votes' | 'rollCall' | 'late' | 'note' | 'topic' | 'proxy' | 'end' | 'conclude' | 'ballot' | 'refer' | 'next' } | { kind: 'finish'; board: string } | { kind: 'recommend'; recommends: 'approve' | 'reject' } | { kind: 'decide'; verdict: Verdict } | { kind: 'recuse'; person: string };
type RunState = { dialog: RunDialog };
export const useRun = create<RunState>(() => ({ dialog: { kind: 'none' } }));
export const openRun = (dialog: RunDialog): void => { useRun.setState({ dialog }); };
export const closeRun = (): void => { useRun.setState({ dialog: { kind: 'none' } }); };
