import { create } from 'zustand';

/** Whether the palette or the list of keys is open. */
export const usePalette = create<{ isOpen: boolean; isHelpOpen: boolean }>(() => ({ isOpen: false, isHelpOpen: false }));
