import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFolder } from '#main/storage/lock-file.ts';
import { setFolderAside } from '#main/storage/set-folder-aside.ts';
import { ok } from '#shared/result.ts';
import { temporaryFolder } from './temporary-folder.ts';

const now = Date.UTC(2026, 4, 14, 10, 42, 7);

function setupServer() {
  const folder = join(temporaryFolder(), 'server');
  const fill = (text: string): void => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'server.db'), text);
  };
  fill('first');
  return { folder, fill };
}

describe('a data folder that is set aside', () => {
  it('lies beside its place, under the time, with all that was in it', () => {
    const { folder } = setupServer();
    const aside = `${folder}-2026-05-14-10-42-07`;
    expect(setFolderAside(folder, now)).toEqual(ok(aside));
    expect([existsSync(folder), readFileSync(join(aside, 'server.db'), 'utf8')]).toEqual([false, 'first']);
  });

  it('never takes the place of an earlier one', () => {
    const { folder, fill } = setupServer();
    setFolderAside(folder, now);
    fill('second');
    expect(setFolderAside(folder, now)).toEqual(ok(`${folder}-2026-05-14-10-42-07-2`));
    expect(readFileSync(join(`${folder}-2026-05-14-10-42-07`, 'server.db'), 'utf8')).toBe('first');
  });

  it('stays where it is while somebody has it open', () => {
    const { folder } = setupServer();
    const lock = lockFolder(folder);
    if (!lock.ok) throw new Error(lock.error.type);
    expect(setFolderAside(folder, now)).toMatchObject({ ok: false, error: { type: 'folder_in_use', folder } });
    expect(readFileSync(join(folder, 'server.db'), 'utf8')).toBe('first');
    lock.value.release();
  });

  it('needs no folder to be there', () => {
    const folder = join(temporaryFolder(), 'server');
    expect(setFolderAside(folder, now)).toEqual(ok(null));
    expect(existsSync(folder)).toBe(false);
  });
});
