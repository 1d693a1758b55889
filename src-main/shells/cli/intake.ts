// `gavel change new`: a draft typed by a person, or made of a build by a pipeline, which needs no workspace (CHG-05).
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { contract } from '#contract/index.ts';
import { AppError, appError } from '../../app-error.ts';
import type { Answer, Command } from './command.ts';
import { callOperation } from './command.ts';
import type { Desk } from './desk.ts';
import { flagsOf, ownFlag, usage } from './flags.ts';

async function fromBuild(desk: Desk, build: string, keyFile: string | undefined): Promise<Answer> {
  const { app, bridge } = desk.core();
  const key = keyFile === undefined ? {} : { key: app.stagePath(keyFile), passphrase: await desk.secret() };
  const reply = await bridge.call('change.prepareDraft', { build: app.stagePath(build), ...key });
  // A key that does not open is unusable input here: nothing was denied to anybody.
  if (!reply.ok) throw reply.error.code === 'wrong_passphrase' ? appError('unreadable_file', { file: String(keyFile), reason: 'the passphrase does not open it' }) : new AppError(reply.error);
  const { text, title, commit, signedBy } = reply.value;
  const out = desk.globals.out === undefined ? null : resolve(desk.globals.out);
  if (out !== null) writeFileSync(out, text, { flush: true });
  return { value: { ...reply.value, file: out }, text: () => (out === null ? text.trim() : `Draft “${title}” of ${commit.slice(0, 12)} written to ${out}${signedBy === null ? ', unsigned' : ''}`) };
}

const create = flagsOf('change.create').map((flag) => ({ ...flag, isRequired: false }));
const newChange: Command = {
  words: 'change new', about: contract['change.create'].about, takes: ['title'],
  flags: [...create, ownFlag('from', 'build file of a pipeline, from which a draft is made without a workspace'), ownFlag('key', 'key file of the pipeline, which signs that draft; else it is unsigned')],
  run: async (desk, { input }) => {
    const { from, key, ...fields } = input;
    if (from !== undefined) {
      const [other] = Object.keys(fields);
      if (other !== undefined) throw usage(`--from takes everything from the build file; leave ${other} away.`);
      return fromBuild(desk, String(from), key === undefined ? undefined : String(key));
    }
    if (key !== undefined) throw usage('--key signs a draft made with --from.');
    if (fields['title'] === undefined) throw usage('TITLE is missing: gavel change new TITLE, or gavel change new --from build.json');
    return callOperation(desk, 'change.create', fields);
  },
};

export const intakeCommands: readonly Command[] = [newChange];
