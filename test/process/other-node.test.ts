import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../build/entries.ts';

/** Everything that people or units start with plain Node. */
const plainJavaScript = ['build/run.mjs', 'test/run.mjs', 'dist/main/serve.js', 'dist/main/chat.js'];
const typeScript = [
  'src-main/serve.ts',
  'src-main/chat.ts',
  'build/build-main.ts',
  'test/bench/bench.ts',
  'test/prove/prove.ts',
];

beforeAll(() => {
  const { status, stderr } = start(process.execPath, `${projectFolder}build/build-main.ts`, '--if-stale');
  if (status !== 0) throw new Error(stderr);
});

describe.each(['20.20.2', '25.0.0', '26.3.1'])('on Node %s', (version) => {
  it.each([...plainJavaScript, ...typeScript])('%s refuses to run with one sentence', (path) => {
    const claim = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
    const preload = `data:text/javascript,${encodeURIComponent(claim)}`;
    expect(start(process.execPath, '--import', preload, projectFolder + path)).toMatchObject(refusalOf(version));
  });
});

describe('on another Node that this machine has', () => {
  const other = findOtherNode();
  const why = other === null ? ' (skipped: there is none on the path)' : '';

  it.skipIf(other === null).each(plainJavaScript)(`%s refuses to run with one sentence${why}`, (path) => {
    const { file, version } = other ?? { file: '', version: '' };
    expect(start(file, projectFolder + path)).toMatchObject(refusalOf(version));
  });
});

function refusalOf(version: string) {
  const stderr = `Hallway needs Node 24 and this is Node ${version}: start it through npm, or by node_modules/.bin/node, which npm ci installed.\n`;
  return { status: 1, stdout: '', stderr };
}

function start(file: string, ...args: readonly string[]) {
  return spawnSync(file, args, { encoding: 'utf8' });
}

function findOtherNode(): { readonly file: string; readonly version: string } | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, 'node');
    const version = start(file, '-p', 'process.versions.node').stdout?.trim() ?? '';
    if (/^\d/u.test(version) && !version.startsWith('24.')) return { file, version };
  }
  return null;
}
