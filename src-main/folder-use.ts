import { existsSync } from 'node:fs';
import { profileFile } from './storage/client/open-profile.ts';
import { databaseFile } from './storage/server/server-files.ts';

/**
 * Whose data folder it is, by what lies in it: `nobody` also where it is not there, `both` where each began beside the other once.
 * The two have one name for some of their files, so neither begins in a folder of the other.
 */
export function folderUse(folder: string): 'chat' | 'server' | 'both' | 'nobody' {
  const isServer = existsSync(databaseFile(folder));
  if (existsSync(profileFile(folder))) return isServer ? 'both' : 'chat';
  return isServer ? 'server' : 'nobody';
}
