import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fromBase64url, toBase32, toBase64url } from '#shared/encoding.ts';
import type { Random } from '#shared/random.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import type { KeySeal } from './key-seal.ts';

const seedBytes = 32;
const firstWords = 'hallway-seed-1 ';
const sealedWords = 'hallway-sealed-1 ';
const ownerOnly = 0o600;
const bitsOfOthers = 0o077;

/** Why there is no key; each says what a person can do about it. */
export type KeyFileFailure =
  /** The folder does not exist. */
  | { readonly type: 'folder_missing'; readonly path: string }
  /** Nothing can be written there: a read-only disk or somebody else's folder. */
  | { readonly type: 'folder_read_only'; readonly path: string }
  /** There is no room for a new key. */
  | { readonly type: 'disk_full'; readonly folder: string }
  /** Others than its owner may read or write the file: it is not used until its mode is 0600 again. */
  | { readonly type: 'key_file_exposed'; readonly path: string; readonly mode: string }
  /** The keystore of the system guards it, and was not given or holds another key. */
  | { readonly type: 'key_file_sealed'; readonly path: string }
  /** The file is there and holds no key. It is never replaced: a new key would be another server. */
  | { readonly type: 'key_file_damaged'; readonly path: string }
  /** It cannot be read, or not be written for another reason; the code is the operating system's. */
  | { readonly type: 'key_file_failed'; readonly path: string; readonly code: string };

export interface KeyFile {
  /** 32 bytes. */
  readonly seed: Uint8Array;
  /** Made just now: this is a new server or device. */
  readonly isNew: boolean;
}

export interface KeyGuard {
  readonly random: Random;
  /** Null where the system has no keystore for us. */
  readonly seal: KeySeal | null;
}

/**
 * The seed kept in a file that only the user can read, sealed where the operating system has a keystore (T5), made at the
 * first call. The file appears whole or not at all; the seed of one that exists is never replaced, only sealed later.
 */
export function openKeyFile(path: string, guard: KeyGuard): Result<KeyFile, KeyFileFailure> {
  const kept = readSeed(path, guard.seal);
  if (!kept.ok) return kept;
  if (kept.value === null) return createSeed(path, guard);
  if (!kept.value.isSealed && guard.seal !== null) sealLater(path, kept.value.seed, guard);
  return ok({ seed: kept.value.seed, isNew: false });
}

function createSeed(path: string, guard: KeyGuard): Result<KeyFile, KeyFileFailure> {
  const seed = guard.random.bytes(seedBytes);
  try {
    const draft = writeDraft(path, seed, guard);
    try {
      // Neither a crash nor a second process leaves half a key or two.
      linkSync(draft, path);
    } finally {
      unlinkSync(draft);
    }
    syncFolder(dirname(path));
    return ok({ seed, isNew: true });
  } catch (error) {
    return codeOf(error) === 'EEXIST' ? readOther(path, guard) : err(writeFailure(error, path));
  }
}

/** Another process made one meanwhile, and that is the key. */
function readOther(path: string, { seal }: KeyGuard): Result<KeyFile, KeyFileFailure> {
  const kept = readSeed(path, seal);
  if (!kept.ok) return kept;
  // It is gone again: nobody knows what happens there.
  if (kept.value === null) return err({ type: 'key_file_failed', path, code: 'EEXIST' });
  return ok({ seed: kept.value.seed, isNew: false });
}

/** A key from before there was a keystore. Where it cannot be written now it stays as it was. */
function sealLater(path: string, seed: Uint8Array, guard: KeyGuard): void {
  try {
    renameSync(writeDraft(path, seed, guard), path);
    syncFolder(dirname(path));
  } catch {
    // Next time.
  }
}

interface KeptSeed {
  readonly seed: Uint8Array;
  readonly isSealed: boolean;
}

/** The seed in the file, or null where there is no such file. */
function readSeed(path: string, seal: KeySeal | null): Result<KeptSeed | null, KeyFileFailure> {
  try {
    const file = openSync(path, 'r');
    try {
      return parseSeed(path, { mode: fstatSync(file).mode, text: readFileSync(file, 'latin1'), seal });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? ok(null) : err({ type: 'key_file_failed', path, code });
  }
}

interface ReadFile {
  readonly mode: number;
  readonly text: string;
  readonly seal: KeySeal | null;
}

function parseSeed(path: string, file: ReadFile): Result<KeptSeed, KeyFileFailure> {
  // Windows has no such bits: there the user's profile folder keeps others out.
  if (process.platform !== 'win32' && (file.mode & bitsOfOthers) !== 0) {
    return err({ type: 'key_file_exposed', path, mode: (file.mode & 0o777).toString(8).padStart(4, '0') });
  }
  const isSealed = file.text.startsWith(sealedWords);
  const text = file.text.slice((isSealed ? sealedWords : firstWords).length).trimEnd();
  if (isSealed) {
    const opened = file.seal?.open(text) ?? null;
    return opened?.length === seedBytes ? ok({ seed: opened, isSealed }) : err({ type: 'key_file_sealed', path });
  }
  const seed = file.text.startsWith(firstWords) ? fromBase64url(text) : null;
  return seed?.length === seedBytes ? ok({ seed, isSealed }) : err({ type: 'key_file_damaged', path });
}

/** Written and synced beside its place; returns where. */
function writeDraft(path: string, seed: Uint8Array, { random, seal }: KeyGuard): string {
  const draft = `${path}.${toBase32(random.bytes(5))}.draft`;
  const words = seal === null ? `${firstWords}${toBase64url(seed)}` : `${sealedWords}${seal.seal(seed, random)}`;
  const file = openSync(draft, 'wx', ownerOnly);
  try {
    try {
      writeSync(file, `${words}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return draft;
  } catch (error) {
    unlinkSync(draft);
    throw error;
  }
}

function syncFolder(path: string): void {
  // A folder cannot be opened on Windows, where NTFS journals the entry by itself.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function writeFailure(error: unknown, path: string): KeyFileFailure {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return { type: 'disk_full', folder: dirname(path) };
  if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'folder_missing', path: dirname(path) };
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return { type: 'folder_read_only', path: dirname(path) };
  return { type: 'key_file_failed', path, code };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
