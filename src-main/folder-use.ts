import { existsSync } from 'node:fs';
import { profileFile } from './storage/client/open-profile.ts';
import { databaseFile } from './storage/server/server-files.ts';

/** Whose data folder it is, by what lies in it: `nobody` also where it is not there. A chat that began in a server's has both. */
export function folderUse(folder: string): 'chat' | 'server' | 'nobody' {
  if (existsSync(profileFile(folder))) return 'chat';
  return existsSync(databaseFile(folder)) ? 'server' : 'nobody';
}
