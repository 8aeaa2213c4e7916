import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ok } from '#shared/result.ts';
import { isFolderOfClient, prepareDataFolder } from '#main/data-folder.ts';
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

it('the data folder of a chat is known by what lies in it, and the one of a server beside a chat is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-folder-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  expect(isFolderOfClient(folder)).toBe(false);
  writeFileSync(join(folder, 'profile.db'), '');
  expect(isFolderOfClient(folder)).toBe(true);
  writeFileSync(join(folder, 'server.db'), '');
  expect(isFolderOfClient(folder)).toBe(false);
});
