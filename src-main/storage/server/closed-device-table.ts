import type { DeviceKey } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';

/** Devices whose signatures failed (P11): they are shut out until whoever runs the server decides otherwise. */
export interface ClosedDeviceTable {
  isClosed(device: DeviceKey): boolean;
  all(): DeviceKey[];
  /** Whether it was not closed before. */
  close(device: DeviceKey, now: number): boolean;
  /** Whether it was closed. */
  open(device: DeviceKey): boolean;
}

export function createClosedDeviceTable(db: WritableDb): ClosedDeviceTable {
  const find = db.query<[device: string], { one: number }>('SELECT 1 AS one FROM closedDevices WHERE device = ?');
  const all = db.query<[], { device: DeviceKey }>('SELECT device FROM closedDevices ORDER BY device');
  const insert = db.change<[device: string, closedAt: number]>(
    'INSERT OR IGNORE INTO closedDevices (device, closedAt) VALUES (?, ?)',
  );
  const remove = db.change<[device: string]>('DELETE FROM closedDevices WHERE device = ?');
  return {
    isClosed: (device) => find.get(device) !== undefined,
    all: () => all.all().map(({ device }) => device),
    close: (device, now) => insert.run(device, now).changes > 0,
    open: (device) => remove.run(device).changes > 0,
  };
}
