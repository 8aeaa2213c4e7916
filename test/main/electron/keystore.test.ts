import { mkdtempSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { SafeStorage } from 'electron';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLogger } from '#shared/logger.ts';
import { openSealKey } from '#main/electron/keystore.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';

let folder: string | null = null;
afterEach(() => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
});

type Store = Pick<
  SafeStorage,
  'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
>;

/** A keystore that turns the bytes around, and only opens what was closed under the same word. */
function storeOf(word: string, changes: Partial<Store> = {}): SafeStorage {
  const store: Store = {
    isEncryptionAvailable: () => true,
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptString: (text) => Buffer.from(`${word}:${text}`).reverse(),
    decryptString: (sealed) => {
      const [by, text] = Buffer.from(sealed).reverse().toString().split(':');
      if (by !== word || text === undefined) throw new Error('Error while decrypting the ciphertext.');
      return text;
    },
    ...changes,
  };
  return store as SafeStorage;
}

function setupKeystore() {
  folder = mkdtempSync(join(tmpdir(), 'hallway-keystore-'));
  const file = join(folder, 'keystore.key');
  const errors: string[] = [];
  const log = { ...silentLogger, error: (message: string) => void errors.push(message) };
  const open = (safeStorage: SafeStorage, seed = 1) =>
    openSealKey(file, { safeStorage, random: createSeededRandom(seed), log });
  return { file, errors, open };
}

describe('[T5] the key that seals the keys', () => {
  it('is made once, and given again by the same keystore', () => {
    const { file, open } = setupKeystore();
    const key = open(storeOf('login'), 1);
    expect(key).toMatch(/^[\w-]{43}$/u);
    expect(open(storeOf('login'), 2)).toBe(key);
    expect(readFileSync(file, 'utf8')).not.toContain(String(key));
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it('is none where the system has no keystore, or one that everybody can open', () => {
    const { file, open } = setupKeystore();
    expect(open(storeOf('x', { isEncryptionAvailable: () => false }))).toBeNull();
    expect(open(storeOf('x', { getSelectedStorageBackend: () => 'basic_text' }))).toBeNull();
    expect(existsSync(file)).toBe(false);
  });

  it('that another keystore sealed is told as lost, and is never replaced', () => {
    const { file, errors, open } = setupKeystore();
    open(storeOf('login'));
    const sealed = readFileSync(file);
    expect(open(storeOf('another'))).toBeNull();
    expect([errors.length, readFileSync(file)]).toEqual([1, sealed]);
  });

  it('that is damaged or cannot be read is never replaced either', () => {
    for (const damage of [
      (file: string) => {
        writeFileSync(file, 'not sealed by anybody');
      },
      (file: string) => {
        writeFileSync(file, storeOf('login').encryptString('too short'));
      },
      (file: string) => {
        mkdirSync(file);
      },
    ]) {
      const { file, errors, open } = setupKeystore();
      damage(file);
      expect([open(storeOf('login')), errors.length, existsSync(file)]).toEqual([null, 1, true]);
    }
  });

  it('that was half written before a crash is made anew', () => {
    const { file, open } = setupKeystore();
    writeFileSync(`${file}.new`, 'half');
    const key = open(storeOf('login'));
    expect(open(storeOf('login'), 2)).toBe(key);
  });
});
