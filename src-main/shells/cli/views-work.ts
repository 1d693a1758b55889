// What waits for one person, as they read it in a terminal.
import type { Output } from '#contract/index.ts';
import { minuteOf, table } from './text.ts';

export const workText = ({ rows, tasks, overdue, isCut }: Output<'work.mine'>): string => (rows.length === 0 ? 'Nothing waits for you.' : [
  `${tasks} ${tasks === 1 ? 'task' : 'tasks'}${overdue === 0 ? '' : `, ${overdue} overdue`}`,
  table(['Record', 'Due (UTC)', '', 'What', 'Of'], rows.flatMap((row) => row.tasks.map((task) => [row.number, minuteOf(task.dueAt), task.isOverdue ? 'OVERDUE' : '', task.label, row.title]))),
  ...(isCut ? ['Only the changes with the nearest windows were looked through: --limit 500 looks further.'] : []),
].join('\n\n'));
