import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Door } from '#shared/domain/door.ts';
import type { Name } from '#shared/domain/name.ts';
import type { RestoredDatabase } from '#shared/ipc/server-status.ts';
import type { Logger } from '#shared/logger.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createServerIdentity, type ServerIdentity } from '../../identity/server-identity.ts';
import { finishRestore, type RestoreProblem } from '../backups/restore-backup.ts';
import { leaveRestoreNote, readRestoreNote, removeRestoreNote } from '../backups/restore-note.ts';
import { checkAtRest, checkDatabase } from '../check-database.ts';
import { watchForDamage, type DamageSight } from '../damage-sight.ts';
import { createHighWaterWriter, readHighWaterMark } from '../high-water-mark.ts';
import { lockFolder } from '../lock-file.ts';
import { serverMigrations } from '../migrations/server-migrations.ts';
import { openDatabase } from '../open-database.ts';
import type { WritableDb } from '../readable-db.ts';
import { openUnlessDamaged } from '../open-unless-damaged.ts';
import type { OpenError } from '../open-error.ts';
import { openErrorOf } from '../sqlite-failure.ts';
import { releaseBallast } from './ballast.ts';
import type { EngineLimits } from './engine-context.ts';
import { damageInLog } from './log-damage.ts';
import { createLogReporter, type LogReport, type LogReporter } from './log-report.ts';
import { readOpenMarker, type OpenMarker } from '../open-marker.ts';
import { isLogLost } from './lost-log.ts';
import { replaceBehind, replaceDamaged } from './replace-log.ts';
import { createServerEngine, type ServerEngine } from './server-engine.ts';
import { databaseFile, highWaterFile } from './server-files.ts';
import type { EngineClock } from './transactions.ts';
import { createVerificationNotes, type VerificationNotes, type VerificationState } from './verification-notes.ts';

export interface ServerDatabaseOptions {
  /** The data folder, taken for this process alone until the engine is closed; made where there is none. */
  readonly folder: string;
  /** The caller has taken it, and keeps it until after the engine was closed. */
  readonly isLocked?: boolean;
  /** 32 bytes, the server's key (T1). */
  readonly seed: Uint8Array;
  /** The server's name from now on. */
  readonly name: Name;
  /** Whom a new server lets in (T7); one that is there keeps its door. Everybody where it is not said. */
  readonly door?: Door;
  readonly clock: EngineClock;
  readonly random: Random;
  readonly log: Logger;
  readonly limits?: Partial<EngineLimits>;
}

/** The engine with what concerns its files. */
export type ServerDatabase = ServerEngine & {
  opening(): ServerOpening;
  /** From now on each write fails and is answered so, and reads go on: the database was found damaged. */
  stopWriting(): void;
  /** The database that an unclean stop left was found sound. */
  noteSound(): void;
  /** SQLite's code of damage that was met in use; from then on it is as after `stopWriting`. */
  damage(): string | null;
  report(): LogReport;
} & VerificationVerbs;

/** `verification` says how far it has come. */
type VerificationVerbs = Pick<VerificationNotes, 'noteVerified' | 'reopenDevice'> & {
  verification(): VerificationState;
};

/** How the database was found at this start. */
export interface ServerOpening {
  /** It was not closed as it should be, and not found sound since. */
  readonly wasUnclean: boolean;
  /** There was none. */
  readonly isFirstStart: boolean;
  /** A backup has taken its place. */
  readonly restored: RestoredDatabase | null;
}

/**
 * Opens the log in a server's data folder, or begins one. Where it is damaged, or gone, what there is of it is set aside and the
 * newest sound backup takes its place; without one it is left as it is. The engine's `close` gives the folder back.
 */
export function openServerDatabase(options: ServerDatabaseOptions): Result<ServerDatabase, OpenError> {
  const { folder } = options;
  const past: Past = { restored: null, isFirstStart: false };
  const first = openAlone(options, past);
  // What was kept for a full disk is kept for a start on one, too.
  const isFull = !first.ok && first.error.type === 'disk_full';
  const opened = isFull && giveUpBallast(options) ? openAlone(options, past) : first;
  if (opened.ok) removeRestoreNote(folder);
  else if (past.restored !== null) leaveRestoreNote(folder, past.restored);
  return opened;
}

/** What was done to the files since the last start that succeeded, by this one's attempts too. */
interface Past {
  restored: RestoredDatabase | null;
  isFirstStart: boolean;
}

function giveUpBallast({ folder, log }: Pick<ServerDatabaseOptions, 'folder' | 'log'>): boolean {
  const isGivenUp = releaseBallast(folder);
  if (isGivenUp) log.error('The disk is full. The room that was kept for this is given up.', { folder });
  return isGivenUp;
}

function openAlone(options: ServerDatabaseOptions, past: Past): Result<ServerDatabase, OpenError> {
  if (options.isLocked === true) return openLocked(options, past);
  const lock = lockFolder(options.folder);
  if (!lock.ok) return lock;
  const opened = openLocked(options, past);
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  const { close } = opened.value;
  return ok({
    ...opened.value,
    close: () => {
      close();
      lock.value.release();
    },
  });
}

function openLocked(options: ServerDatabaseOptions, past: Past): Result<ServerDatabase, OpenError> {
  const { folder, seed } = options;
  const file = databaseFile(folder);
  const identity = createServerIdentity(seed);
  try {
    finishRestore(folder);
    const isLost = isLogLost(folder);
    past.isFirstStart ||= !isLost && !existsSync(file);
    // Only whoever has the folder reads it, and leaves it again where nothing comes of this start.
    past.restored ??= readRestoreNote(folder);
    const marker = readOpenMarker(join(folder, 'server.open'));
    const isKnownDamaged = marker.found === 'damaged' && checkAtRest(file, damageInLog).type === 'damaged';
    const replaced = isLost || isKnownDamaged ? replaceDamaged(options, identity) : replaceBehind(options, identity);
    if (isLost && replaced?.ok === false) return err(whyStillLost(replaced.error, file));
    if (replaced?.ok === false && replaced.error.type === 'disk_full' && !isKnownDamaged) return err(replaced.error);
    if (replaced?.ok === true) past.restored = replaced.value;
    const engine = openCarefully(options, identity);
    if (engine.ok || engine.error.type !== 'database_corrupt')
      return keepMarked(engine, { ...past, marker, isDamaged: isKnownDamaged && replaced?.ok === false });
    const restored = replaceDamaged(options, identity);
    if (!restored.ok) return restored.error.type === 'disk_full' ? err(restored.error) : engine;
    past.restored = restored.value;
    return keepMarked(openCarefully(options, identity), { ...past, marker, isDamaged: false });
  } catch (error) {
    return err(openErrorOf(error, file));
  }
}

function openCarefully(options: ServerDatabaseOptions, identity: ServerIdentity): Result<OpenedEngine, OpenError> {
  const file = databaseFile(options.folder);
  return openUnlessDamaged({ file, open: () => openEngine(options, identity), look: damageInLog, log: options.log });
}

/** Room can be made, and then a backup takes its place; anything else is in the log. */
function whyStillLost(problem: RestoreProblem, file: string): OpenError {
  return problem.type === 'disk_full' ? problem : { type: 'database_missing', file };
}

interface Found extends Readonly<Past> {
  readonly marker: OpenMarker;
  /** What is there was found damaged, now and before. */
  readonly isDamaged: boolean;
}

function keepMarked(
  opened: Result<OpenedEngine, OpenError>,
  { marker, restored, isDamaged, isFirstStart }: Found,
): Result<ServerDatabase, OpenError> {
  if (!opened.ok) return opened;
  const { engine, reporter, refuseWrites, sight, verification } = opened.value;
  const wasUnclean = marker.found !== 'nothing' && restored === null;
  const stopWriting = () => {
    refuseWrites();
    marker.noteDamage();
  };
  sight.onSeen(stopWriting);
  if (!wasUnclean) marker.noteSound();
  if (isDamaged) stopWriting();
  else marker.put();
  return ok({
    ...engine,
    saveDelivered: (rows) => {
      reporter.noteDelivered(rows);
      return engine.saveDelivered(rows);
    },
    report: reporter.report,
    verification: verification.state,
    noteVerified: verification.noteVerified,
    reopenDevice: verification.reopenDevice,
    opening: () => ({ wasUnclean, isFirstStart, restored }),
    stopWriting,
    noteSound: marker.noteSound,
    damage: sight.seen,
    close: () => {
      engine.close();
      marker.remove();
    },
  });
}

interface OpenedEngine {
  readonly engine: ServerEngine;
  readonly reporter: LogReporter;
  readonly refuseWrites: () => void;
  readonly sight: DamageSight;
  readonly verification: VerificationNotes;
}

function openEngine(options: ServerDatabaseOptions, identity: ServerIdentity): Result<OpenedEngine, OpenError> {
  const { folder, log } = options;
  const file = databaseFile(folder);
  const opened = openDatabase(file, serverMigrations);
  if (!opened.ok) return opened;
  const sight = watchForDamage(opened.value, (code) => isDamagedInUse(file, { code, log }));
  const { db } = sight;
  const onDiskFull = () => void giveUpBallast(options);
  try {
    const known = db.query<[], { serverId: string }>('SELECT serverId FROM server WHERE id = 1').get();
    if (known !== undefined && known.serverId !== identity.serverId) {
      db.close();
      return err({ type: 'history_of_other_key', folder });
    }
    const mark = highWaterFile(folder);
    const marks = createHighWaterWriter(mark, options.clock);
    const highWaterMark = readHighWaterMark(mark);
    if (known === undefined && highWaterMark !== null) {
      db.close();
      return err({ type: 'database_missing', file });
    }
    const engine = createServerEngine({
      ...options,
      db,
      identity,
      onDiskFull,
      highWaterMark,
      onCommitted: marks.committed,
    });
    // What a server reads at its start is read here first, so that damage there is an error of opening.
    engine.directory();
    // The file itself says from the beginning whose it is: until the log is written back by itself, hours later, it would be an
    // empty page, and all of it lost with the write-ahead log.
    if (known === undefined) writeBack(db, log);
    const refuseWrites = () => {
      db.runScript('PRAGMA query_only = ON');
    };
    const close = () => {
      marks.close();
      engine.close();
    };
    const verification = createVerificationNotes(db, options.clock);
    return ok({ engine: { ...engine, close }, reporter: createLogReporter(db), refuseWrites, sight, verification });
  } catch (error) {
    db.close();
    return err(openErrorOf(error, file));
  }
}

/** As well as it goes: a disk that has no room for it has the log itself all the same. */
function writeBack(db: WritableDb, log: Logger): void {
  try {
    db.runScript('PRAGMA wal_checkpoint(PASSIVE)');
  } catch (error) {
    log.warn('The new database could not be written back yet.', { error: String(error) });
  }
}

/** The log answers nothing meanwhile: what it is asked next may depend on it. */
function isDamagedInUse(file: string, { code, log }: { readonly code: string; readonly log: Logger }): boolean {
  log.debug('The database is damaged, or its disk did not give it. It is read through.', { file, code });
  const found = checkDatabase(file, damageInLog);
  if (found.type !== 'damaged')
    log.warn('The disk did not give a database that is not damaged. See to the disk.', { file, ...found });
  return found.type === 'damaged';
}
