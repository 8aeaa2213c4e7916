import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { projectFolder } from './entries.ts';

// The window's page: files that its own origin serves under a strict CSP, hence no inline script or style and no data: URL.
export default defineConfig({
  root: `${projectFolder}src-renderer`,
  cacheDir: `${projectFolder}.cache/vite-renderer`,
  base: './',
  publicDir: false,
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } })],
  build: {
    target: 'chrome130',
    outDir: `${projectFolder}dist/renderer`,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
