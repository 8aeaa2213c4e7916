import { defineConfig } from 'vite';
import { projectFolder } from './entries.ts';

// What a sandboxed page is given of Electron: such a script may be one CommonJS file and nothing else.
export default defineConfig({
  root: projectFolder,
  cacheDir: '.cache/vite-preload',
  publicDir: false,
  ssr: { target: 'node', noExternal: true, external: ['electron'] },
  build: {
    ssr: true,
    target: 'chrome130',
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: `${projectFolder}src-main/preload.ts`,
      output: { format: 'cjs', entryFileNames: 'preload.cjs' },
    },
  },
});
