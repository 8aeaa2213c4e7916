import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumOptions } from '#test/support/chromium.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const secondsMs = 1000;
// A testing library has components of before the runes.
const isOurs = (filename: string): true | undefined => (filename.includes('node_modules') ? undefined : true);

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
          exclude: ['simulation', 'process', 'lan', 'renderer', 'components', 'ui', 'electron'].map(
            (lane) => `test/${lane}/**`,
          ),
          pool: 'threads',
          testTimeout: 90 * secondsMs,
          hookTimeout: 60 * secondsMs,
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
        // Components in a page, with keys and a pointer that are the browser's own.
        plugins: [svelte({ configFile: false, compilerOptions: { runes: ({ filename }) => isOurs(filename) } })],
        // Named, since one that is found during the run loads the page anew in the middle of a test.
        optimizeDeps: { include: ['linkify-it', 'qr/decode.js', 'valibot', 'virtua/svelte', 'vitest-browser-svelte'] },
        test: {
          name: 'components',
          include: ['test/components/**/*.test.ts'],
          setupFiles: ['test/components/set-up-page.ts'],
          testTimeout: 60 * secondsMs,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({ launchOptions: chromiumOptions(), actionTimeout: 15 * secondsMs }),
            instances: [{ browser: 'chromium' }],
            viewport: { width: 1_000, height: 700 },
            screenshotFailures: false,
          },
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
          setupFiles: ['test/ui/close-office-browser.ts'],
          fileParallelism: false,
          testTimeout: 120 * secondsMs,
          hookTimeout: 120 * secondsMs,
        },
      },
      {
        extends: true,
        test: {
          name: 'electron',
          include: ['test/electron/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180 * secondsMs,
          hookTimeout: 300 * secondsMs,
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
