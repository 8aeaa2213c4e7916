import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { backupsFolder } from '../server/server-files.ts';
import { compareBackups, parseBackupName, type BackupLabel } from './backup-name.ts';

export interface BackupFile extends BackupLabel {
  readonly file: string;
}

/** The backups in a server's data folder, those whose log goes furthest first. */
export function listBackups(dataFolder: string): BackupFile[] {
  const folder = backupsFolder(dataFolder);
  return namesIn(folder)
    .flatMap((name) => {
      const label = parseBackupName(name);
      return label === null ? [] : [{ file: join(folder, name), ...label }];
    })
    .toSorted((a, b) => compareBackups(b, a));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // None was made yet, or the folder cannot be read: there is none to be had either way.
    return [];
  }
}
