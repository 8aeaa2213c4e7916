import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';
import { completeRestore, decideRestore, freeSuffix } from '../backups/complete-restore.ts';
import { formatFileTime } from '../file-time.ts';
import { makeFolder } from '../make-folder.ts';
import type { Migration } from '../migrate.ts';
import { openDatabase } from '../open-database.ts';
import type { OpenError } from '../open-error.ts';
import type { WritableDb } from '../readable-db.ts';
import { databaseEnds } from '../server/server-files.ts';
import { openErrorOf } from '../sqlite-failure.ts';

export interface Replacement {
  /** The damaged database, which nobody has open. */
  readonly file: string;
  readonly migrations: readonly Migration[];
  readonly now: number;
  /** Writes all there is to write into the new one; `aside` is where the damaged one will lie. */
  readonly fill: (db: WritableDb, aside: string) => void;
}

/**
 * Puts a new database in the place of a damaged one, which is kept beside it and comes back as its path. Whoever stops at a step
 * leaves either the damaged one or the new one with all of it; `completeRestore` finishes the rest.
 */
export function* replaceDamaged(replacement: Replacement): Generator<string, Result<string, OpenError>> {
  const { file, now } = replacement;
  const draft = `${file}.draft`;
  const aside = `${file}.${freeSuffix(file, `damaged-${formatFileTime(now)}`)}`;
  try {
    dropDraft(draft);
    const written = write(draft, aside, replacement);
    if (!written.ok) return written;
    yield 'prepared';
    yield* decideRestore(draft, { file, reason: 'damaged', now });
    return ok(aside);
  } catch (error) {
    return err(openErrorOf(error, file));
  } finally {
    dropDraft(draft);
  }
}

/** The draft is whole in one file before it gets another name; throws where that cannot be. */
function write(draft: string, aside: string, { migrations, fill }: Replacement): Result<null, OpenError> {
  const opened = openDatabase(draft, migrations);
  if (!opened.ok) return opened;
  try {
    fill(opened.value, aside);
    opened.value.runScript('PRAGMA journal_mode = DELETE');
    return ok(null);
  } finally {
    opened.value.close();
  }
}

function dropDraft(draft: string): void {
  for (const end of databaseEnds) rmSync(draft + end, { force: true });
}

/** Finishes what a process that died had begun; makes the folder where there is none. Before the database is opened. */
export function finishReplacement(file: string): Result<null, OpenError> {
  try {
    makeFolder(dirname(file));
    runSteps(completeRestore(file));
    return ok(null);
  } catch (error) {
    return err(openErrorOf(error, file));
  }
}

export function runSteps<Value>(steps: Generator<string, Value>): Value {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
