import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RestoredFiles } from '#shared/ipc/server-status.ts';

const noteSchema = v.object({ from: v.string(), aside: v.nullable(v.string()) });
const noteFile = (folder: string): string => join(folder, 'server.restored');

/** For the next start, which says what was done while it was stopped. That it cannot be written harms nothing. */
export function leaveRestoreNote(folder: string, { from, aside }: RestoredFiles): void {
  try {
    writeFileSync(noteFile(folder), JSON.stringify({ from, aside }));
  } catch {
    // The status of the next start says less.
  }
}

/** What was done since the last start, told once; null where nothing was, or the note cannot be read. */
export function takeRestoreNote(folder: string): RestoredFiles | null {
  try {
    const parsed = v.safeParse(noteSchema, JSON.parse(readFileSync(noteFile(folder), 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  } finally {
    rmSync(noteFile(folder), { force: true });
  }
}
