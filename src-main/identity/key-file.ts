import { closeSync, fstatSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fromBase64url, toBase32, toBase64url } from '#shared/encoding.ts';
import type { Random } from '#shared/random.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';

const seedBytes = 32;
const firstWords = 'hallway-seed-1 ';
const ownerOnly = 0o600;
const bitsOfOthers = 0o077;

/** Why there is no key; each says what a person can do about it. */
export type KeyFileFailure =
  /** The folder does not exist. */
  | { readonly type: 'folder_missing'; readonly path: string }
  /** Nothing can be written there: a read-only disk or somebody else's folder. */
  | { readonly type: 'folder_read_only'; readonly path: string }
  /** Others than its owner may read or write the file: it is not used until its mode is 0600 again. */
  | { readonly type: 'key_file_exposed'; readonly path: string; readonly mode: string }
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

/**
 * The seed kept in a file that only the user can read (T5, where there is no keystore of the operating system), made at
 * the first call. The file appears whole or not at all, and one that exists is never overwritten.
 */
export function openKeyFile(path: string, random: Random): Result<KeyFile, KeyFileFailure> {
  const kept = readSeed(path);
  if (kept.ok) return kept.value === null ? createSeed(path, random) : ok({ seed: kept.value, isNew: false });
  return kept;
}

function createSeed(path: string, random: Random): Result<KeyFile, KeyFileFailure> {
  const seed = random.bytes(seedBytes);
  try {
    const draft = `${path}.${toBase32(random.bytes(5))}.draft`;
    writeWhole({ path, draft }, `${firstWords}${toBase64url(seed)}\n`);
    return ok({ seed, isNew: true });
  } catch (error) {
    return err(writeFailure(error, path));
  }
}

/** The seed in the file, or null where there is no such file. */
function readSeed(path: string): Result<Uint8Array | null, KeyFileFailure> {
  try {
    const file = openSync(path, 'r');
    try {
      return parseSeed(path, { mode: fstatSync(file).mode, text: readFileSync(file, 'latin1') });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? ok(null) : err({ type: 'key_file_failed', path, code });
  }
}

function parseSeed(path: string, file: { mode: number; text: string }): Result<Uint8Array, KeyFileFailure> {
  // Windows has no such bits: there the user's profile folder keeps others out.
  if (process.platform !== 'win32' && (file.mode & bitsOfOthers) !== 0) {
    return err({ type: 'key_file_exposed', path, mode: (file.mode & 0o777).toString(8).padStart(4, '0') });
  }
  const seed = file.text.startsWith(firstWords) ? fromBase64url(file.text.slice(firstWords.length).trimEnd()) : null;
  return seed?.length === seedBytes ? ok(seed) : err({ type: 'key_file_damaged', path });
}

/** Written beside its place and linked there, so that neither a crash nor a second process leaves half a key or two. */
function writeWhole({ path, draft }: { path: string; draft: string }, text: string): void {
  const file = openSync(draft, 'wx', ownerOnly);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } finally {
    unlinkSync(draft);
  }
  syncFolder(dirname(path));
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
  if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'folder_missing', path: dirname(path) };
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return { type: 'folder_read_only', path: dirname(path) };
  return { type: 'key_file_failed', path, code };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}
