// How far a job is, on standard error: one line that overwrites itself on a terminal, JSON lines where asked for, else nothing.
import type { Progress } from '#contract/define.ts';
import type { Terminal } from './terminal.ts';
import { visible } from './text.ts';

export type ProgressLine = { show: (progress: Progress) => void; clear: () => void };
/** Milliseconds between two drawings of the line. */
const pause = 100;

export function progressLine(stderr: Terminal['stderr'], isJson: boolean): ProgressLine {
  if (isJson) return { show: (progress) => { stderr.write(`${JSON.stringify({ progress })}\n`); }, clear: () => {} };
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} };
  let last = 0;
  let isShown = false;
  return {
    show: ({ done, total, what }) => {
      if (Date.now() - last < pause) return;
      last = Date.now();
      isShown = true;
      const share = total ? `${Math.floor((100 * done) / total)} %  ` : '';
      stderr.write(`\r\u001b[K${`${share}${visible(what)}`.slice(0, Math.max(20, (stderr.columns ?? 80) - 1))}`);
    },
    clear: () => {
      if (isShown) stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}
