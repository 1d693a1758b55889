// Commands of exchange: bundles out and in, and how a second machine joins (cli.md).
import { resolve } from 'node:path';
import { contract } from '#contract/index.ts';
import type { Output } from '#contract/index.ts';
import { appError } from '../../app-error.ts';
import { callOperation, optionalSecret } from './command.ts';
import type { Answer, Command } from './command.ts';
import type { Desk } from './desk.ts';
import { flagsOf, ownFlag } from './flags.ts';
import { findSecret } from './secrets.ts';
import { facts, table } from './text.ts';

/** The passphrase that a bundle opens with, where it has one. */
export const bundleSecret = ({ globals, terminal }: Desk): Record<string, string> => optionalSecret('passphrase', globals.bundlePassphraseFile, terminal.env['GAVEL_BUNDLE_PASSPHRASE']);
const without = (input: Record<string, unknown>, ...names: string[]): Record<string, unknown> => Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));

const exportBundle: Command = {
  words: 'bundle export', about: contract['bundle.export'].about, takes: [],
  flags: [...flagsOf('bundle.export').filter(({ name }) => !['everyone', 'scope'].includes(name)), ownFlag('everything', 'the whole history, not only what the receivers lack', { kind: 'boolean' })],
  run: async (desk, { input }) => {
    // `--all` means every page elsewhere; here it means every device.
    const everyone = desk.globals.all;
    desk.globals.all = false;
    const scope = input['meeting'] !== undefined ? 'meeting' : input['everything'] === true ? 'everything' : 'since';
    const answer = await callOperation(desk, 'bundle.export', { ...without(input, 'everything'), everyone, scope, ...bundleSecret(desk) });
    const { records, recordsCount, ...made } = answer.value as Output<'bundle.export'>;
    const several = made.files.length > 1;
    const lines: [string, string][] = [...made.files.flatMap(({ name, folder, size, sha256 }, i): [string, string][] => [[several ? `Part ${i + 1}` : 'File', `${folder}/${name}`], ['Size', `${size} bytes`], ['SHA-256', sha256]]), ['Holds', `${made.commits} commits, ${made.events} events, ${made.payloads} texts`], ['Opens for', made.recipients.join(', ') || 'whoever knows the passphrase'], ['Left out', made.omitted.map((o) => `${o.count} ${o.class} texts (${o.reason})`).join(', ') || 'nothing']];
    return { ...answer, text: () => [facts(lines), recordsText({ records, recordsCount })].filter(Boolean).join('\n\n') };
  },
};

type Records = { records: { kind: string; number: string; title: string; events: number; digest: string }[]; recordsCount: number };
/** The digests can be read out: laptops that hold the same of a record show the same one. */
const recordsText = ({ records, recordsCount }: Records): string => (records.length === 0 ? '' : [
  table(['Record', 'Title', 'Events', 'Digest'], records.slice(0, 50).map(({ kind, number, title, events, digest }) => [number || kind, title, events, digest.slice(0, 12)])),
  ...(recordsCount > 50 ? [`… and ${recordsCount - 50} more; --json shows the first ${records.length}.`] : []),
].join('\n'));

const inspectText = (value: unknown): string => {
  const { from, made, purpose, checks, groups, conflicts } = value as { from: { site: string; person: string }; made: string; purpose: string; checks: { isGood: boolean; text: string }[]; groups: { title: string; detail: string }[]; conflicts: { number: string; summary: string }[] } & Records;
  return [
    facts([['From', `${from.site} ${from.person}`], ['Made', made], ['Purpose', purpose]]), checks.map(({ isGood, text }) => `${isGood ? 'ok ' : '!  '} ${text}`).join('\n'),
    groups.length > 0 ? table(['New', ''], groups.map(({ title, detail }) => [title, detail])) : 'Everything in this bundle is here already.',
    recordsText(value as Records),
    conflicts.length > 0 ? table(['Conflict', ''], conflicts.map(({ number, summary }) => [number, summary])) : '',
  ].filter(Boolean).join('\n\n');
};

async function inspected(desk: Desk, path: string): Promise<Answer> {
  const value = await desk.ask('bundle.inspect', { file: desk.core().app.stagePath(path), ...bundleSecret(desk) });
  return { value, text: () => inspectText(value) };
}

const file = ownFlag('file', 'the bundle', { isRequired: true });
const inspect: Command = { words: 'bundle inspect', about: contract['bundle.inspect'].about, takes: ['file'], flags: [file], run: (desk, { input }) => inspected(desk, String(input['file'])) };

const importBundle: Command = {
  words: 'bundle import', about: contract['bundle.import'].about, takes: ['file'], flags: [file, ownFlag('dry-run', 'says what would happen and writes nothing', { kind: 'boolean' })],
  run: async (desk, { input }) => {
    if (input['dry-run'] === true) return inspected(desk, String(input['file']));
    const value = await desk.ask('bundle.import', { file: desk.core().app.stagePath(String(input['file'])), ...bundleSecret(desk) });
    const lines: [string, string][] = [['New commits', String(value.new)], ['Known already', String(value.known)], ['Waiting', value.waiting.map(({ site, feed, from, to }) => `${site || feed.slice(0, 8)} from ${from} to ${to}`).join(', ') || 'none'], ['Held back', String(value.quarantined.length)], ['Conflicts', String(value.conflicts.length)], ...(value.violations ?? []).map((v): [string, string] => ['Violation', `${v.number}: ${v.name} is ${v.other} and ${v.duty} (${v.rule})`])];
    return { value, text: () => facts(lines) };
  },
};

const join: Command = {
  words: 'join', about: contract['workspace.join'].about, takes: ['dir'],
  flags: [ownFlag('dir', 'an empty folder for the workspace', { isRequired: true }), ...flagsOf('workspace.join')],
  run: async (desk, { input }) => {
    if (desk.globals.out !== undefined) desk.sendFileTo(desk.globals.out);
    const made = await desk.core().app.joinIn(resolve(String(input['dir'])), { site: String(input['site']), person: String(input['person']), passphrase: await desk.secret(true), encrypted: input['encrypted'] === true });
    const value = { ...made, file: desk.deliver(made.file) };
    return { value, text: () => `${facts([['Request', `${value.file.folder}/${value.file.name}`], ['Words', value.words]])}\n\nSend the file to a registrar and read the twelve words out. Then: gavel join finish DIR BUNDLE` };
  },
};

const finishJoin: Command = {
  words: 'join finish', about: contract['workspace.finishJoin'].about, takes: ['dir', 'file…'],
  flags: [ownFlag('dir', 'the folder the request was made in', { isRequired: true }), ownFlag('file', 'the bundle, or all its parts', { isRequired: true, isList: true }), ownFlag('root', 'the organisation’s twelve words, as a registrar read them out')],
  run: async (desk, { input }) => {
    const { app } = desk.core();
    const state = await app.finishJoinIn(resolve(String(input['dir'])), { files: [input['file']].flat().map((path) => app.stagePath(String(path))), passphrase: await desk.secret(), ...(input['root'] === undefined ? {} : { words: String(input['root']) }) }, { onProgress: desk.onProgress });
    desk.pin(state, resolve(String(input['dir'])), true);
    const { workspace } = state;
    return { value: workspace, text: () => `Joined ${workspace?.organisation ?? ''} as site ${workspace?.site ?? ''}.` };
  },
};

const changePassphrase: Command = {
  words: 'person passphrase', about: contract['person.changePassphrase'].about, takes: [], flags: [],
  run: async (desk) => {
    const passphrase = await desk.secret();
    const newPassphrase = await findSecret({ file: desk.globals.newPassphraseFile, variable: desk.terminal.env['GAVEL_NEW_PASSPHRASE'], question: 'New passphrase', isNew: true });
    if (newPassphrase === passphrase) throw appError('usage', { problem: 'The new passphrase is the old one.' });
    return { value: await desk.ask('person.changePassphrase', { passphrase, newPassphrase }), text: () => 'The passphrase is changed.' };
  },
};

export const bundleCommands: readonly Command[] = [exportBundle, inspect, importBundle, join, finishJoin, changePassphrase];
