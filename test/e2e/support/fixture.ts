// What a journey starts from: Gavel as a person opens it, on an empty machine, through the window its project names.
import { AxeBuilder } from '@axe-core/playwright';
import { _electron, test as base, expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtDoor, projectDir, startDoorWithPage } from './browser-door.ts';
import { electronBinary } from './electron-binary.ts';

export type DoorOptions = { shell: 'browser' | 'electron' };
type Opened = { page: Page; close(): Promise<void> };
type Door = { page: Page; reopen(): Promise<Page> };
type Fixtures = {
  /** The data folder of this journey; empty at its start, removed at its end. */
  dataDir: string;
  exportsDir: string;
  door: Door;
  /** The window's page. A journey during which the page logs an error fails. */
  page: Page;
  /** Ends Gavel and starts it again on the same folders; answers the new page. */
  reopen(): Promise<Page>;
  /** What axe finds wrong with the page as it stands, one line each; none is what a journey expects. */
  axe(): Promise<string[]>;
  /** Pictures of the page as it stands, in both sizes and both colour schemes, for people to look at. */
  shot(name: string): Promise<void>;
};

const screensDir = join(projectDir, 'test', 'screens');
const sizes = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }];

async function openElectron(executablePath: string, env: Record<string, string>): Promise<Opened> {
  const flags = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({ executablePath, args: [...flags, projectDir], env: { ...process.env as Record<string, string>, ...env } });
  return { page: await app.firstWindow(), close: () => app.close() };
}

export const test = base.extend<Fixtures & DoorOptions>({
  shell: ['browser', { option: true }],
  dataDir: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'gavel-e2e-'));
    await use(join(folder, 'data'));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  exportsDir: async ({ dataDir }, use) => { await use(join(dataDir, '..', 'exports')); },
  door: async ({ shell, dataDir, exportsDir }, use, info) => {
    const binary = shell === 'electron' ? electronBinary() : null;
    const env = { GAVEL_DATA: dataDir, GAVEL_EXPORTS: exportsDir };
    const complaints: string[] = [];
    const open = async (): Promise<Opened> => {
      const opened = binary ? await openElectron(binary, env) : await startDoorWithPage(builtDoor, env);
      opened.page.on('pageerror', (error) => { complaints.push(error.message); });
      opened.page.on('console', (message) => { if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`); });
      await opened.page.setViewportSize(sizes[0]!);
      // A face of the window is there, and with it its keys.
      await opened.page.getByRole('main').first().waitFor({ timeout: 30_000 });
      return opened;
    };
    let opened = await open();
    await use({ page: opened.page, reopen: async () => { await opened.close(); opened = await open(); return opened.page; } });
    if (info.status !== info.expectedStatus) await info.attach('page', { body: await opened.page.screenshot(), contentType: 'image/png' }).catch(() => {});
    await opened.close();
    expect(complaints, 'the page logs no errors').toEqual([]);
  },
  page: async ({ door }, use) => { await use(door.page); },
  reopen: async ({ door }, use) => { await use(door.reopen); },
  axe: async ({ page }, use) => {
    await use(async () => {
      // A dialog that is still fading in is no dialog to axe, and the page behind it is hidden.
      await page.evaluate(() => Promise.allSettled(document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity).map(({ finished }) => finished)));
      // Legacy mode: the usual one opens a second page, and this window has only one.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
    });
  },
  shot: async ({ page, shell }, use) => {
    await use(async (name) => {
      mkdirSync(screensDir, { recursive: true });
      for (const size of sizes) {
        await page.setViewportSize(size);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const door = shell === 'electron' ? '-electron' : '';
          await page.screenshot({ path: join(screensDir, `${name}${door}-${size.width}x${size.height}-${colorScheme}.png`), animations: 'disabled' });
        }
      }
      await page.emulateMedia({ colorScheme: null });
      await page.setViewportSize(sizes[0]!);
    });
  },
});
export { expect } from '@playwright/test';
