import type { ChatEvents } from '#shared/ipc/chat-api.ts';
import type { CommandId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import type { RoomView, TimelineItem } from '#shared/ipc/chat-view.ts';
import type { StoreChanges } from '../client-store.ts';
import type { ClientContext } from './client-context.ts';
import { deliveryLevels } from './delivery-levels.ts';
import { itemOfGap, gapKey, itemOfEvent, itemOfOutbox } from './timeline-item.ts';
import { placeOfGap } from './gap-place.ts';
import { comparePlaces, placeOfEvent, type TimelinePlace } from './timeline-place.ts';
import type { OutboxRow } from './outbox-table.ts';
import type { Range } from './ranges.ts';
import type { ReadEvent } from './read-event.ts';
import { personView, roomView } from './room-view.ts';

type TimelineChange = Omit<ChatEvents['timeline.changed'], 'serverId'>;
type Failed = StoreChanges['failed'][number];

interface PlacedItem {
  readonly item: TimelineItem;
  /** Asked for at the end: what comes later in a verb may stand before it. */
  readonly place: () => TimelinePlace;
}

interface RoomRows {
  readonly roomId: RoomId;
  readonly isLive: boolean;
  readonly items: Map<string, PlacedItem>;
  readonly removed: Set<string>;
}

/** Collects what one verb changes and tells it at the end: each room, person and row once, rows as they stand on the screen. */
export type Changes = ReturnType<typeof createChanges>;

export function createChanges(context: ClientContext) {
  const { tables, owner } = context;
  const ownName = tables.people.find(owner.personId)?.displayName;
  const rooms = new Map<RoomId, RoomView | null>();
  const people = new Set<PersonId>();
  const timeline = new Map<string, RoomRows>();
  const holes = new Set<RoomId>();
  const failed: Failed[] = [];
  const settled: CommandId[] = [];
  let isOutboxTouched = false;
  let isResyncNeeded = false;

  function rowsOf(roomId: RoomId, isLive: boolean): RoomRows {
    const key = `${roomId} ${isLive}`;
    const rows = timeline.get(key) ?? { roomId, isLive, items: new Map(), removed: new Set() };
    timeline.set(key, rows);
    return rows;
  }

  /** What a row was told before in this verb, live or not, counts no more. */
  function forget(roomId: RoomId, key: string): void {
    for (const isLive of [true, false]) {
      const rows = timeline.get(`${roomId} ${isLive}`);
      rows?.items.delete(key);
      rows?.removed.delete(key);
    }
  }

  function put(rows: RoomRows, item: TimelineItem, place: () => TimelinePlace): void {
    forget(rows.roomId, item.key);
    rows.items.set(item.key, { item, place });
  }

  function remove(rows: RoomRows, key: string): void {
    forget(rows.roomId, key);
    rows.removed.add(key);
  }

  return {
    room: (roomId: RoomId) => rooms.set(roomId, rooms.get(roomId) ?? null),
    /** A room that was never more than made on this device is off the screen. */
    roomGone: (view: RoomView) => rooms.set(view.roomId, { ...view, isMember: false, isWaiting: false, lastAt: null }),
    person: (personId: PersonId) => people.add(personId),
    event: (event: ReadEvent, isLive: boolean): void => {
      const roomId = roomOfStream(event.header.stream);
      const item = roomId && itemOfEvent(context, event, deliveryLevels(context, roomId));
      if (roomId && item) put(rowsOf(roomId, isLive), item, () => placeOfEvent(event));
    },
    eventGone: (event: ReadEvent): void => {
      const roomId = roomOfStream(event.header.stream);
      const item = roomId && itemOfEvent(context, event, null);
      if (roomId && item) remove(rowsOf(roomId, false), item.key);
    },
    command: (row: OutboxRow): void => {
      isOutboxTouched = true;
      const item = itemOfOutbox(context, row);
      if (row.roomId && item) put(rowsOf(row.roomId, true), item, () => ({ type: 'outbox', place: row.place }));
    },
    commandGone: ({ roomId, objectId, kind }: OutboxRow): void => {
      isOutboxTouched = true;
      if (roomId && kind === 'message.send') remove(rowsOf(roomId, true), objectId);
    },
    gaps: (stream: Stream, { before, after, isLive }: GapChange): void => {
      const roomId = roomOfStream(stream);
      if (roomId === null) return;
      const keys = (ranges: readonly Range[]) => new Set(ranges.map(gapKey));
      const [old, present] = [keys(before), keys(after)];
      for (const gap of before) if (!present.has(gapKey(gap))) remove(rowsOf(roomId, isLive), gapKey(gap));
      for (const gap of after)
        if (!old.has(gapKey(gap))) {
          put(rowsOf(roomId, isLive), itemOfGap(gap), () => placeOfGap(context, stream, gap));
        }
    },
    failed: ({ commandId, kind, roomId }: OutboxRow, reason: Failed['reason']) => {
      failed.push({ commandId, kind, roomId, reason });
    },
    settled: (commandId: CommandId) => {
      isOutboxTouched = true;
      settled.push(commandId);
    },
    hole: (roomId: RoomId | null) => {
      if (roomId === null) isResyncNeeded = true;
      else holes.add(roomId);
    },
    resync: () => {
      isResyncNeeded = true;
    },
    done: (): StoreChanges => ({
      rooms: [...rooms].flatMap(([roomId, gone]) => roomView(context, roomId) ?? gone ?? []),
      people: [...people].flatMap((personId) => {
        const person = tables.people.find(personId);
        return person === null ? [] : [personView(context, person)];
      }),
      timeline: [...timeline.values()].map(timelineChange),
      failed,
      settled,
      outbox: isOutboxTouched ? tables.outbox.counts() : null,
      holes: [...holes],
      isResyncNeeded,
      isDisplayNameChanged: tables.people.find(owner.personId)?.displayName !== ownName,
    }),
  };
}

interface GapChange {
  readonly before: readonly Range[];
  readonly after: readonly Range[];
  readonly isLive: boolean;
}

function timelineChange({ roomId, isLive, items, removed }: RoomRows): TimelineChange {
  const placed = [...items.values()].map(({ item, place }) => ({ item, place: place() }));
  const inOrder = placed.toSorted((a, b) => comparePlaces(a.place, b.place));
  return { roomId, isLive, items: inOrder.map(({ item }) => item), removed: [...removed] };
}
