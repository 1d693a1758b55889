// Machines that ask to join an organisation, before they have a workspace. Part of boot.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Input, Output } from '#contract/index.ts';
import { appError } from './app-error.ts';
import { stageInThread } from './bundler.ts';
import type { SignedIn } from './contexts.ts';
import type { Control } from './dispatch.ts';
import { policy } from './domain/policy.ts';
import type { House } from './house.ts';
import { completeJoin, foundingIn, inParts, makeJoinRequest, readJoining } from './store/joining.ts';
import type { Joining } from './store/joining.ts';
import { readDatabaseKey, unlock } from './store/key-files.ts';
import { openStaged } from './store/merge/staging.ts';
import { makePipelineKey } from './store/pipeline-key.ts';

const home = (house: House): string => join(house.options.dataDir, 'workspaces');

/** Makes a machine's keys in a folder of their own, and the file for the registrar in the exports folder. */
export async function askToJoin(house: House, { site, person, passphrase, encrypted }: Input<'workspace.join'>, dir?: string): Promise<Output<'workspace.join'>> {
  if (passphrase.length < policy.leastPassphrase) throw appError('passphrase_too_short', { least: policy.leastPassphrase });
  const id = house.newId();
  const handle = `joining-${site.toLowerCase()}-${id.slice(0, 8)}`;
  const { bytes, words } = await makeJoinRequest(dir ?? join(home(house), handle), { site, personId: id, name: person, passphrase, made: house.now(), isEncrypted: encrypted });
  const { exportsDir } = house.options;
  mkdirSync(exportsDir, { recursive: true });
  const name = `Request to join ${site} ${id.slice(0, 8)}.gavel-join`;
  writeFileSync(join(exportsDir, name), bytes, { flush: true });
  return { handle, file: { name, folder: exportsDir, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }, words };
}

/** Makes a pipeline's key file in the exports folder; its request is answered as text. */
export async function newKey(house: House, { site, name, passphrase }: Input<'key.new'>): Promise<Output<'key.new'>> {
  if (passphrase.length < policy.leastPassphrase) throw appError('passphrase_too_short', { least: policy.leastPassphrase });
  const personId = house.newId();
  const { keyFile, request, words } = await makePipelineKey({ site, personId, name, passphrase, made: house.now() });
  const { exportsDir } = house.options;
  mkdirSync(exportsDir, { recursive: true });
  const file = `Pipeline ${site} ${personId.slice(0, 8)}.gavel-key`;
  writeFileSync(join(exportsDir, file), keyFile, { mode: 0o600, flush: true });
  return { file: { name: file, folder: exportsDir, size: keyFile.length, sha256: createHash('sha256').update(keyFile).digest('hex') }, request: Buffer.from(request).toString('utf8'), words };
}

export function joiningsOf(house: House): { handle: string; dir: string; joining: Joining }[] {
  if (!existsSync(home(house))) return [];
  return readdirSync(home(house)).filter((name) => name.startsWith('joining-') && existsSync(join(home(house), name, 'keys', 'joining.json')))
    .map((handle) => ({ handle, dir: join(home(house), handle), joining: readJoining(join(home(house), handle)) })).toSorted((a, b) => (a.joining.made < b.joining.made ? 1 : -1));
}

const plain = (words: string): string => words.trim().toLowerCase().split(/\s+/).join(' ');

/** Makes the workspace from the answer and opens it; answers the person, unlocked. */
export async function finishJoin(house: House, input: Input<'workspace.finishJoin'>, control: Pick<Control, 'onProgress' | 'signal'>, dir?: string): Promise<SignedIn> {
  const place = dir ?? joiningsOf(house).find(({ handle }) => handle === input.handle)?.dir;
  if (place === undefined) throw appError('workspace_missing', { place: input.handle });
  const joining = readJoining(place);
  const unlocked = unlock(place, { id: joining.person, name: joining.name, key: joining.key }, input.passphrase);
  const key = readDatabaseKey(place, unlocked.deviceKey);
  const staged: { path: string; folder: string }[] = [];
  const opened: ReturnType<typeof openStaged>[] = [];
  try {
    for (const file of input.files) staged.push(await stageInThread({ kind: 'stage', path: house.staging.find(file).path, keys: { identity: unlocked.secrets.ageIdentity }, folder: house.options.dataDir, scratchKey: key }, control));
    for (const { path } of staged) opened.push(openStaged(path, key));
    const parts = inParts(opened);
    const { words } = foundingIn(parts);
    if (plain(input.words ?? '') !== words) throw appError('root_not_confirmed', { words });
    completeJoin(place, parts, unlocked, { migrations: house.migrations, app: house.options.app, nowMs: house.nowMs, key });
  } finally {
    for (const one of opened) one.close();
    for (const { folder } of staged) rmSync(folder, { recursive: true, force: true });
  }
  house.open(place, key);
  return { id: joining.person, unlocked };
}
