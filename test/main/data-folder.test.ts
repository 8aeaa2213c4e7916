import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '#shared/result.ts';
import { prepareDataFolder } from '#main/data-folder.ts';
import { makeSmallDisk, smallDiskObstacle, type SmallDisk } from '#test/support/small-disk.ts';

const obstacle = smallDiskObstacle();
const why = obstacle === null ? '' : ` (skipped: ${obstacle})`;

describe.skipIf(obstacle !== null)(`a data folder${why}`, () => {
  let disk: SmallDisk;
  let folder = '';
  beforeEach(() => {
    disk = makeSmallDisk(1);
    folder = join(disk.folder, 'hallway');
  });
  afterEach(() => {
    disk.remove();
  });

  it('is made with its folder for logs, and holds nothing else', () => {
    expect(prepareDataFolder(folder)).toEqual(ok(null));
    expect(readdirSync(folder)).toEqual(['logs']);
  });

  it('that was there already is told to be read-only where it is', () => {
    mkdirSync(join(folder, 'logs'), { recursive: true });
    disk.makeReadOnly();
    expect(prepareDataFolder(folder)).toEqual({ ok: false, error: { type: 'folder_read_only', folder } });
  });

  it('on a full disk is opened all the same: what is there can be read', () => {
    expect(prepareDataFolder(folder)).toEqual(ok(null));
    disk.fill();
    expect(prepareDataFolder(folder)).toEqual(ok(null));
    expect(existsSync(join(folder, 'logs'))).toBe(true);
  });
});
