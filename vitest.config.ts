import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**'],
    // Native modules (better-sqlite3) are loaded per process, so tests run in forks, not in threads.
    pool: 'forks',
    maxWorkers: 2,
    // A limit is there to end what hangs; how long a test takes says more of the machine than of the code.
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
