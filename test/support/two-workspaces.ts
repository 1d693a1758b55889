// Two real workspaces of one organisation, joined through files as people do it, with bundles sent through the bridge.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Role } from '../../src-main/contract/people.ts';
import type { App, Connection } from '../../src-main/boot.ts';
import type { Refusal } from '../../src-main/contract/errors.ts';
import type { Asked, OpName, Output } from '../../src-main/contract/index.ts';
import { openDatabase } from '../../src-main/store/open.ts';
import { digestTables } from '../../src-main/store/rebuild.ts';
import { answer, coreOver, migrations, refusal, startMs, temporaryFolder } from './workspace.ts';

export type Machine = {
  app: App; clock: { now: number }; dataDir: string; site: string; bridge: Connection;
  call<N extends OpName>(name: N, input: Asked<N>): Promise<Output<N>>;
  refused(name: OpName, input: unknown): Promise<Refusal>;
  /** The folder of its one workspace. */
  dir(): string;
};
export const secrets = { A1: 'ada keeps it to herself', B2: 'bo keeps it to himself', C3: 'cy keeps it to themself' } as const;
export const roles: Role[] = ['registrar', 'chair', 'change-manager', 'release-manager', 'member'];

function machine(site: keyof typeof secrets): Machine {
  const dataDir = temporaryFolder();
  const { app, clock } = coreOver(dataDir, { now: startMs });
  onTestFinished(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const bridge = app.connect({ shell: 'direct' });
  const call: Machine['call'] = (name, input) => answer(bridge, name, input);
  return { app, clock, dataDir, site, bridge, call, refused: (name, input) => refusal(bridge, name, input), dir: () => join(dataDir, 'workspaces', readdirSync(join(dataDir, 'workspaces')).find((name) => existsSync(join(dataDir, 'workspaces', name, 'gavel.db')))!) };
}

export const pathOf = ({ file }: { file: { folder: string; name: string } }): string => join(file.folder, file.name);
export const handTo = (to: Machine, path: string): string => to.app.stagePath(path);

/** Another machine that Ada has enrolled and that waits for its bundle. `finish` opens the answer and confirms the words; answers the refusal, or null. */
export async function joining(ada: Machine, person: string, site: 'B2' | 'C3', as: Role[] = roles): Promise<{ machine: Machine; finish(paths: readonly string[]): Promise<Refusal | null> }> {
  const one = machine(site);
  const asked = await one.call('workspace.join', { site, person, passphrase: secrets[site] });
  await ada.call('device.enrol', { file: handTo(ada, pathOf(asked)), roles: as, recoveryPassphrase: secrets.A1 });
  const finish = async (paths: readonly string[]): Promise<Refusal | null> => {
    const given = { handle: asked.handle, files: paths.map((path) => handTo(one, path)), passphrase: secrets[site] };
    const unconfirmed = await one.refused('workspace.finishJoin', given);
    if (unconfirmed.code !== 'root_not_confirmed') return unconfirmed;
    await one.call('workspace.finishJoin', { ...given, words: String(unconfirmed.facts['words']) });
    return null;
  };
  return { machine: one, finish };
}

/** Another machine joins Ada's organisation. */
export async function joined(ada: Machine, person: string, at: { site: 'B2' | 'C3'; roles?: Role[] }): Promise<Machine> {
  const { machine: one, finish } = await joining(ada, person, at.site, at.roles);
  await finish([pathOf(await ada.call('bundle.export', { to: [at.site] }))]);
  return one;
}

/** Ada founds the organisation on A1, Bo joins it on B2. */
export async function twoWorkspaces(bosRoles: Role[] = roles): Promise<{ ada: Machine; bo: Machine }> {
  const ada = machine('A1');
  await ada.call('workspace.create', { organisation: 'Northwind', person: 'Ada Lindqvist', roles: [...roles, 'administrator'], passphrase: secrets.A1 });
  return { ada, bo: await joined(ada, 'Bo Larsen', { site: 'B2', roles: bosRoles }) };
}

export async function exported(from: Machine, to: Machine): Promise<string> {
  from.clock.now += 60_000;
  return pathOf(await from.call('bundle.export', { to: [to.site] }));
}

/** Writes a bundle for the other machine and has it imported there. */
export async function sends(from: Machine, to: Machine): Promise<Output<'bundle.import'>> {
  const path = await exported(from, to);
  to.clock.now = Math.max(to.clock.now, from.clock.now) + 60_000;
  return to.call('bundle.import', { file: handTo(to, path) });
}

/** Every projection of a workspace as it lies on the disk. */
export function projectionsOf({ dir }: Machine): Record<string, string> {
  const db = openDatabase(dir(), { migrations, readOnly: true });
  try {
    return digestTables(db);
  } finally {
    db.close();
  }
}
