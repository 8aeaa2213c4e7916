import { hostname, userInfo } from 'node:os';
import type { ShellDescription } from '#shared/ipc/shell-api.ts';

/** What a window is told of the computer and of its user: first guesses at names, and which keys it has. */
export function describeComputer(
  version: string,
): Pick<ShellDescription, 'version' | 'platform' | 'userName' | 'hostName'> {
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  return { version, platform, userName: userInfo().username, hostName: hostname() };
}
