import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const here = (path: string): string => resolve(import.meta.dirname, path);
const contract = { '#contract': here('src-main/contract') };

/** Threads of long work are entries of their own: `jobs/parse-worker.ts` becomes `out/main/parse-worker.js`. */
const jobWorkers = Object.fromEntries(
  ['src-main', 'src-main/jobs'].flatMap((folder) => readdirSync(here(folder)).filter((name) => name.endsWith('-worker.ts')).map((name) => [basename(name, '.ts'), here(`${folder}/${name}`)])),
);

export default defineConfig({
  main: {
    resolve: { alias: contract },
    build: {
      outDir: 'out/main',
      // These read files beside themselves (a native binary, font metrics), so they stay where npm put them.
      externalizeDeps: false,
      rollupOptions: {
        external: ['electron', 'better-sqlite3', 'better-sqlite3-multiple-ciphers', 'pdfkit'],
        input: {
          electron: here('src-main/shells/electron/main.ts'),
          browser: here('src-main/shells/browser/main.ts'),
          cli: here('src-main/shells/cli/main.ts'),
          worker: here('src-main/worker.ts'),
          ...jobWorkers,
        },
        // Chunks lie beside the entries: a file that looks for its neighbours finds them from either.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rollupOptions: {
        external: ['electron'],
        input: { preload: here('src-main/shells/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('src-renderer'),
    base: './',
    plugins: [react()],
    resolve: { alias: contract },
    build: {
      outDir: here('out/renderer'),
      minify: true,
      modulePreload: { polyfill: false },
      rollupOptions: { input: { index: here('src-renderer/index.html') } },
    },
  },
});
