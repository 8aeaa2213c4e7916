import type { ShellDescription } from '#shared/ipc/shell-api.ts';

/** What a program around the chat says of itself, in a browser on Mara's computer. */
export const shellDescription: ShellDescription = {
  version: '1.0.0',
  platform: 'linux',
  userName: 'mara',
  hostName: 'lab',
  logFolder: '/logs',
  idleKnownBy: 'window',
  keysGuardedBy: 'file',
  frame: 'outside',
  staysIn: 'none',
};
