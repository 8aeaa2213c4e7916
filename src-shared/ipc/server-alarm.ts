import type { BallastStatus, ServerStatus } from './server-status.ts';

/** What whoever hosts a server has to know at once. */
export type ServerAlarm =
  /** A check, or use, found it so: nothing more is taken. The next start puts the newest sound backup in its place. */
  | { readonly type: 'database_damaged' }
  /** The room for it is given up, or was never there: when the last is used up, nothing more is taken. */
  | { readonly type: 'disk_full' }
  /** Events are not what the server wrote, or are gone. */
  | { readonly type: 'database_changed' }
  | { readonly type: 'backups_fail' }
  /** Devices are shut out that did not sign what they sent: their programs are broken, or hostile. */
  | { readonly type: 'device_closed' }
  /** At the start: the backup that took its place may lack what was said last. `aside` is where the damaged file lies. */
  | { readonly type: 'database_restored'; readonly aside: string | null }
  /** At the start: it lacked what the backup holds that took its place. */
  | { readonly type: 'database_was_behind' };

export type AlarmingStatus = Pick<ServerStatus, 'lastStop' | 'backups' | 'ballast' | 'verification'>;

/** The gravest there is; null where all is well. */
export function alarmOf({ lastStop, backups, ballast, verification }: AlarmingStatus): ServerAlarm | null {
  if (lastStop.check.type === 'damaged') return { type: 'database_damaged' };
  if (isBallastGone(ballast)) return { type: 'disk_full' };
  if (verification.changedEvents > 0) return { type: 'database_changed' };
  if (backups.lastFailure !== null) return { type: 'backups_fail' };
  if (verification.closedDevices > 0) return { type: 'device_closed' };
  // Whoever asked for it knows.
  const { restored } = lastStop;
  if (restored === null || restored.why === 'asked') return null;
  return restored.why === 'behind'
    ? { type: 'database_was_behind' }
    : { type: 'database_restored', aside: restored.aside };
}

/** Whether room is wanted for a full disk and there is none to be had; where there is, it is taken within seconds. */
export function isBallastGone({ bytes, isThere, freeBytes, neededBytes }: BallastStatus): boolean {
  return bytes > 0 && !isThere && freeBytes < neededBytes;
}

/** Whether there is nothing new to tell. */
export function isSameAlarm(a: ServerAlarm | null, b: ServerAlarm | null): boolean {
  return a?.type === b?.type;
}
