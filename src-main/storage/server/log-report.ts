import type { DeviceKey } from '#shared/domain/ids.ts';
import type { HoleCounts } from '#shared/ipc/device-diagnostics.ts';
import type { DeviceStatus } from '#shared/ipc/server-status.ts';
import type { DeliveredRow } from '../event-log.ts';
import type { ReadableDb } from '../readable-db.ts';

/** What only the log knows of a server's state, for whoever runs it. */
export interface LogReport {
  readonly devices: readonly Omit<DeviceStatus, 'isPersonHere'>[];
}

export interface LogReporter {
  /** What devices say of how far they have the log. */
  noteDelivered(rows: readonly DeliveredRow[]): void;
  report(): LogReport;
}

type StoredDevice = Pick<
  DeviceStatus,
  'device' | 'personId' | 'displayName' | 'lastSeenAt' | 'personSeq' | 'outboxes'
> & {
  readonly isRemoved: number;
};

interface Written {
  readonly device: DeviceKey;
  readonly at: number;
  readonly commandId: string;
}

/** Clocks are read off what was written last; further back there is nothing new to learn. */
const lastEvents = 1_000;

export function createLogReporter(db: ReadableDb): LogReporter {
  const devices = db.query<[], StoredDevice>(
    `SELECT d.device, p.personId, p.displayName, p.isRemoved, p.lastSeenAt, p.deliveredSeq AS personSeq,
       (SELECT count(*) FROM outboxes o WHERE o.deviceRef = d.deviceRef) AS outboxes
     FROM devices d JOIN people p ON p.personRef = d.personRef WHERE p.role != 'server' ORDER BY d.deviceRef`,
  );
  const written = db.query<[count: number], Written>(
    `SELECT d.device, e.at, e.command ->> 'commandId' AS commandId FROM events e JOIN devices d ON d.deviceRef = e.deviceRef
     WHERE e.seq > (SELECT max(seq) FROM events) - ? AND e.originSeq IS NULL`,
  );
  const positions = new Map<DeviceKey, number>();
  const holes = new Map<DeviceKey, HoleCounts>();
  return {
    noteDelivered: (rows) => {
      for (const row of rows) {
        positions.set(row.device, row.position.seq);
        if (row.holes !== undefined) holes.set(row.device, row.holes);
      }
    },
    report: () =>
      db.readTogether(() => {
        const offsets = clockOffsets(written.all(lastEvents));
        return {
          devices: devices.all().map(({ isRemoved, ...stored }) => ({
            ...stored,
            isRemoved: isRemoved === 1,
            positionSeq: positions.get(stored.device) ?? null,
            clockOffsetMs: offsets.get(stored.device) ?? null,
            holes: holes.get(stored.device) ?? null,
          })),
        };
      }),
  };
}

/**
 * A command's id begins with the time at which it was written, by its device's clock; it is stored later, never earlier. So
 * the clock is ahead by the largest difference at least, and behind by no more than that says.
 */
function clockOffsets(written: readonly Written[]): Map<DeviceKey, number> {
  const offsets = new Map<DeviceKey, number>();
  for (const { device, at, commandId } of written) {
    const offset = Number.parseInt(commandId.replaceAll('-', '').slice(0, 12), 16) - at;
    offsets.set(device, Math.max(offset, offsets.get(device) ?? -Infinity));
  }
  return offsets;
}
