import { join } from 'node:path';

/** Where programs keep what is one person's on this system, when nobody says otherwise. */
export function defaultDataFolder(
  platform: NodeJS.Platform,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Hallway');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Hallway');
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'hallway');
}
