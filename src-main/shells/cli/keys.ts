// Commands about keys: a pipeline's own, a person's new one, and the recovery kit typed in from paper.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contract } from '#contract/index.ts';
import { appError } from '../../app-error.ts';
import { callOperation } from './command.ts';
import type { Command } from './command.ts';
import { flagsOf, ownFlag } from './flags.ts';
import { findSecret } from './secrets.ts';
import { facts } from './text.ts';

const newKey: Command = {
  words: 'key new', about: contract['key.new'].about, takes: [], flags: flagsOf('key.new'),
  run: async (desk, { input }) => {
    const { globals } = desk;
    if (globals.out !== undefined) {
      for (const path of [globals.out, `${globals.out}.gavel-join`]) if (existsSync(path)) throw appError('invalid_input', { field: '--out', problem: `${path} is there already; a key file is never written over` }, { field: 'out' });
      desk.sendFileTo(globals.out);
    }
    const reply = await desk.core().bridge.call('key.new', { ...input, passphrase: await desk.secret(true) } as never);
    if (!reply.ok) throw appError(reply.error.code, reply.error.facts, reply.error.where);
    const file = desk.deliver(reply.value.file);
    const request = join(file.folder, `${file.name}.gavel-join`);
    writeFileSync(request, reply.value.request, { flag: 'wx', flush: true });
    const { words } = reply.value;
    return { value: { file, request, words }, text: () => `${facts([['Key', join(file.folder, file.name)], ['Request', request], ['Words', words]])}\n\nThe key file opens with its passphrase only; keep both with the pipeline. Send the request to a registrar and read the twelve words out: gavel device enrol FILE` };
  },
};

const issueKey: Command = {
  words: 'person issue-key', about: contract['person.issueKey'].about, takes: ['person'], flags: [ownFlag('person', 'name or UUID of the person', { isRequired: true })],
  run: async (desk, { input: { person } }) => {
    const passphrase = await findSecret({ file: desk.globals.newPassphraseFile, variable: desk.terminal.env['GAVEL_NEW_PASSPHRASE'], question: `Passphrase of ${String(person)}`, isNew: true });
    return callOperation(desk, 'person.issueKey', { person, passphrase });
  },
};

const rotateRoot: Command = {
  words: 'key rotate-root', about: contract['key.rotateRoot'].about, takes: [], flags: [],
  run: async (desk) => {
    const { globals, terminal: { env } } = desk;
    const newPassphrase = await findSecret({ file: globals.newPassphraseFile, variable: env['GAVEL_NEW_PASSPHRASE'], question: 'Passphrase of the new recovery kit', isNew: true });
    const answer = await callOperation(desk, 'key.rotateRoot', { newPassphrase });
    const { words, was } = answer.value as { words: string; was: string };
    return { ...answer, text: () => `${facts([['Root', words], ['It was', was]])}\n\nTell everybody who keeps the old words. Write the new kit to paper (gavel key kit) and destroy the old one: it opens nothing any more.` };
  },
};

export const keyCommands: readonly Command[] = [newKey, issueKey, rotateRoot];
