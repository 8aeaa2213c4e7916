import type { SafeStorage } from 'electron';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { toBase64url } from '#shared/encoding.ts';
import { sealKeySchema, type SealKey } from '#shared/ipc/seal-key.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';

export interface KeystoreParts {
  readonly safeStorage: SafeStorage;
  readonly random: Random;
  readonly log: Logger;
}

/**
 * The key that seals all keys of this data folder (T5), itself encrypted by the system's keystore. Null where there is no
 * keystore that guards anything, or where it does not give back what it was given.
 */
export function openSealKey(file: string, { safeStorage, random, log }: KeystoreParts): SealKey {
  if (!isGuarding(safeStorage)) return null;
  try {
    return readKey(file, safeStorage) ?? createKey(file, safeStorage, random);
  } catch (error) {
    // The keys that it sealed are told one by one where they are needed; new ones lie in files that only the user can read.
    log.error('The keystore does not open what it sealed.', {
      error: error instanceof Error ? error.message : 'unknown',
    });
    return null;
  }
}

/** Without a secret service Linux encrypts with a password that everybody knows. */
function isGuarding(safeStorage: SafeStorage): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

function readKey(file: string, safeStorage: SafeStorage): string | null {
  try {
    return v.parse(sealKeySchema, safeStorage.decryptString(readFileSync(file)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function createKey(file: string, safeStorage: SafeStorage, random: Random): string {
  const key = toBase64url(random.bytes(32));
  writeFileSync(`${file}.new`, safeStorage.encryptString(key), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return key;
}
