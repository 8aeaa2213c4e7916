import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { workerUrls } from '../../build/worker-urls.ts';

describe('a worker named by its source', () => {
  it('is named by its bundle in the bundle', async () => {
    const code = await bundle("export default new URL('../storage/server-worker.ts', import.meta.url);");
    expect(code).toContain('new URL("./server-worker.js", import.meta.url)');
  });

  it('stops the build when it is no entry', async () => {
    const broken = bundle("export default new URL('./other-worker.ts', import.meta.url);");
    await expect(broken).rejects.toThrow('./other-worker.ts is no entry');
  });

  it('is the only kind of address that changes', async () => {
    const code = await bundle("export default new URL('./0001-first.sql', import.meta.url);");
    expect(code).toContain('new URL("./0001-first.sql", import.meta.url)');
  });
});

async function bundle(source: string): Promise<string> {
  const entry = { name: 'entry', resolveId: (id: string) => id, load: () => source };
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [entry, workerUrls(['server-worker'])],
    build: { ssr: 'virtual-entry.ts', write: false, minify: false },
  });
  const [output] = 'output' in result ? result.output : [];
  return output?.type === 'chunk' ? output.code : '';
}
