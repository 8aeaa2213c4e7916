/** Between a running server and whoever stands at its machine: a socket in its data folder that only its owner can open. */
import * as v from 'valibot';
import type { AuditEntry } from '../domain/audit.ts';
import type { PersonId, RoomId } from '../domain/ids.ts';
import { wholeNumber } from '../domain/whole-number.ts';
import type { ServerStatus } from './server-status.ts';

export const controlCalls = {
  'server.status': v.object({}),
  /** Makes one now, in the folder of backups. */
  'server.backup': v.object({}),
  /** Lets people in again although not everything that was lost has come back (H3). */
  'server.goOn': v.object({}),
  /** Lets in again a device whose signatures failed; `device` is its key, or how that begins. */
  'server.reopen': v.object({ device: v.pipe(v.string(), v.minLength(1), v.maxLength(64)) }),
  'server.claim': v.object({}),
  /** A page of the acts of power in its log, with what people and rooms are called. */
  'server.audit': v.object({ before: v.optional(wholeNumber(1)) }),
} as const;

/** What makes whoever opens it first the owner of a server that has none. */
export type ClaimAnswer =
  /** Those made before are no good any more. `link` is a secret until it is used; `expiresAt` is by the server's clock. */
  | { readonly type: 'claimable'; readonly link: string; readonly expiresAt: number }
  | { readonly type: 'owned' }
  /** The server can write nothing down just now: it gathers what it lost, or its disk fails. */
  | { readonly type: 'not_now' };

export interface ControlBackup {
  /** `unchanged`: nothing was said since this one. */
  readonly type: 'made' | 'unchanged';
  readonly file: string;
}

export type GoOnAnswer =
  /** Whether everybody had been waiting, and how many private rooms are open again; else invites from before were in doubt. */
  | { readonly type: 'went_on'; readonly isGateOpened: boolean; readonly openedRooms: number }
  /** Nobody waits for it. */
  | { readonly type: 'nothing_to_do' };

export interface ReopenAnswer {
  readonly type: 'reopened' | 'not_reopened';
  /** How many closed devices were meant: of several none is let in. */
  readonly devices: number;
}

export interface ControlAudit {
  /** The newest first. */
  readonly entries: readonly AuditEntry[];
  /** The `before` of the next page. */
  readonly next: number | null;
  /** Of those in the entries. */
  readonly people: readonly { readonly personId: PersonId; readonly displayName: string }[];
  readonly rooms: readonly { readonly roomId: RoomId; readonly name: string | null }[];
}

export interface ControlContract {
  readonly calls: typeof controlCalls;
  readonly results: {
    'server.status': ServerStatus;
    'server.backup': ControlBackup;
    'server.goOn': GoOnAnswer;
    'server.reopen': ReopenAnswer;
    'server.claim': ClaimAnswer;
    'server.audit': ControlAudit;
  };
  readonly events: Record<never, never>;
  /** `reason` is the type of what the backup failed with. */
  readonly error: { readonly type: 'backup_failed'; readonly reason: string };
}
