import * as v from 'valibot';
import { roomOfStream, roomStream } from '#shared/domain/stream.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { snapshotPartSchema, type RoomEntry } from '#shared/protocol/snapshot.ts';
import type { ReceivedSnapshot } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { capMarker } from './markers.ts';
import { queueCommand } from './queue-command.ts';
import { missingRanges } from './missing-ranges.ts';
import { intersect, unite } from './ranges.ts';
import { changeGaps } from './stream-gaps.ts';
import { foldStream, lastHeldFrom } from './stream-progress.ts';
import { newStream, readableRanges } from './stream-table.ts';

interface Snapshot {
  readonly entries: readonly RoomEntry[];
  readonly members: ReadonlyMap<RoomId, readonly PersonId[]>;
  /** The epoch, when it is another than the one this device knew. */
  readonly newEpoch: number | null;
}

/** What the server says there is, in place of the events that were missed (P7). */
export function applySnapshot(context: ClientContext, changes: Changes, received: ReceivedSnapshot): void {
  const { tables } = context;
  const { epoch: known } = tables.meta.get();
  const parts = received.parts.map((part) => v.parse(snapshotPartSchema, JSON.parse(part)));
  const newEpoch = known !== null && known.epochId !== received.epoch.epochId ? received.epoch.epoch : null;
  const entries = parts.flatMap(({ rooms }) => rooms);
  const snapshot: Snapshot = { entries, members: membersOf(parts.flatMap(({ members }) => members)), newEpoch };
  if (newEpoch !== null) tables.receipts.removeAll();
  replacePeople(
    context,
    changes,
    parts.flatMap(({ people }) => people),
  );
  for (const entry of entries) applyRoom(context, changes, { entry, snapshot });
  closeUnlisted(context, changes, snapshot);
  tables.streams.forgetOthers();
  tables.meta.setSnapshot(received.epoch, received.position);
  const isFirst = known === null;
  if (isFirst && received.firstRoomId !== null) joinFirstRoom(context, changes, received.firstRoomId);
}

type PersonEntry = v.InferOutput<typeof snapshotPartSchema>['people'][number];

function replacePeople({ tables }: ClientContext, changes: Changes, people: readonly PersonEntry[]): void {
  tables.people.removeAll();
  for (const person of people) {
    tables.people.put(person);
    changes.person(person.personId);
  }
}

function membersOf(
  lists: readonly { readonly roomId: RoomId; readonly personIds: readonly PersonId[] }[],
): Map<RoomId, PersonId[]> {
  const members = new Map<RoomId, PersonId[]>();
  for (const { roomId, personIds } of lists) members.set(roomId, [...(members.get(roomId) ?? []), ...personIds]);
  return members;
}

function applyRoom(
  context: ClientContext,
  changes: Changes,
  { entry, snapshot }: { readonly entry: RoomEntry; readonly snapshot: Snapshot },
): void {
  const { tables } = context;
  const { roomId } = entry.room;
  const stream = roomStream(roomId);
  const before = tables.streams.find(stream) ?? newStream(stream);
  if (snapshot.newEpoch !== null) setAsideBeyond(context, entry, snapshot.newEpoch);
  tables.rooms.put(entry.room);
  if (snapshot.newEpoch === null) tables.rooms.raiseItemHead(roomId, entry.itemHead);
  else tables.rooms.setItemHead(roomId, entry.itemHead);
  tables.members.replace(roomId, snapshot.members.get(roomId) ?? []);
  const head = snapshot.newEpoch === null ? Math.max(before.head, entry.head) : entry.head;
  const readable = readableRanges(entry.access, head);
  const after = intersect(unite(tables.gaps.of(stream), missingRanges(context, before, readable)), readable);
  tables.streams.put({
    ...before,
    head: lastHeldFrom(context, stream, head),
    stateAsOf: entry.head,
    givenAsOf: entry.head,
    access: entry.access,
  });
  changeGaps(context, changes, { stream, after, isLive: false });
  foldStream(context, changes, stream);
  changes.room(roomId);
}

/** What lies beyond the head of the new epoch was lost by the server: out of sight until it is given back (H2). */
function setAsideBeyond(context: ClientContext, { room, head, itemHead }: RoomEntry, newEpoch: number): void {
  const { aside, meta } = context.tables;
  meta.addEvents(-aside.moveAbove(roomStream(room.roomId), head, newEpoch));
  capMarker(context, room.roomId, itemHead);
}

/** A room that the snapshot does not list is one that the person is not in any more; what was read stays. */
function closeUnlisted(context: ClientContext, changes: Changes, { entries }: Snapshot): void {
  const { tables, owner } = context;
  const listed = new Set(entries.map(({ room }) => room.roomId));
  for (const stream of tables.streams.roomStreams()) {
    const roomId = roomOfStream(stream);
    if (roomId === null || listed.has(roomId)) continue;
    tables.members.remove(roomId, owner.personId);
    changes.room(roomId);
  }
}

/** Who was just admitted is in no room yet and starts in the first one. Only a database's first snapshot does this. */
function joinFirstRoom(context: ClientContext, changes: Changes, roomId: RoomId): void {
  if (context.tables.members.roomsOf(context.owner.personId).length > 0) return;
  queueCommand(context, changes, { kind: 'room.join', body: { roomId } });
}
