import { present } from '#shared/assert.ts';
import type { DeviceKey, OutboxId } from '#shared/domain/ids.ts';
import type { DirectorySnapshot, LoginState } from '../event-log.ts';
import type { LogStats } from '../log-stats.ts';
import type { EngineContext } from './engine-context.ts';
import { grantedRooms } from './healing/invite-doubt.ts';

/** Everybody, every room and its members, to start a directory in memory. */
export function readDirectory({ tables, serverPersonId, latestClock }: EngineContext): DirectorySnapshot {
  const server = present(tables.epochs.server(), 'a database knows its server from the start');
  const people = tables.directory.people();
  const { epoch, epochId, gate } = tables.epochs.current();
  return {
    serverId: server.serverId,
    serverPersonId,
    serverName: server.name,
    epoch: { epoch, epochId },
    gate,
    door: tables.entry.door(),
    latestAt: latestClock(),
    headSeq: tables.events.lastSeq(),
    people: people.map(({ entry, lastSeenAt }) => ({ ...entry, lastSeenAt })),
    rooms: tables.directory.roomIds().map((roomId) => {
      const { room, memberIds, roomRef } = present(tables.rooms.byId(roomId), 'a listed room is there');
      // Nothing of a closed room goes to anybody (H3).
      return { room, memberIds: tables.closedRooms.isClosed(roomRef) ? [] : [...memberIds] };
    }),
    openReports: tables.reports.open(),
    delivered: people.flatMap(({ entry, deliveredSeq }) =>
      deliveredSeq === 0 ? [] : [{ personId: entry.personId, seq: deliveredSeq }],
    ),
  };
}

/** Whose device this is and how far the log holds its outbox (D3); for a new key the person it would be (P18). */
export function readLogin(context: EngineContext, device: DeviceKey, outboxId: OutboxId): LoginState {
  const { tables, ids } = context;
  const known = tables.devices.find(device);
  if (known === null) {
    const standing = tables.entry.isBanned(device) ? 'banned' : 'unknown';
    return { personId: ids.personId(device), standing, lastNumber: 0, grantedRoomIds: [] };
  }
  const { personRef, person } = present(tables.people.byId(known.personId), 'a device is somebody’s');
  const lastNumber = tables.outboxes.lastNumber(known.deviceRef, outboxId);
  const grantedRoomIds = grantedRooms(context, personRef);
  const isIn = person.standing === 'active';
  const closed = tables.closedDevices.isClosed(device) ? 'closed' : person.standing;
  const standing = isIn ? (known.isRevoked ? 'revoked' : closed) : person.standing;
  return { personId: known.personId, standing, lastNumber, grantedRoomIds };
}

export function readStats({ tables, transactions }: EngineContext): LogStats {
  return { headSeq: tables.events.lastSeq(), ...tables.directory.counts(), ...transactions.counts() };
}
