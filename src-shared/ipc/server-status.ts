/** How a running server is, as `serve status` shows it. Times are milliseconds since 1970 by the server's own clock. */
import type { DeviceKey, PersonId, ServerId } from '../domain/ids.ts';
import type { Standing } from '../domain/standing.ts';
import type { HoleCounts } from './device-diagnostics.ts';
import type { HealingStatus } from './healing-status.ts';
import type { NetworkView } from './network-view.ts';

export interface ServerStatus {
  readonly version: string;
  readonly serverId: ServerId;
  readonly name: string;
  readonly startedAt: number;
  readonly addresses: readonly string[];
  readonly networks: NetworksStatus;
  /** The server itself not among them. */
  readonly people: number;
  readonly rooms: number;
  readonly connections: number;
  readonly log: LogStatus;
  readonly lastStop: LastStop;
  readonly backups: BackupStatus;
  readonly ballast: BallastStatus;
  readonly verification: VerificationStatus;
  readonly healing: HealingStatus;
  readonly devices: readonly DeviceStatus[];
}

/** The networks of its machine, and what became of whoever came from one that the server is not there for (T11). */
export interface NetworksStatus {
  readonly all: readonly NetworkView[];
  /** Connections dropped since the start, before anything was said. */
  readonly refusals: number;
}

export interface LogStatus {
  readonly headSeq: number;
  readonly queuedCommands: number;
  readonly databaseBytes: number;
  readonly commits: number;
  /** What one took since the start, its fsync included; null before the first. */
  readonly meanCommitMs: number | null;
  readonly commitsLately: CommitTimes | null;
}

/** What the last commits took, their fsync included. */
export interface CommitTimes {
  readonly count: number;
  readonly meanMs: number;
  readonly worstMs: number;
}

/** How the server was found at its start. */
export interface LastStop {
  /** It was not closed as it should be, and not found sound since. */
  readonly wasUnclean: boolean;
  /** There was none: the server is new. */
  readonly isFirstStart: boolean;
  /** Which backup took the place of the database since, why, and where that lies now. */
  readonly restored: RestoredDatabase | null;
  readonly check: CheckStatus;
}

export interface RestoredFiles {
  readonly from: string;
  /** Null where there was none. */
  readonly aside: string | null;
}

export interface RestoredDatabase extends RestoredFiles {
  /** The start found it damaged, empty or gone, or lacking what the backup holds, or somebody asked for it by `serve restore`. */
  readonly why: 'damaged' | 'behind' | 'asked';
}

export type CheckStatus =
  /** Nothing of what was speaks for damage. */
  | { readonly type: 'not_needed' }
  | { readonly type: 'running' }
  | { readonly type: 'sound' }
  /** `finding` is SQLite's first. The server takes nothing more. */
  | { readonly type: 'damaged'; readonly finding: string }
  /** It could not be read to its end; the code is the system's or SQLite's. */
  | { readonly type: 'failed'; readonly code: string };

export interface BackupStatus {
  readonly count: number;
  readonly newestAt: number | null;
  /** Since the start. */
  readonly made: number;
  readonly failures: number;
  /** Why the last one failed; null once one has succeeded since. */
  readonly lastFailure: string | null;
}

/** Room that is kept for a full disk. */
export interface BallastStatus {
  /** 0: none is wanted. */
  readonly bytes: number;
  readonly isThere: boolean;
  /** What the disk has left beside it; 0 also where nobody can tell. */
  readonly freeBytes: number;
  /** So much has to be free before it is taken, within ten seconds then: it may not be what fills the disk. */
  readonly neededBytes: number;
}

/** What became of checking the log against what was signed (P11). */
export interface VerificationStatus {
  /** So far every event was looked at once; all of them are again after each start, and once a day. */
  readonly upToSeq: number;
  /** Events that are not what the server wrote, or are gone: somebody changed its database. */
  readonly changedEvents: number;
  /** The first of them; null where there is none. */
  readonly firstChangedSeq: number | null;
  /** Messages that the devices which sent them did not sign. */
  readonly unsignedMessages: number;
  /** Devices that are shut out for it until whoever runs the server lets them in again. */
  readonly closedDevices: number;
}

export interface DeviceStatus {
  readonly device: DeviceKey;
  readonly personId: PersonId;
  readonly displayName: string;
  /** Of its person. */
  readonly standing: Standing;
  /** Shut out, because it did not sign what it sent. */
  readonly isClosed: boolean;
  /** It may not come in any more: its person, or an owner, has revoked it. */
  readonly isRevoked: boolean;
  /** Whether it is connected itself, and not only another one of its person. */
  readonly isHere: boolean;
  /** Of this device; of a person's first one, which was last here before devices were told apart, when the person was. */
  readonly lastSeenAt: number | null;
  /** How far this device has the log on disk; null where it has not said so since the server started. */
  readonly positionSeq: number | null;
  /** How far some device of the person ever had it. */
  readonly personSeq: number;
  /** Each database that this device ever began has one, and each healing begins another. */
  readonly outboxes: number;
  /** By its own count: how often its program was started on its database. This and what follows is null until it has said so. */
  readonly starts: number | null;
  /** How far its clock is ahead of the server's, as it measured when it came; negative when behind, 0 where it could not tell. */
  readonly clockOffsetMs: number | null;
  /** Holes that it has found in what it was sent, and mended: by its own count. */
  readonly holes: HoleCounts | null;
}
