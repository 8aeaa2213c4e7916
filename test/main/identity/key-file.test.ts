import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { openKeyFile } from '#main/identity/key-file.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { makeSmallDisk, smallDiskObstacle } from '#test/support/small-disk.ts';

const plain = { random: systemRandom, seal: null };
const folders: string[] = [];

function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-key-'));
  folders.push(folder);
  const path = join(folder, 'server.key');
  return { folder, path, open: () => openKeyFile(path, plain) };
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('a key file', () => {
  it('[T5] is made once, whole, and for its owner alone', () => {
    const { folder, path, open } = setup();
    const made = open();
    expect(made).toMatchObject({ ok: true, value: { isNew: true } });
    expect(made.ok && made.value.seed).toHaveLength(32);
    expect(open()).toEqual({ ok: true, value: { seed: made.ok && made.value.seed, isNew: false } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['server.key']);
  });

  it('[T5] that another process makes at the same moment is the key, and nothing else is left', () => {
    const { folder, path, open } = setup();
    let other: ReturnType<typeof open> | null = null;
    const bytes = (count: number) => {
      other ??= open();
      return systemRandom.bytes(count);
    };
    const opened = openKeyFile(path, { random: { ...systemRandom, bytes }, seal: null });
    expect(opened).toEqual({ ok: true, value: { ...seedIn(other), isNew: false } });
    expect(readdirSync(folder)).toEqual(['server.key']);
  });

  it.skipIf(process.platform === 'win32')('[T5] that others can read is refused, with what they may', () => {
    const { path, open } = setup();
    open();
    for (const [mode, said] of [
      [0o640, '0640'],
      [0o604, '0604'],
      [0o620, '0620'],
    ] as const) {
      chmodSync(path, mode);
      expect(open()).toEqual({ ok: false, error: { type: 'key_file_exposed', path, mode: said } });
    }
    chmodSync(path, 0o600);
    expect(open()).toMatchObject({ ok: true, value: { isNew: false } });
  });

  it('that is damaged is told so and left as it is', () => {
    const { path, open } = setup();
    for (const text of [
      '',
      'nonsense',
      'hallway-seed-1 ',
      'hallway-seed-1 AAAA\n',
      `hallway-seed-2 ${'A'.repeat(43)}\n`,
    ]) {
      writeFileSync(path, text, { mode: 0o600 });
      expect(open()).toEqual({ ok: false, error: { type: 'key_file_damaged', path } });
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });

  it('in a folder that is not there is told so', () => {
    const { folder } = setup();
    const missing = join(folder, 'missing');
    expect(openKeyFile(join(missing, 'server.key'), plain)).toEqual({
      ok: false,
      error: { type: 'folder_missing', path: missing },
    });
  });

  it('that is a folder cannot be read, and the code says why', () => {
    const { folder } = setup();
    expect(openKeyFile(folder, plain)).toEqual({
      ok: false,
      error: { type: 'key_file_failed', path: folder, code: 'EISDIR' },
    });
  });

  // The administrator may write everywhere, except where nobody may.
  it.skipIf(process.platform !== 'linux')('in a folder that is read-only is told so', () => {
    const { folder, path, open } = setup();
    chmodSync(folder, 0o500);
    const [readOnly, opened] =
      process.getuid?.() === 0 ? ['/sys/kernel', openKeyFile('/sys/kernel/server.key', plain)] : [folder, open()];
    chmodSync(folder, 0o700);
    expect(opened).toEqual({ ok: false, error: { type: 'folder_read_only', path: readOnly } });
    expect(readdirSync(folder)).toEqual([]);
    expect(path).toContain(folder);
  });
});

function seedIn(opened: ReturnType<typeof openKeyFile> | null) {
  if (opened?.ok !== true) throw new Error('The other one has no key.');
  return { seed: opened.value.seed };
}

const obstacle = smallDiskObstacle();

it.skipIf(obstacle !== null)(
  `[T5] a key for which the disk has no room is told so, and nothing is left of it${obstacle === null ? '' : ` (skipped: ${obstacle})`}`,
  () => {
    const disk = makeSmallDisk(1);
    onTestFinished(disk.remove);
    disk.fill();
    const before = readdirSync(disk.folder);
    const opened = openKeyFile(join(disk.folder, 'server.key'), plain);
    expect(opened).toEqual({ ok: false, error: { type: 'disk_full', folder: disk.folder } });
    expect(readdirSync(disk.folder)).toEqual(before);
  },
);
