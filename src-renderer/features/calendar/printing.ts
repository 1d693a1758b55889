// Printing: a view draws only what is in sight, so it is drawn whole first, then put on paper, then let go of again.
import { useEffect } from 'react';
import { useCalendar } from './calendar-state.ts';

/** Lanes or rows that go on paper; whoever needs more takes the CSV. */
export const mostOnPaper = 500;

/** Asks for the view on paper; it is printed once all of it is there. */
export function printView(): void { useCalendar.setState({ printing: 'gathering' }); }
/** Whether everything is to be drawn, in sight or not. */
export const useIsPrinting = (): boolean => useCalendar((c) => c.printing !== 'no');

/** Prints the view when it was asked for and `isWhole` says that everything is drawn. */
export function usePrintWhenWhole(isWhole: boolean): void {
  const isDue = useCalendar((c) => c.printing === 'gathering') && isWhole;
  useEffect(() => {
    if (!isDue) return undefined;
    const frame = requestAnimationFrame(() => { useCalendar.setState({ printing: 'paper' }); window.print(); });
    return () => { cancelAnimationFrame(frame); };
  }, [isDue]);
  useEffect(() => {
    const over = (): void => { useCalendar.setState({ printing: 'no' }); };
    window.addEventListener('afterprint', over);
    return () => { window.removeEventListener('afterprint', over); over(); };
  }, []);
}
