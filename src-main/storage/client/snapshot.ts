import * as v from 'valibot';
import type { Epoch } from '#shared/domain/epoch.ts';
import { roomOfStream, roomStream, serverStream } from '#shared/domain/stream.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { snapshotPartSchema, type RoomEntry } from '#shared/protocol/snapshot.ts';
import type { ReceivedSnapshot } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { setAsideLost, type Lost } from './doubt.ts';
import { capMarker } from './markers.ts';
import { queueCommand } from './queue-command.ts';
import { missingRanges } from './missing-ranges.ts';
import { intersect, unite, type Range } from './ranges.ts';
import { changeGaps } from './stream-gaps.ts';
import { foldStream, lastHeldFrom } from './stream-progress.ts';
import { newStream, readableRanges, type StreamState } from './stream-table.ts';

interface Snapshot {
  readonly entries: readonly RoomEntry[];
  /** The `seq` of its position. */
  readonly seq: number;
  readonly members: ReadonlyMap<RoomId, readonly PersonId[]>;
  /** Up to which epoch the server may have lost what is held here; null where it knows how far this device is. */
  readonly doubtedEpoch: number | null;
}

/** What the server says there is, in place of the events that were missed (P7). */
export function applySnapshot(context: ClientContext, changes: Changes, received: ReceivedSnapshot): void {
  const { tables } = context;
  const { epoch: known } = tables.meta.get();
  const parts = received.parts.map((part) => v.parse(snapshotPartSchema, JSON.parse(part)));
  const entries = parts.flatMap(({ rooms }) => rooms);
  const doubtedEpoch = doubtedEpochOf(known, received);
  const members = membersOf(parts.flatMap(({ members: some }) => some));
  const snapshot: Snapshot = { entries, seq: received.position.seq, members, doubtedEpoch };
  if (doubtedEpoch !== null) {
    tables.receipts.removeAll();
    // Nobody asks for its pages, and what it says of people is in the snapshot.
    setAsideLost(context, changes, { stream: serverStream, head: 0, upToEpoch: doubtedEpoch });
  }
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

function doubtedEpochOf(known: Epoch | null, { epoch, reason }: ReceivedSnapshot): number | null {
  if (known === null) return null;
  if (known.epochId !== epoch.epochId) return epoch.epoch - 1;
  return reason === 'far_behind' ? null : epoch.epoch;
}

type PersonEntry = v.InferOutput<typeof snapshotPartSchema>['people'][number];

function replacePeople({ tables }: ClientContext, changes: Changes, people: readonly PersonEntry[]): void {
  for (const { personId } of tables.people.all()) changes.personGone(personId);
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
  tables.rooms.put(entry.room);
  tables.members.replace(roomId, snapshot.members.get(roomId) ?? []);
  const { doubtedEpoch } = snapshot;
  const after =
    doubtedEpoch === null
      ? missingAfter(context, before, entry)
      : doubtedAfter(context, changes, { before, entry, doubtedEpoch });
  const head = doubtedEpoch === null ? Math.max(before.head, entry.head) : entry.head;
  tables.streams.put({
    ...before,
    newestSeq: doubtedEpoch === null ? before.newestSeq : Math.min(before.newestSeq, snapshot.seq),
    head: lastHeldFrom(context, stream, head),
    stateAsOf: entry.head,
    givenAsOf: entry.head,
    access: entry.access,
  });
  changeGaps(context, changes, { stream, after, isLive: false });
  foldStream(context, changes, stream);
  changes.room(roomId);
}

/** The gaps that the room has now: those it had, and what was skipped. */
function missingAfter(context: ClientContext, before: StreamState, { room, ...entry }: RoomEntry): Range[] {
  const { rooms, gaps } = context.tables;
  rooms.raiseItemHead(room.roomId, entry.itemHead);
  const readable = readableRanges(entry.access, Math.max(before.head, entry.head));
  return intersect(unite(gaps.of(before.stream), missingRanges(context, before, readable)), readable);
}

interface Doubted {
  readonly before: StreamState;
  readonly entry: RoomEntry;
  readonly doubtedEpoch: number;
}

/** The gaps that the room has now: whatever may be read and is of the time before the doubt began. */
function doubtedAfter(context: ClientContext, changes: Changes, { before, entry, doubtedEpoch }: Doubted): Range[] {
  const { stream } = before;
  const { room, head, itemHead, access } = entry;
  setAsideLost(context, changes, { stream, head, upToEpoch: doubtedEpoch });
  capMarker(context, room.roomId, itemHead);
  context.tables.rooms.setItemHead(room.roomId, itemHead);
  return readableRanges(access, head);
}

/**
 * A room that the snapshot does not list is one that the person is not in any more. What was read of it stays, unless the
 * server lost it.
 */
function closeUnlisted(context: ClientContext, changes: Changes, { entries, doubtedEpoch }: Snapshot): void {
  const { tables, owner } = context;
  const listed = new Set(entries.map(({ room }) => room.roomId));
  for (const stream of tables.streams.roomStreams()) {
    const roomId = roomOfStream(stream);
    if (roomId === null || listed.has(roomId)) continue;
    if (doubtedEpoch !== null) loseStream(context, changes, { stream, head: 0, upToEpoch: doubtedEpoch });
    tables.members.remove(roomId, owner.personId);
    changes.room(roomId);
  }
}

/** Nothing of it is there any more; a direct room that is opened anew begins anew. */
function loseStream(context: ClientContext, changes: Changes, lost: Lost): void {
  const { rooms, streams } = context.tables;
  const { stream } = lost;
  setAsideLost(context, changes, lost);
  changeGaps(context, changes, { stream, after: [], isLive: false });
  streams.put(newStream(stream));
  const roomId = roomOfStream(stream);
  if (roomId !== null) rooms.setItemHead(roomId, 0);
}

/** Who was just admitted is in no room yet and starts in the first one. Only a database's first snapshot does this. */
function joinFirstRoom(context: ClientContext, changes: Changes, roomId: RoomId): void {
  if (context.tables.members.roomsOf(context.owner.personId).length > 0) return;
  queueCommand(context, changes, { kind: 'room.join', body: { roomId } });
}
