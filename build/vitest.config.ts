import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const secondsMs = 1000;

// One project a lane of test/run.mjs. Real processes, ports and network namespaces are shared by the whole machine:
// those lanes run one file at a time. Time limits only end what hangs: a busy machine takes ten times as long. Two workers are what a small build machine has.
export default defineConfig({
  root,
  cacheDir: '.cache/vite',
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/simulation/**', 'test/process/**', 'test/lan/**', 'test/renderer/**', 'test/ui/**'],
          pool: 'threads',
          testTimeout: 90 * secondsMs,
        },
      },
      {
        extends: true,
        // The renderer's state as a browser runs it, without one.
        plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'renderer',
          environment: './test/support/renderer-environment.ts',
          server: { deps: { inline: ['svelte', 'esm-env'] } },
          include: ['test/renderer/**/*.test.ts'],
          pool: 'threads',
          testTimeout: 90 * secondsMs,
        },
      },
      {
        extends: true,
        test: {
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          pool: 'threads',
          testTimeout: 300 * secondsMs,
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: ['test/process/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120 * secondsMs,
          hookTimeout: 60 * secondsMs,
        },
      },
      {
        extends: true,
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120 * secondsMs,
          hookTimeout: 120 * secondsMs,
        },
      },
      {
        extends: true,
        test: {
          name: 'lan',
          include: ['test/lan/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120 * secondsMs,
          hookTimeout: 120 * secondsMs,
        },
      },
    ],
  },
});
