import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectFolder } from '../../build/entries.ts';

/** A machine on which nothing is installed, as far as its path tells. */
let bin = '';
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'hallway-bin-'));
});
afterEach(() => {
  rmSync(bin, { recursive: true, force: true });
});

it.skipIf(process.platform === 'win32').each([
  ['the whole browser where there is no shell of it', 'exit 100', / chromium$/mu],
  ['the shell without windows where there is one', 'exit 0', / chromium-headless-shell$/mu],
])('what is missing is installed, and nothing of that stands on standard output: %s', (_what, aptCache, browser) => {
  add('sh', 'exec /bin/sh "$@"');
  add('id', 'echo 0');
  add('apt-get', 'echo "apt-get $1"');
  add('apt-cache', aptCache);
  const run = `import { installDebian } from '${projectFolder}test/support/install-debian.ts'; installDebian();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', run], {
    cwd: projectFolder,
    encoding: 'utf8',
    env: { PATH: bin },
  });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^apt-get update\nInstalling .*strace.*\napt-get install\n$/u);
  expect(stderr).toMatch(browser);
});

function add(name: string, line: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}
