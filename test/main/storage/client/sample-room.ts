import type { AccessInterval } from '#shared/domain/access.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Room } from '#shared/domain/room.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { StreamOpened } from '#shared/protocol/event-frame.ts';
import type { PersonEntry, SnapshotPart } from '#shared/protocol/snapshot.ts';
import type { ReceivedSnapshot } from '#main/storage/client-store.ts';
import type { SamplePerson, SampleServer } from './sample-server.ts';

/** A public channel, unless told otherwise. */
export function roomOf(roomId: RoomId, createdBy: PersonId, change: Partial<Room> = {}): Room {
  return {
    roomId,
    kind: 'channel',
    visibility: 'public',
    history: 'everything',
    name: 'general',
    topic: '',
    createdBy,
    createdAt: 1_000,
    ...change,
  };
}

export function directRoomOf(roomId: RoomId, createdBy: PersonId): Room {
  return roomOf(roomId, createdBy, { kind: 'direct', visibility: 'private', history: 'joined', name: null });
}

/** A room at its present head on the sample server. */
export function opened(
  server: SampleServer,
  {
    room,
    members,
    ...rest
  }: { room: Room; members: readonly SamplePerson[] } & Partial<Pick<StreamOpened, 'from' | 'asOf' | 'head'>>,
): string {
  const stream = roomStream(room.roomId);
  const head = server.head(stream);
  return JSON.stringify({
    type: 'stream.opened',
    stream,
    seq: server.seq + 1,
    asOf: head + 1,
    from: 1,
    head,
    itemHead: server.itemHead(stream),
    room,
    members: members.map(({ personId }) => personId),
    ...rest,
  } satisfies Omit<StreamOpened, 'members'> & { members: readonly PersonId[] });
}

export interface SnapshotRoom {
  readonly room: Room;
  readonly members: readonly SamplePerson[];
  readonly access?: AccessInterval[];
}

export interface SnapshotWish {
  readonly people: readonly (readonly [SamplePerson, string])[];
  readonly rooms?: readonly SnapshotRoom[];
  readonly firstRoomId?: RoomId | null;
  /** The last `seq` that the server shares with the device, where it lost something. */
  readonly cutSeq?: number | null;
}

/** Everything at the present heads of the sample server, in one part. */
export function snapshotOf(server: SampleServer, wish: SnapshotWish): ReceivedSnapshot {
  const rooms = wish.rooms ?? [];
  const part: SnapshotPart = {
    people: wish.people.map(([person, displayName]) => personEntry(person, displayName)),
    rooms: rooms.map(({ room, access = [{ from: 1, to: null }] }) => {
      const stream = roomStream(room.roomId);
      return { room, head: server.head(stream), itemHead: server.itemHead(stream), access };
    }),
    members: rooms.map(({ room, members }) => ({
      roomId: room.roomId,
      personIds: members.map(({ personId }) => personId),
    })),
  };
  return {
    epoch: server.epoch,
    position: server.position(),
    firstRoomId: wish.firstRoomId ?? null,
    epochs: server.epochs,
    cutSeq: wish.cutSeq ?? null,
    parts: [JSON.stringify(part)],
  };
}

export function personEntry({ personId, device }: SamplePerson, displayName: string): PersonEntry {
  return { personId, displayName, role: 'member', standing: 'active', standingSince: 0, devices: [device] };
}
