import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { formatFileTime } from '../file-time.ts';
import { databaseEnds } from '../server/server-files.ts';
import { syncFile, syncFolder } from '../sync-file.ts';

/** Why the database that was there has to make room; its files bear the word from then on. */
export type AsideReason = 'before-restore' | 'damaged';

export interface CompletedRestore {
  /** Where the database lies that was there before; null where there was none. */
  readonly aside: string | null;
}

/**
 * Putting a prepared database in the place of the present one takes several renames, and a process can die between any two.
 * So the draft first gets a name that says what is to be done; from that one rename on every start finishes the work
 * before it opens anything, and until then nothing has happened. A step is yielded after each change to the disk.
 */
export function* decideRestore(
  draft: string,
  { file, reason, now }: { readonly file: string; readonly reason: AsideReason; readonly now: number },
): Generator<string, CompletedRestore | null> {
  const folder = dirname(file);
  const suffix = freeSuffix(file, `${reason}-${formatFileTime(now)}`);
  syncFile(draft);
  renameSync(draft, `${file}${pendingPart}${suffix}`);
  syncFolder(folder);
  yield 'decided';
  return yield* completeRestore(file);
}

/** Finishes a restore of this database that was decided and cut off; null where there is none. Nobody else may have it open. */
export function* completeRestore(file: string): Generator<string, CompletedRestore | null> {
  const folder = dirname(file);
  const pending = pendingRestore(file);
  if (pending === null) return null;
  const aside = `${file}.${pending.slice(file.length + pendingPart.length)}`;
  for (const end of databaseEnds) {
    if (!existsSync(file + end)) continue;
    renameSync(file + end, aside + end);
    yield `moved${end}`;
  }
  syncFolder(folder);
  renameSync(pending, file);
  syncFolder(folder);
  yield 'replaced';
  return { aside: existsSync(aside) ? aside : null };
}

/** What is to take the place of this database, where that was decided and cut off; null where it was not. */
export function pendingRestore(file: string): string | null {
  const folder = dirname(file);
  const name = readdirSync(folder).find((each) => each.startsWith(`${basename(file)}${pendingPart}`));
  return name === undefined ? null : join(folder, name);
}

const pendingPart = '.pending-';

/** Where the database will lie that makes room; a name that is taken is not taken over. */
export function freeSuffix(file: string, wanted: string): string {
  let suffix = wanted;
  for (let count = 2; existsSync(`${file}.${suffix}`); count += 1) suffix = `${wanted}-${count}`;
  return suffix;
}
