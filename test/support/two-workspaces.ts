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
export const secrets = { A1: 'ada keeps it to herself', B2: 'bo keeps it to himself' } as const;
export const roles: Role[] = ['registrar', 'chair', 'change-manager', 'release-manager', 'member'];

function machine(site: 'A1' | 'B2'): Machine {
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

/** Ada founds the organisation on A1, Bo joins it on B2. */
export async function twoWorkspaces(bosRoles: Role[] = roles): Promise<{ ada: Machine; bo: Machine }> {
  const ada = machine('A1');
  const bo = machine('B2');
  await ada.call('workspace.create', { organisation: 'Northwind', person: 'Ada Lindqvist', roles: [...roles, 'administrator'], passphrase: secrets.A1 });
  const asked = await bo.call('workspace.join', { site: 'B2', person: 'Bo Larsen', passphrase: secrets.B2 });
  await ada.call('device.enrol', { file: handTo(ada, pathOf(asked)), roles: bosRoles, recoveryPassphrase: secrets.A1 });
  const first = await ada.call('bundle.export', { to: ['B2'] });
  const joining = { handle: asked.handle, file: handTo(bo, pathOf(first)), passphrase: secrets.B2 };
  const { facts } = await bo.refused('workspace.finishJoin', joining);
  await bo.call('workspace.finishJoin', { ...joining, words: String(facts['words']) });
  return { ada, bo };
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
