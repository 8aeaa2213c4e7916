import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import type { VouchedView } from '#shared/ipc/chat-view.ts';
import type { WritableDb } from '../readable-db.ts';

/** A device that was linked to somebody: said once, and for ever. */
export interface LinkedDevice {
  readonly device: DeviceKey;
  readonly personId: PersonId;
  /** Who vouched for it, or for the device that linked it (T8); null where the person's own keys signed all along. */
  readonly vouched: VouchedView | null;
}

type StoredDevice = Pick<LinkedDevice, 'device' | 'personId'> & {
  readonly vouchedBy: PersonId | null;
  readonly vouchedAt: number | null;
};

/** Devices but the first ones, which a person's id says. */
export function createDeviceTable(db: WritableDb) {
  const find = db.query<[string], StoredDevice>('SELECT * FROM devices WHERE device = ?');
  const vouched = db.query<[string], StoredDevice>(
    'SELECT * FROM devices WHERE personId = ? AND vouchedAt IS NOT NULL AND isRevoked = 0 ORDER BY vouchedAt DESC LIMIT 1',
  );
  const add = db.change<[string, string, string | null, number | null]>(
    'INSERT OR IGNORE INTO devices (device, personId, vouchedBy, vouchedAt) VALUES (?, ?, ?, ?)',
  );
  const revoke = db.change<[string]>('UPDATE devices SET isRevoked = 1 WHERE device = ? AND isRevoked = 0');
  const revokeAll = db.change<[string]>('UPDATE devices SET isRevoked = 1 WHERE personId = ?');
  const restore = db.change<[string, string]>('UPDATE devices SET isRevoked = 0 WHERE device = ? AND personId = ?');
  return {
    find: (device: DeviceKey): LinkedDevice | null => {
      const stored = find.get(device);
      return stored === undefined ? null : linkedOf(stored);
    },
    /** The last time that somebody vouched for a device of this person that can still come in. */
    lastVouched: (personId: PersonId): VouchedView | null => {
      const stored = vouched.get(personId);
      return stored === undefined ? null : linkedOf(stored).vouched;
    },
    /** Whether that changes anything. */
    revoke: (device: DeviceKey) => revoke.run(device).changes > 0,
    /** Those of the person that can come in, of those that are known. */
    setCurrent: (personId: PersonId, devices: readonly DeviceKey[]): void => {
      revokeAll.run(personId);
      for (const device of devices) restore.run(device, personId);
    },
    add: ({ device, personId, vouched: by }: LinkedDevice) => add.run(device, personId, by?.by ?? null, by?.at ?? null),
  };
}

function linkedOf({ device, personId, vouchedBy, vouchedAt }: StoredDevice): LinkedDevice {
  const vouched = vouchedBy === null ? null : { by: vouchedBy, at: vouchedAt ?? 0 };
  return { device, personId, vouched };
}
