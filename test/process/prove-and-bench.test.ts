import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { delimiter } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { projectFolder } from '../../build/entries.ts';
import { mainFolder, stampName } from '../../build/input-stamp.mjs';
import manifest from '../../package.json' with { type: 'json' };

/** It says that dist is what the sources are. */
const stamp = `${mainFolder}/${stampName}`;

beforeEach(() => {
  rmSync(stamp, { force: true });
});

it.each([
  ['prove', '--only fysnc', /^There is no proof "fysnc"\. Proofs: kill-server, .*\n.*prove -- --help.*\n$/u],
  ['bench', '--only clam', /^There is no row "clam"\. Rows: saturated, .*\n.*bench -- --help.*\n$/u],
] as const)('%s %s is refused in two lines before anything is built', (script, args, sentence) => {
  const { status, stdout, stderr } = run(script, ...args.split(' '));
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(sentence);
  expect(existsSync(stamp)).toBe(false);
});

it.each(['prove', 'bench'] as const)('%s --help says what there is and builds nothing', (script) => {
  const { status, stdout, stderr } = run(script, '--help');
  expect([status, stderr, existsSync(stamp)]).toEqual([0, '', false]);
  expect(stdout).toMatch(new RegExp(`^npm run ${script} -- `, 'u'));
});

// The last, since it leaves behind what others find built.
it('what stands on standard output is the JSON alone, though dist had to be built first', () => {
  const { status, stdout, stderr } = run('prove', '--only', 'model', '--cycles', '1', '--seed', 'a', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ seed: 'a', results: [{ name: 'model', violations: [] }] });
  expect([status, stderr.split('\n')[0]]).toEqual([0, 'seed a']);
  expect(existsSync(stamp)).toBe(true);
});

/** Runs a script of package.json as npm would. */
function run(script: 'prove' | 'bench', ...args: readonly string[]) {
  const path = `${projectFolder}node_modules/.bin${delimiter}${process.env['PATH'] ?? ''}`;
  return spawnSync(`${manifest.scripts[script]} ${args.join(' ')}`, {
    cwd: projectFolder,
    shell: true,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
}
