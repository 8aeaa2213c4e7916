import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { projectFolder } from '../../build/entries.ts';

const claim = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })";

it.each([
  ['build/run.mjs', 'serve'],
  ['build/run.mjs', 'chat'],
  ['test/run.mjs', 'unit'],
])('%s %s refuses an older Node with one sentence', (script, arg) => {
  const args = ['--import', `data:text/javascript,${encodeURIComponent(claim)}`, projectFolder + script, arg];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^Hallway needs Node 24 or newer and this is Node 20\.20\.2: .*\.\n$/);
});
