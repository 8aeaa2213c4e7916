import * as v from 'valibot';
import { roomOfStream, roomStream } from '#shared/domain/stream.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { snapshotPartSchema, type RoomEntry } from '#shared/protocol/snapshot.ts';
import type { ReceivedSnapshot } from '../client-store.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';
import { cutBack } from './cut-back.ts';
import { capMarker } from './markers.ts';
import { noteLinks } from './device-links.ts';
import { holdUnlisted, releaseRoom } from './held-commands.ts';
import { queueCommand } from './queue-command.ts';
import { giveUpHoles, mendServerHoles } from './mend-holes.ts';
import { missingRanges } from './missing-ranges.ts';
import { intersect, unite, type Range } from './ranges.ts';
import { changeGaps } from './change-gaps.ts';
import { foldStream, lastHeldFrom } from './stream-progress.ts';
import { newStream, readableRanges, type StreamState } from './stream-table.ts';

interface Snapshot {
  readonly entries: readonly RoomEntry[];
  readonly members: ReadonlyMap<RoomId, readonly PersonId[]>;
  /** The log is behind what this device had: rooms may have fewer items than before (H2). */
  readonly isCut: boolean;
}

/** What the server says there is, in place of the events that were missed (P7). */
export function applySnapshot(context: ClientContext, changes: Changes, received: ReceivedSnapshot): void {
  const { tables } = context;
  const { epoch: known } = tables.meta.get();
  const { cutSeq, epochs } = received;
  if (cutSeq !== null) {
    cutBack(context, changes, cutSeq);
    // In the same life nothing was lost: only the connection was, between a page and its position.
    if (known?.epochId !== received.epoch.epochId) {
      tables.epochs.untold(received.epoch);
      tables.receipts.removeAll();
    }
  }
  const parts = received.parts.map((part) => v.parse(snapshotPartSchema, JSON.parse(part)));
  const entries = parts.flatMap(({ rooms }) => rooms);
  const members = membersOf(parts.flatMap(({ members: some }) => some));
  const snapshot: Snapshot = { entries, members, isCut: cutSeq !== null };
  const people = parts.flatMap((part) => part.people);
  replacePeople(context, changes, people);
  noteLinks(
    context,
    changes,
    people.flatMap(({ links = [] }) => links),
  );
  for (const { personId, devices } of people) tables.devices.setCurrent(personId, devices);
  tables.blocked.replace(parts.flatMap(({ blocked = [] }) => blocked));
  for (const entry of entries) applyRoom(context, changes, { entry, snapshot });
  closeUnlisted(context, changes, snapshot);
  mendServerHoles(context, changes);
  tables.streams.forgetOthers();
  tables.meta.setSnapshot(received.epoch, received.position);
  tables.epochs.replace(epochs);
  const isFirst = known === null;
  if (isFirst && received.firstRoomId !== null) joinFirstRoom(context, changes, received.firstRoomId);
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
  changes.membersMove(roomId);
  tables.members.replace(roomId, snapshot.members.get(roomId) ?? []);
  if (snapshot.isCut) {
    tables.rooms.setItemHead(roomId, entry.itemHead);
    capMarker(context, roomId, entry.itemHead);
  }
  const after = missingAfter(context, before, entry);
  tables.streams.put({
    ...before,
    head: lastHeldFrom(context, stream, Math.max(before.head, entry.head)),
    stateAsOf: entry.head,
    givenAsOf: entry.head,
    access: entry.access,
  });
  changeGaps(context, changes, { stream, after, isLive: false });
  giveUpHoles(context, stream);
  foldStream(context, changes, stream);
  releaseRoom(context, changes, roomId);
  changes.room(roomId);
}

/** The gaps that the room has now: those it had, and what was skipped. */
function missingAfter(context: ClientContext, before: StreamState, { room, ...entry }: RoomEntry): Range[] {
  const { rooms, gaps } = context.tables;
  rooms.raiseItemHead(room.roomId, entry.itemHead);
  const readable = readableRanges(entry.access, Math.max(before.head, entry.head));
  return intersect(unite(gaps.of(before.stream), missingRanges(context, before, readable)), readable);
}

/**
 * A room that the snapshot does not list is one that the person is not in: a server that lost something tells nobody of some, or lost
 * them too (H3). What was read of it stays, and what was written waits.
 */
function closeUnlisted(context: ClientContext, changes: Changes, { entries, isCut }: Snapshot): void {
  const { tables, owner } = context;
  const listed = new Set(entries.map(({ room }) => room.roomId));
  for (const stream of tables.streams.roomStreams()) {
    const roomId = roomOfStream(stream);
    if (roomId === null || listed.has(roomId)) continue;
    // What comes back takes the places of what was lost, and nobody has read it there.
    if (isCut) tables.rooms.setItemHead(roomId, tables.events.lastItemOf(stream));
    if (tables.members.has(roomId, owner.personId)) tables.rooms.setUnlisted(roomId);
    tables.members.remove(roomId, owner.personId);
    if (tables.rooms.find(roomId)?.isUnlisted === true) holdUnlisted(context, changes, roomId);
    changes.room(roomId);
  }
}

/** Who was just admitted is in no room yet and starts in the first one, but guests. Only a database's first snapshot does this. */
function joinFirstRoom(context: ClientContext, changes: Changes, roomId: RoomId): void {
  const { members, people } = context.tables;
  const { personId } = context.owner;
  if (members.roomsOf(personId).length > 0 || people.find(personId)?.role === 'guest') return;
  queueCommand(context, changes, { kind: 'room.join', body: { roomId } });
}
