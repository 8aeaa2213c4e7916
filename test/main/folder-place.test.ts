import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { prepareDataFolder } from '#main/data-folder.ts';
import { checkFolderPlace } from '#main/folder-place.ts';
import { ok } from '#shared/result.ts';

function setupFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-place-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

describe('the place of a data folder', () => {
  it('is well on a disk of this machine, whether it is there yet or not', () => {
    const folder = setupFolder();
    expect(checkFolderPlace(folder)).toEqual(ok(null));
    expect(checkFolderPlace(join(folder, 'not', 'yet'))).toEqual(ok(null));
  });

  it('is refused in a synced folder, before anything is made there', () => {
    const cloud = join(setupFolder(), 'Dropbox');
    mkdirSync(cloud);
    const folder = join(cloud, 'hallway');
    const error = { type: 'folder_is_synced', folder, service: 'Dropbox' };
    expect(prepareDataFolder(folder)).toEqual({ ok: false, error });
    expect(readdirSync(cloud)).toEqual([]);
  });

  it('is taken there all the same by whoever wants it so', () => {
    const folder = join(setupFolder(), 'Dropbox', 'hallway');
    expect(prepareDataFolder(folder, { isAnyPlace: true })).toEqual(ok(null));
  });

  it.skipIf(process.platform === 'win32')('is where its links lead', () => {
    const folder = setupFolder();
    mkdirSync(join(folder, 'Nextcloud', 'data'), { recursive: true });
    symlinkSync(join(folder, 'Nextcloud', 'data'), join(folder, 'plain'));
    expect(checkFolderPlace(join(folder, 'plain', 'new'))).toMatchObject({
      error: { type: 'folder_is_synced', service: 'Nextcloud' },
    });
  });
});
