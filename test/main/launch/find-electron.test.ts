import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectron } from '#main/launch/find-electron.ts';

let project = '';
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'hallway-launch-'));
});
afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

/** A project whose Electron package has this installer, written as a script of Node. */
function setupPackage(installer: string) {
  const folder = join(project, 'node_modules', 'electron');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'install.js'), installer);
  const said: string[] = [];
  const find = (env: Record<string, string> = {}, stillMs = 60_000) =>
    findElectron({ project, env: { ...process.env, ...env }, say: (line) => said.push(line), stillMs });
  return { folder, said, find };
}

const downloads = `
const { mkdirSync, writeFileSync } = require('node:fs');
mkdirSync(__dirname + '/dist', { recursive: true });
writeFileSync(__dirname + '/dist/electron', '');
writeFileSync(__dirname + '/path.txt', 'electron');
`;

describe('the program that opens the window', () => {
  it('is downloaded by the package’s own installer the first time, and found after that', async () => {
    const { folder, said, find } = setupPackage(downloads);
    expect(await find()).toEqual({ ok: true, value: join(folder, 'dist', 'electron') });
    expect(await find()).toEqual({ ok: true, value: join(folder, 'dist', 'electron') });
    expect(said).toHaveLength(1);
  });

  it('is the one that is named, if any is', async () => {
    const { said, find } = setupPackage(downloads);
    const named = join(project, 'named');
    mkdirSync(named);
    writeFileSync(join(named, 'electron'), '');
    chmodSync(join(named, 'electron'), 0o755);
    expect(await find({ HALLWAY_ELECTRON_DIST: named })).toEqual({ ok: true, value: join(named, 'electron') });
    expect(said).toEqual([]);
  });

  it('is given up when its download stands still, and the child with it', async () => {
    const { find } = setupPackage('setInterval(() => undefined, 1000);');
    expect(await find({}, 500)).toEqual({ ok: false, error: 'Electron’s download stands still.' });
  });

  it('is given up with the reason that the installer gives', async () => {
    const { find } = setupPackage(`throw new TypeError('fetch failed');`);
    expect(await find()).toEqual({ ok: false, error: 'Electron cannot be downloaded (fetch failed).' });
    const { find: findNothing } = setupPackage('');
    expect(await findNothing()).toMatchObject({ ok: false });
  });

  it('is missed where the package is', async () => {
    const found = await findElectron({ project, env: {}, say: () => undefined });
    expect(found).toEqual({ ok: false, error: 'Electron is not installed (npm ci does that).' });
  });
});
