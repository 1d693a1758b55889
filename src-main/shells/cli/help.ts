// Help, made from the same schemas as the window's forms.
import { synopsis } from './command.ts';
import type { Command } from './command.ts';
import type { Flag } from './flags.ts';
import { globalFlags } from './globals.ts';
import { table } from './text.ts';

const indent = (text: string): string => text.split('\n').map((line) => `  ${line}`).join('\n');
/** Two columns without headings; the second one may be as long as it likes. */
function pairs(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, about]) => `  ${name.padEnd(width)}  ${about}`.trimEnd()).join('\n');
}

function flagLine(flag: Flag): [string, string] {
  const takes = flag.kind === 'boolean' ? '' : flag.choices.length > 0 && flag.choices.length <= 5 ? ` ${flag.choices.join('|')}` : ` ${{ text: 'TEXT', time: 'TIME', day: 'DAY', number: 'N', json: flag.lone === null ? 'JSON' : flag.lone.toUpperCase(), file: 'FILE' }[flag.kind]}`;
  const choices = flag.choices.length > 5 ? `one of ${flag.choices.join(', ')}` : '';
  return [`--${flag.name}${takes}${flag.isList ? ' …' : ''}`, [flag.isRequired ? 'required' : '', choices, flag.about].filter(Boolean).join('; ')];
}

export const commandHelp = (command: Command): string => [
  `${synopsis(command)}${command.flags.length > command.takes.length ? ' [flags]' : ''}`, command.about,
  ...(command.flags.length === 0 ? [] : [`Flags\n${pairs(command.flags.map(flagLine))}`]),
  'Flags of every command: gavel --help',
].join('\n\n');

const list = (commands: readonly Command[]): string => pairs(commands.map((command) => [synopsis(command).slice('gavel '.length), command.about]));

/** The help of a group of commands, such as `change`. */
export const groupHelp = (word: string, commands: readonly Command[]): string => `gavel ${word} …\n\n${list(commands)}\n\nMore: gavel ${word} COMMAND --help`;

export const overview = (commands: readonly Command[]): string => [
  'gavel COMMAND [flags]: change advisory meetings and audits, offline', list(commands),
  `Flags of every command\n${pairs(globalFlags.map(([name, takes, about]) => [`--${name}${takes === null ? '' : ` ${takes}`}`, about]))}`,
  `Exit codes\n${indent(table(['Code', 'Means'], [[0, 'done, allowed, valid'], [1, 'denied by a rule, or a negative verdict'], [2, 'unusable input or usage'], [3, 'trust failure'], [70, 'a fault of ours']]).split('\n').slice(1).join('\n'))}`,
  'Every operation of the contract is a command as well: gavel ops lists them, gavel OPERATION --help explains one.',
].join('\n\n');
