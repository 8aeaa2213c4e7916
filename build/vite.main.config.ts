import { defineConfig } from 'vite';
import { mainEntries, projectFolder } from './entries.ts';
import { workerUrls } from './worker-urls.ts';

const entries = mainEntries();

// The main side: what runs in Node and in Electron's utility processes. Everything is bundled but Electron itself and the one
// native module, so a packaged app carries no node_modules besides. The target is the oldest Node that an Electron we support has inside.
export default defineConfig({
  root: projectFolder,
  cacheDir: '.cache/vite',
  publicDir: false,
  plugins: [workerUrls(Object.keys(entries))],
  ssr: {
    target: 'node',
    noExternal: true,
    // ws asks for the last two and does well without.
    external: ['better-sqlite3', 'electron', 'bufferutil', 'utf-8-validate'],
  },
  build: {
    ssr: true,
    target: 'node20.18',
    outDir: 'dist/main',
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: entries,
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
