import { defineConfig } from '@playwright/test';
import { electronBinary } from './test/e2e/support/electron-binary.ts';
import type { DoorOptions } from './test/e2e/support/fixture.ts';

/** The same journeys through both windows, or through the browser alone where Electron's binary is not installed. */
export default defineConfig<DoorOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  // Each worker runs a browser and a core; more than two only wait for each other on a small machine.
  workers: 2,
  fullyParallel: true,
  // Limits are there to end what hangs: a small machine under load may take its time.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  // A loaded machine may stall a browser once; a journey that needs its second try is listed as flaky by name, and is a defect to mend.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  projects: [
    { name: 'chromium', use: { shell: 'browser' } },
    ...(electronBinary() ? [{ name: 'electron', use: { shell: 'electron' as const } }] : []),
  ],
});
