import type { Device, DeviceOrigin } from '#shared/domain/device.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import type { WritableDb } from '../readable-db.ts';
import { createCache } from './cache.ts';

export interface DeviceRow extends Device {
  readonly deviceRef: number;
}

/** How a device became a person's: by an event of the log, but for a first one. */
export interface AddedDevice {
  readonly device: DeviceKey;
  readonly personRef: number;
  readonly personId: PersonId;
  readonly linkedSeq: number | null;
  readonly link: DeviceOrigin | null;
  /** By the server's clock, in milliseconds. */
  readonly at: number;
}

/** A device as its person is shown it; times are of the server's clock, `lastSeenAt` null until it was here. */
export interface ListedDevice {
  readonly device: DeviceKey;
  readonly name: string;
  readonly addedAt: number;
  readonly lastSeenAt: number | null;
}

/** What a device says of itself, and when it was here; not events. */
export interface DeviceNote {
  readonly device: DeviceKey;
  /** Null where it says nothing. */
  readonly name: string | null;
  readonly at: number;
}

/** Keys, and whose they are for ever (P18). */
export interface DeviceTable {
  find(device: DeviceKey): DeviceRow | null;
  ofPerson(personId: PersonId): readonly Device[];
  /** Those that may come in, the first ones first. */
  listed(personId: PersonId): readonly ListedDevice[];
  add(added: AddedDevice): void;
  revoke(device: DeviceKey, at: number): void;
  note(note: DeviceNote): void;
  forget(): void;
}

interface StoredDevice extends Omit<DeviceRow, 'isRevoked' | 'link'> {
  readonly revokedAt: number | null;
  readonly linkedBy: DeviceKey | null;
  readonly linkKind: string | null;
}

const joined = 'FROM devices d JOIN people p ON p.personRef = d.personRef';
const linked = `${joined} LEFT JOIN events e ON e.seq = d.linkedSeq`;

export function createDeviceTable(db: WritableDb): DeviceTable {
  const columns = `d.deviceRef, d.device, p.personId, d.revokedAt,
    json_extract(e.command, '$.device') AS linkedBy, e.kind AS linkKind`;
  const find = db.query<[device: string], StoredDevice>(`SELECT ${columns} ${linked} WHERE d.device = ?`);
  const ofPerson = db.query<[personId: string], StoredDevice>(`SELECT ${columns} ${linked} WHERE p.personId = ?`);
  const listed = db.query<[personId: string], ListedDevice>(
    `SELECT d.device, d.name, d.addedAt, d.lastSeenAt ${joined}
     WHERE p.personId = ? AND d.revokedAt IS NULL ORDER BY d.deviceRef`,
  );
  const add = db.change<[device: string, personRef: number, linkedSeq: number | null, addedAt: number]>(
    'INSERT INTO devices (device, personRef, linkedSeq, addedAt) VALUES (?, ?, ?, ?)',
  );
  const revoke = db.change<[revokedAt: number, device: string]>(
    'UPDATE devices SET revokedAt = ? WHERE device = ? AND revokedAt IS NULL',
  );
  const note = db.change<[name: string | null, at: number, device: string]>(
    'UPDATE devices SET name = ifnull(?, name), lastSeenAt = ? WHERE device = ?',
  );
  const devices = createCache((device: DeviceKey) => rowOf(find.get(device)));
  return {
    find: devices.get,
    ofPerson: (personId) => ofPerson.all(personId).flatMap((stored) => rowOf(stored) ?? []),
    listed: (personId) => listed.all(personId),
    add: ({ device, personRef, personId, linkedSeq, link, at }) => {
      const deviceRef = Number(add.run(device, personRef, linkedSeq, at).lastInsertRowid);
      devices.put(device, { deviceRef, device, personId, isRevoked: false, link });
    },
    revoke: (device, at) => {
      const known = devices.get(device);
      revoke.run(at, device);
      if (known !== null) devices.put(device, { ...known, isRevoked: true });
    },
    note: ({ device, name, at }) => {
      note.run(name, at, device);
    },
    forget: devices.forget,
  };
}

function rowOf(stored: StoredDevice | undefined): DeviceRow | null {
  if (stored === undefined) return null;
  const { revokedAt, linkedBy, linkKind, ...row } = stored;
  const link = linkedBy === null ? null : { by: linkedBy, isVouched: linkKind === 'device.vouched' };
  return { ...row, isRevoked: revokedAt !== null, link };
}
