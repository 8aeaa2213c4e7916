/** Between a running server and whoever stands at its machine: a socket in its data folder that only its owner can open. */
import * as v from 'valibot';
import type { ServerStatus } from './server-status.ts';

export const controlCalls = {
  'server.status': v.object({}),
  /** Makes one now, in the folder of backups. */
  'server.backup': v.object({}),
  /** Lets people in again although not everything that was lost has come back (H3). */
  'server.goOn': v.object({}),
} as const;

export interface ControlBackup {
  /** `unchanged`: nothing was said since this one. */
  readonly type: 'made' | 'unchanged';
  readonly file: string;
}

export type GoOnAnswer =
  /** Whether everybody had been waiting, and how many private rooms are open again. */
  | { readonly type: 'went_on'; readonly isGateOpened: boolean; readonly openedRooms: number }
  /** Nobody waits for it. */
  | { readonly type: 'nothing_to_do' };

export interface ControlContract {
  readonly calls: typeof controlCalls;
  readonly results: {
    'server.status': ServerStatus;
    'server.backup': ControlBackup;
    'server.goOn': GoOnAnswer;
  };
  readonly events: Record<never, never>;
  /** `reason` is the type of what the backup failed with. */
  readonly error: { readonly type: 'backup_failed'; readonly reason: string };
}
