import { maxDeviceLinkBytes } from '#shared/domain/device.ts';
import type { DeviceKey, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { PersonEntry } from '#shared/protocol/snapshot.ts';
import type { Role } from '#shared/domain/role.ts';
import type { Standing } from '#shared/domain/standing.ts';
import type { ReadableDb } from '../readable-db.ts';

/** Everybody and every room: read as a whole, at a start and for a snapshot. */
export interface DirectoryTable {
  people(): DirectoryPerson[];
  roomIds(): RoomId[];
  counts(): DirectoryCounts;
}

export interface DirectoryPerson {
  readonly entry: PersonEntry;
  readonly lastSeenAt: number | null;
  readonly deliveredSeq: number;
}

export interface DirectoryCounts {
  readonly people: number;
  readonly rooms: number;
  readonly databaseBytes: number;
}

interface StoredPerson {
  readonly personId: PersonId;
  readonly displayName: string;
  readonly role: Role;
  readonly standing: Standing;
  readonly standingSince: number;
  readonly lastSeenAt: number | null;
  readonly deliveredSeq: number;
}

type PersonLink = NonNullable<PersonEntry['links']>[number];

interface StoredLink extends Omit<PersonLink, 'command'> {
  readonly personId: PersonId;
  readonly command: string;
}

export function createDirectoryTable(db: ReadableDb): DirectoryTable {
  const people = db.query<[], StoredPerson>(
    'SELECT personId, displayName, role, standing, standingSince, lastSeenAt, deliveredSeq FROM people ORDER BY personRef',
  );
  const devices = db.query<[], { personId: PersonId; device: DeviceKey }>(
    `SELECT p.personId, d.device FROM devices d JOIN people p ON p.personRef = d.personRef
     WHERE d.revokedAt IS NULL ORDER BY d.deviceRef`,
  );
  // A larger one can only have come back by healing, of a server that took it: it would be too much for a part.
  const links = db.query<[], StoredLink>(
    `SELECT p.personId, a.personId AS person, e.command, e.signature FROM devices d
       JOIN people p ON p.personRef = d.personRef
       JOIN events e ON e.seq = d.linkedSeq
       JOIN people a ON a.personRef = e.personRef
     WHERE d.linkedSeq IS NOT NULL AND octet_length(e.command) <= ${maxDeviceLinkBytes} ORDER BY d.linkedSeq`,
  );
  const rooms = db.query<[], { roomId: RoomId }>('SELECT roomId FROM rooms ORDER BY roomRef');
  const counts = db.query<[], DirectoryCounts>(
    `SELECT (SELECT count(*) FROM people) AS people, (SELECT count(*) FROM rooms) AS rooms,
       (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS databaseBytes`,
  );
  return {
    people: () => {
      const keys = new Map<PersonId, DeviceKey[]>();
      for (const { personId, device } of devices.all()) {
        const own = keys.get(personId);
        if (own === undefined) keys.set(personId, [device]);
        else own.push(device);
      }
      const proofs = new Map<PersonId, PersonLink[]>();
      for (const { personId, command, ...link } of links.all()) {
        const own = proofs.get(personId) ?? [];
        proofs.set(personId, [...own, { ...link, command: JSON.parse(command) as PersonLink['command'] }]);
      }
      return people.all().map(({ lastSeenAt, deliveredSeq, ...person }) => {
        const own = { devices: keys.get(person.personId) ?? [] };
        const linked = proofs.get(person.personId);
        const entry = linked === undefined ? { ...person, ...own } : { ...person, ...own, links: linked };
        return { entry, lastSeenAt, deliveredSeq };
      });
    },
    roomIds: () => rooms.all().map(({ roomId }) => roomId),
    counts: () => counts.get() ?? { people: 0, rooms: 0, databaseBytes: 0 },
  };
}
