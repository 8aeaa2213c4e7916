import type { ChatEvents } from '#shared/ipc/chat-api.ts';
import type { CommandId, PersonId, RoomId } from '#shared/domain/ids.ts';
import { roomOfStream, type Stream } from '#shared/domain/stream.ts';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import type { StoreChanges } from '../store-changes.ts';
import { roomsHeard, wishOf } from './blocking.ts';
import { createChangedViews } from './changed-views.ts';
import type { ClientContext } from './client-context.ts';
import { deliveryLevels, noLevels, type DeliveryLevels } from './delivery-levels.ts';
import { itemOfGap, gapKey, itemOfEvent, itemOfOutbox } from './timeline-item.ts';
import { comparePlaces } from './timeline-place.ts';
import type { OutboxRow } from './outbox-table.ts';
import type { Range } from './ranges.ts';
import type { ReadEvent } from './read-event.ts';

type TimelineChange = Omit<ChatEvents['timeline.changed'], 'serverId'>;
type Failed = StoreChanges['failed'][number];

/** Asked for at the end of the verb: what comes later in it may move a row. */
type ItemSource = () => TimelineItem;

interface RoomRows {
  readonly roomId: RoomId;
  readonly isLive: boolean;
  readonly items: Map<string, ItemSource>;
  readonly removed: Set<string>;
}

/** Collects what one verb changes and tells it at the end: each room, person and row once, rows as they stand on the screen. */
export type Changes = ReturnType<typeof createChanges>;

export function createChanges(context: ClientContext) {
  const { tables, owner } = context;
  const ownName = tables.people.find(owner.personId)?.displayName;
  const { done: changedViews, ...views } = createChangedViews(context);
  const timeline = new Map<string, RoomRows>();
  const failed: Failed[] = [];
  const settled: CommandId[] = [];
  let isOutboxTouched = false;
  const { found, ...wants } = createWants(context);
  const block = createBlocks(context, views);

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

  function put(rows: RoomRows, key: string, item: ItemSource): void {
    forget(rows.roomId, key);
    rows.items.set(key, item);
  }

  function remove(rows: RoomRows, key: string): void {
    forget(rows.roomId, key);
    rows.removed.add(key);
  }

  return {
    ...views,
    block,
    event: (event: ReadEvent, isLive: boolean): void => {
      const roomId = roomOfStream(event.header.stream);
      const item = roomId && itemOfEvent(context, event, () => deliveryLevels(context, roomId));
      if (roomId && item) put(rowsOf(roomId, isLive), item.key, () => item);
    },
    eventGone: (event: ReadEvent): void => {
      const roomId = roomOfStream(event.header.stream);
      const item = roomId && itemOfEvent(context, event, () => noLevels);
      if (roomId && item) remove(rowsOf(roomId, false), item.key);
    },
    command: (row: OutboxRow): void => {
      isOutboxTouched = true;
      block(wishOf(row)?.personId);
      const item = itemOfOutbox(context, row);
      if (!row.roomId || !item) return;
      views.room(row.roomId);
      put(rowsOf(row.roomId, true), item.key, () => item);
    },
    commandGone: (row: OutboxRow): void => {
      const { roomId, objectId, kind } = row;
      isOutboxTouched = true;
      block(wishOf(row)?.personId);
      if (!roomId || kind !== 'message.send') return;
      views.room(roomId);
      remove(rowsOf(roomId, true), objectId);
    },
    gaps: (stream: Stream, { before, after, isLive }: GapChange): void => {
      const roomId = roomOfStream(stream);
      if (roomId === null) return;
      const keys = (ranges: readonly Range[]) => new Set(ranges.map(gapKey));
      const [old, present] = [keys(before), keys(after)];
      for (const gap of before) if (!present.has(gapKey(gap))) remove(rowsOf(roomId, isLive), gapKey(gap));
      for (const gap of after)
        if (!old.has(gapKey(gap))) {
          put(rowsOf(roomId, isLive), gapKey(gap), () => itemOfGap(context, stream, gap));
        }
    },
    /** A gap stands somewhere else now, which is no news of it. */
    gapMoved: (stream: Stream, gap: Range): void => {
      const roomId = roomOfStream(stream);
      const key = gapKey(gap);
      if (roomId === null || timeline.get(`${roomId} true`)?.items.has(key) === true) return;
      put(rowsOf(roomId, false), key, () => itemOfGap(context, stream, gap));
    },
    /** What waits, and for what, is counted anew. */
    outbox: (): void => {
      isOutboxTouched = true;
    },
    failed: ({ commandId, kind, roomId }: OutboxRow, reason: Failed['reason']) => {
      failed.push({ commandId, kind, roomId, reason });
    },
    settled: (commandId: CommandId) => {
      isOutboxTouched = true;
      settled.push(commandId);
    },
    ...createMoves(context),
    ...wants,
    done: (): StoreChanges => ({
      ...changedViews(),
      timeline: [...timeline.values()].map(timelineChange),
      failed,
      settled,
      outbox: isOutboxTouched ? tables.outbox.counts() : null,
      ...found(),
      isDisplayNameChanged: tables.people.find(owner.personId)?.displayName !== ownName,
    }),
  };
}

/** Whether somebody is heard may be another, and with that how rooms stand. */
function createBlocks(context: ClientContext, views: Pick<ReturnType<typeof createChangedViews>, 'person' | 'room'>) {
  return (personId: PersonId | undefined): void => {
    if (personId === undefined) return;
    views.person(personId);
    for (const roomId of roomsHeard(context)) views.room(roomId);
  };
}

/** The rooms whose members change. */
function createMoves(context: ClientContext) {
  const levelsBefore = new Map<RoomId, DeliveryLevels>();
  return {
    /** Just before somebody comes into a room or goes: whom its messages were for, and so how far they are, may be others now. */
    membersMove: (roomId: RoomId): void => {
      if (!levelsBefore.has(roomId)) levelsBefore.set(roomId, deliveryLevels(context, roomId));
    },
    /** How far the others were in those rooms, told once. */
    takeLevels: (): [RoomId, DeliveryLevels][] => {
      const taken = [...levelsBefore];
      levelsBefore.clear();
      return taken;
    },
  };
}

/** What the session has to do about what was found. */
function createWants({ tables }: ClientContext) {
  const holes = new Set<RoomId>();
  let isResyncNeeded = false;
  let isMarkerMoved = false;
  let areHolesCounted = false;
  return {
    hole: (roomId: RoomId | null): void => {
      if (roomId === null) isResyncNeeded = true;
      else holes.add(roomId);
    },
    /** A hole was found or mended. */
    holesCounted: (): void => {
      areHolesCounted = true;
    },
    resync: (): void => {
      isResyncNeeded = true;
    },
    markerMoved: (): void => {
      isMarkerMoved = true;
    },
    found: () => ({
      holes: [...holes],
      isResyncNeeded,
      isMarkerMoved,
      holeCounts: areHolesCounted ? tables.holes.total() : null,
    }),
  };
}

interface GapChange {
  readonly before: readonly Range[];
  readonly after: readonly Range[];
  readonly isLive: boolean;
}

function timelineChange({ roomId, isLive, items, removed }: RoomRows): TimelineChange {
  const inOrder = [...items.values()]
    .map((itemNow) => itemNow())
    .toSorted((one, other) => comparePlaces(one.place, other.place));
  return { roomId, isLive, items: inOrder, removed: [...removed] };
}
