import type { Plugin } from 'vite';
import { entryName } from './entries.ts';

const workerUrl = /new URL\(\s*(['"])(\.[^'"]*-worker\.ts)\1\s*,\s*import\.meta\.url\s*\)/g;

/**
 * Lets sources name a worker as Node runs it from the sources, `new URL('./server-worker.ts', import.meta.url)`: in the
 * bundle all files lie in one folder, so the same expression names the worker's own bundle there.
 */
export function workerUrls(entryNames: readonly string[]): Plugin {
  return {
    name: 'hallway-worker-urls',
    transform: {
      filter: { id: /\.ts$/, code: workerUrl },
      handler(code) {
        return code.replaceAll(workerUrl, (_match, _quote, path: string) => {
          const name = entryName(path);
          if (!entryNames.includes(name)) this.error(`${path} is no entry of build/entries.ts`);
          return `new URL('./${name}.js', import.meta.url)`;
        });
      },
    },
  };
}
