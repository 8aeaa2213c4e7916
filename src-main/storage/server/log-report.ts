import type { Standing } from '#shared/domain/standing.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { DeviceStatus } from '#shared/ipc/server-status.ts';
import type { DeviceNotes } from '#shared/protocol/signal.ts';
import type { DeliveredRow } from '../event-log.ts';
import type { ReadableDb } from '../readable-db.ts';

/** What only the log knows of a server's state, for whoever runs it. */
export interface LogReport {
  readonly devices: readonly Omit<DeviceStatus, 'isHere'>[];
}

export interface LogReporter {
  /** What devices say of how far they have the log, and of themselves: the last of each counts. */
  noteDelivered(rows: readonly DeliveredRow[]): void;
  report(): LogReport;
}

type StoredDevice = Pick<
  DeviceStatus,
  'device' | 'personId' | 'displayName' | 'lastSeenAt' | 'personSeq' | 'outboxes'
> & {
  readonly standing: Standing;
  readonly isClosed: number;
  readonly isRevoked: number;
};

export function createLogReporter(db: ReadableDb): LogReporter {
  const devices = db.query<[], StoredDevice>(
    `SELECT d.device, p.personId, p.displayName, p.standing, p.deliveredSeq AS personSeq,
       iif(d.linkedSeq IS NULL, ifnull(d.lastSeenAt, p.lastSeenAt), d.lastSeenAt) AS lastSeenAt,
       d.revokedAt IS NOT NULL AS isRevoked,
       (SELECT count(*) FROM outboxes o WHERE o.deviceRef = d.deviceRef) AS outboxes,
       EXISTS (SELECT 1 FROM closedDevices c WHERE c.device = d.device) AS isClosed
     FROM devices d JOIN people p ON p.personRef = d.personRef WHERE p.role != 'server' ORDER BY d.deviceRef`,
  );
  const positions = new Map<DeviceKey, number>();
  const notes = new Map<DeviceKey, DeviceNotes>();
  return {
    noteDelivered: (rows) => {
      for (const row of rows) {
        positions.set(row.device, row.position.seq);
        notes.set(row.device, { ...notes.get(row.device), ...row.notes });
      }
    },
    report: () =>
      db.readTogether(() => ({
        devices: devices.all().map(({ standing, isClosed, isRevoked, ...stored }) => {
          const { holes = null, starts = null, clockOffsetMs = null } = notes.get(stored.device) ?? {};
          const positionSeq = positions.get(stored.device) ?? null;
          const kept = { standing, isClosed: isClosed === 1, isRevoked: isRevoked === 1 };
          return { ...stored, ...kept, positionSeq, holes, starts, clockOffsetMs };
        }),
      })),
  };
}
