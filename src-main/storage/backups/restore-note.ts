import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RestoredDatabase } from '#shared/ipc/server-status.ts';

const noteSchema = v.object({
  from: v.string(),
  aside: v.nullable(v.string()),
  why: v.optional(v.picklist(['damaged', 'behind', 'asked']), 'asked'),
});
const noteFile = (folder: string): string => join(folder, 'server.restored');

/** For the next start that succeeds, which says what was done before it. That it cannot be written harms nothing. */
export function leaveRestoreNote(folder: string, { from, aside, why }: RestoredDatabase): void {
  try {
    writeFileSync(noteFile(folder), JSON.stringify({ from, aside, why }));
  } catch {
    // The status of the next start says less.
  }
}

/** What was done since the last start; null where nothing was, or the note cannot be read. */
export function readRestoreNote(folder: string): RestoredDatabase | null {
  try {
    const parsed = v.safeParse(noteSchema, JSON.parse(readFileSync(noteFile(folder), 'utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** It is told once. */
export function removeRestoreNote(folder: string): void {
  rmSync(noteFile(folder), { force: true });
}
