import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFolder } from '#main/storage/make-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'hallway-folder-'));
afterEach(() => {
  rmSync(join(root, 'one'), { recursive: true, force: true });
});

describe('making a folder', () => {
  it('makes the folders above it too, for their owner alone', () => {
    makeFolder(join(root, 'one', 'two'));
    expect(statSync(join(root, 'one')).mode & 0o777).toBe(0o700);
    expect(statSync(join(root, 'one', 'two')).isDirectory()).toBe(true);
  });

  it('leaves one that is there as it is', () => {
    makeFolder(join(root, 'one'));
    makeFolder(join(root, 'one'));
    expect(statSync(join(root, 'one')).isDirectory()).toBe(true);
  });

  it.skipIf(process.platform !== 'linux')('ends with an error where nothing can be made', () => {
    expect(() => {
      makeFolder('/proc/hallway/data');
    }).toThrow(/ENOENT|EACCES|EPERM/u);
  });
});
