import type { Door, DoorSetting } from '#shared/domain/door.ts';
import type { AcceptedDevice } from '#shared/domain/decide/decision.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';

/** The door (T7), and the keys of strangers that may come through it or never. */
export interface EntryTable {
  door(): DoorSetting;
  setDoor(door: DoorSetting): void;
  accepted(device: DeviceKey): AcceptedDevice | null;
  accept(device: DeviceKey, accepted: Omit<AcceptedDevice, 'acceptedBy'> & { readonly acceptorRef: number }): void;
  /** Nobody waits for it any more: its person is in. */
  arrived(device: DeviceKey): void;
  isBanned(device: DeviceKey): boolean;
  /** `at` is null to let it knock again. */
  ban(device: DeviceKey, at: number | null): void;
  /** In order of keys, behind `after`. */
  banned(after: string, max: number): BannedDevice[];
}

export interface BannedDevice {
  readonly device: DeviceKey;
  readonly bannedAt: number;
}

export function createEntryTable(db: WritableDb): EntryTable {
  const door = db.query<[], { door: Door; openUntil: number }>(
    'SELECT door, doorOpenUntil AS openUntil FROM server WHERE id = 1',
  );
  const setDoor = db.change<[door: string, openUntil: number]>(
    'UPDATE server SET door = ?, doorOpenUntil = ? WHERE id = 1',
  );
  const accepted = db.query<[device: string], AcceptedDevice>(
    `SELECT a.role, p.personId AS acceptedBy, a.acceptedAt
     FROM acceptedDevices a JOIN people p ON p.personRef = a.acceptorRef WHERE a.device = ?`,
  );
  const accept = db.change<[device: string, role: string, acceptorRef: number, acceptedAt: number]>(
    'INSERT OR REPLACE INTO acceptedDevices (device, role, acceptorRef, acceptedAt) VALUES (?, ?, ?, ?)',
  );
  const arrived = db.change<[device: string]>('DELETE FROM acceptedDevices WHERE device = ?');
  const banned = db.query<[device: string], BannedDevice>(
    'SELECT device, bannedAt FROM bannedDevices WHERE device = ?',
  );
  const allBanned = db.query<[after: string, max: number], BannedDevice>(
    'SELECT device, bannedAt FROM bannedDevices WHERE device > ? ORDER BY device LIMIT ?',
  );
  const ban = db.change<[device: string, bannedAt: number]>(
    'INSERT OR IGNORE INTO bannedDevices (device, bannedAt) VALUES (?, ?)',
  );
  const unban = db.change<[device: string]>('DELETE FROM bannedDevices WHERE device = ?');
  return {
    door: () => door.get() ?? { door: 'open', openUntil: 0 },
    setDoor: (setting) => {
      setDoor.run(setting.door, setting.openUntil);
    },
    accepted: (device) => accepted.get(device) ?? null,
    accept: (device, { role, acceptorRef, acceptedAt }) => {
      accept.run(device, role, acceptorRef, acceptedAt);
    },
    arrived: (device) => {
      arrived.run(device);
    },
    isBanned: (device) => banned.get(device) !== undefined,
    ban: (device, at) => {
      if (at === null) {
        unban.run(device);
        return;
      }
      ban.run(device, at);
      arrived.run(device);
    },
    banned: (after, max) => allBanned.all(after, max),
  };
}
