// Commands that make a workspace and fill it with people.
import { resolve } from 'node:path';
import type { Role } from '#contract/people.ts';
import { roles } from '#contract/people.ts';
import { contract } from '#contract/index.ts';
import type { Input } from '#contract/index.ts';
import { appError } from '../../app-error.ts';
import { callOperation } from './command.ts';
import type { Answer, Command } from './command.ts';
import type { Desk } from './desk.ts';
import { flagsOf, ownFlag } from './flags.ts';
import { findSecret } from './secrets.ts';
import { facts, table } from './text.ts';

/** Public by intent: everybody who can sign in the worked example has this passphrase. A test signs in with it. */
export const samplePassphrase = 'northwind sample';

const folder = ownFlag('dir', 'the folder of the workspace', { isRequired: true });

/** Input that does not pass through a Bridge is checked here by the same schema. */
function checked<N extends 'workspace.create' | 'workspace.openSample'>(name: N, input: Record<string, unknown>): Input<N> {
  const parsed = contract[name].input.safeParse(input);
  if (parsed.success) return parsed.data as Input<N>;
  const { path, message } = parsed.error.issues[0]!;
  const field = path.map(String).join('.');
  throw appError('invalid_input', { field, problem: message }, { field });
}

async function made(desk: Desk, path: string): Promise<Answer> {
  const { bridge } = desk.core();
  const dir = resolve(path);
  const reply = await bridge.call('session.state', {});
  if (!reply.ok || !reply.value.workspace) throw new Error('no workspace is open after making one');
  const { workspace, signers } = reply.value;
  desk.pin(reply.value, dir, true);
  const value = { dir, organisation: workspace.organisation, site: workspace.site, root: workspace.rootWords, signers: signers.map(({ name, roles: held }) => ({ name, roles: held })) };
  return {
    value,
    text: () => `${facts([['Workspace', dir], ['Organisation', `${value.organisation} (${value.site})`], ['Root', value.root]])}\n\n${table(['Signs here', 'Roles'], value.signers.map((s) => [s.name, s.roles.join(', ')]))}\n\nKeep the twelve words of the root somewhere else: with them anybody can check what comes from this workspace.`,
  };
}

const init: Command = {
  words: 'init', about: 'A new workspace: organisation root, device key, first person; prints the root’s fingerprint as words.', takes: ['dir'],
  flags: [folder, ...flagsOf('workspace.create', { renamed: { organisation: 'org', roles: 'role' } })],
  run: async (desk, { input: { dir, ...input } }) => {
    const passphrase = await desk.secret(true);
    await desk.core().app.createWorkspace(String(dir), checked('workspace.create', { ...input, passphrase }));
    return made(desk, String(dir));
  },
};

const sample: Command = {
  words: 'sample', about: 'A worked example organisation; the same seed makes the same records.', takes: ['dir'], flags: [folder, ...flagsOf('workspace.openSample')],
  run: async (desk, { input: { dir, ...input } }) => {
    await desk.core().app.createSample(String(dir), checked('workspace.openSample', input), { onProgress: desk.onProgress });
    const answer = await made(desk, String(dir));
    return { ...answer, value: { ...answer.value as object, passphrase: samplePassphrase }, text: () => `${answer.text()}\nEverybody here signs in with the passphrase “${samplePassphrase}”.` };
  },
};

const personAdd: Command = {
  words: 'person add', about: contract['person.add'].about, takes: ['name'],
  flags: [...flagsOf('person.add', { renamed: { roles: 'role' } }), ownFlag('can-sign', 'gives the person a key on this device; needs a new passphrase', { kind: 'boolean' })],
  run: async (desk, { input: { 'can-sign': canSign, ...input } }) => {
    const file = desk.globals.newPassphraseFile;
    const variable = desk.terminal.env['GAVEL_NEW_PASSPHRASE'];
    const gets = canSign ?? (file !== undefined || Boolean(variable));
    if (gets) input['passphrase'] = await findSecret({ file, variable, question: `Passphrase of ${String(input['name'])}`, isNew: true });
    return callOperation(desk, 'person.add', input);
  },
};

const roleList: Command = {
  words: 'role list', about: 'Roles and who holds them.', takes: [], flags: [],
  run: async (desk) => {
    const holders = new Map<Role, string[]>(roles.map((role) => [role, []]));
    for (let after: string | undefined; ;) {
      const page = await desk.ask('person.list', { limit: 500, ...(after === undefined ? {} : { after }) });
      for (const person of page.rows) for (const role of person.roles) holders.get(role)?.push(person.name);
      if (page.next === null) break;
      after = page.next;
    }
    const value = [...holders].map(([role, people]) => ({ role, people }));
    return { value, text: () => table(['Role', 'Held by'], value.map((one) => [one.role, one.people.join(', ')])) };
  },
};

export const workspaceCommands: readonly Command[] = [init, sample, personAdd, roleList];
