import type { CommitTimes } from '#shared/ipc/server-status.ts';

export interface LogStats {
  readonly headSeq: number;
  readonly people: number;
  readonly rooms: number;
  readonly databaseBytes: number;
  /** Sums since the start, for rates. */
  readonly commits: number;
  readonly commitMsTotal: number;
  /** Of the last ones, their fsync included; null before the first. */
  readonly commitsLately: CommitTimes | null;
}
