import { join } from 'node:path';

/** What lies in a server's data folder, beside its key and its logs. */
export const databaseFile = (folder: string): string => join(folder, 'server.db');
/** How far its log once was: what tells a start that the database went back. */
export const highWaterFile = (folder: string): string => join(folder, 'server.high-water');
export const backupsFolder = (folder: string): string => join(folder, 'backups');

/** A database's file and what SQLite keeps beside it, the log first: see complete-restore.ts for why in this order. */
export const databaseEnds = ['-shm', '-wal', ''] as const;
