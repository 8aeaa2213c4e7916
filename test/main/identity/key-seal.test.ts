import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { toBase64url } from '#shared/encoding.ts';
import { openKeyFile } from '#main/identity/key-file.ts';
import { createKeySeal, parseSealKey } from '#main/identity/key-seal.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function setupSealed() {
  const folder = mkdtempSync(join(tmpdir(), 'hallway-seal-'));
  folders.push(folder);
  const path = join(folder, 'server.key');
  const random = createSeededRandom('seal');
  const key = random.bytes(32);
  const sealed = { random, seal: createKeySeal(key) };
  return { path, key, sealed, plain: { random, seal: null } };
}

describe('a key file where there is a keystore', () => {
  it('[T5] holds nothing that reads without the keystore’s key', () => {
    const { path, sealed, plain } = setupSealed();
    const made = openKeyFile(path, sealed);
    const seed = made.ok ? made.value.seed : new Uint8Array();
    expect(seed).toHaveLength(32);
    expect(readFileSync(path, 'utf8')).toMatch(/^hallway-sealed-1 [\w-]+\n$/u);
    expect(readFileSync(path, 'utf8')).not.toContain(toBase64url(seed));
    expect(openKeyFile(path, sealed)).toEqual({ ok: true, value: { seed, isNew: false } });
    expect(openKeyFile(path, plain)).toEqual({ ok: false, error: { type: 'key_file_sealed', path } });
    const other = { ...sealed, seal: createKeySeal(new Uint8Array(32).fill(7)) };
    expect(openKeyFile(path, other)).toEqual({ ok: false, error: { type: 'key_file_sealed', path } });
  });

  it('[T5] is sealed when it was made before there was one, with the same seed', () => {
    const { path, sealed, plain } = setupSealed();
    const before = openKeyFile(path, plain);
    const seed = before.ok ? before.value.seed : null;
    expect(openKeyFile(path, sealed)).toEqual({ ok: true, value: { seed, isNew: false } });
    expect(readFileSync(path, 'utf8')).toMatch(/^hallway-sealed-1 /u);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(openKeyFile(path, sealed)).toEqual({ ok: true, value: { seed, isNew: false } });
  });

  it('[T5] is refused when a bit of it is another, wherever it stands', () => {
    const { path, sealed } = setupSealed();
    openKeyFile(path, sealed);
    const text = readFileSync(path, 'utf8');
    for (let at = 'hallway-sealed-1 '.length; at < text.length - 2; at += 1) {
      const other = text[at] === 'A' ? 'B' : 'A';
      writeFileSync(path, `${text.slice(0, at)}${other}${text.slice(at + 1)}`);
      expect(openKeyFile(path, sealed)).toMatchObject({ ok: false, error: { type: 'key_file_sealed' } });
    }
  });
});

it('what is no key of 32 bytes seals nothing', () => {
  expect(parseSealKey(null)).toBeNull();
  expect(parseSealKey('short')).toBeNull();
  expect(parseSealKey('A'.repeat(43))).not.toBeNull();
});
