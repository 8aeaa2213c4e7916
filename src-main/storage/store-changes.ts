import type { CommandId, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { ChatEvents } from '#shared/ipc/chat-api.ts';
import type { OutboxView, PersonView, RoomView } from '#shared/ipc/chat-view.ts';
import type { HoleCounts } from '#shared/ipc/device-diagnostics.ts';

/** What is told of one room's timeline. */
export type TimelineChange = Omit<ChatEvents['timeline.changed'], 'serverId'>;

/** What a verb changed, ready to be told (ids of the server are the client's to add). Empty lists where nothing did. */
export interface StoreChanges {
  readonly rooms: readonly RoomView[];
  /** Off the screen for good, and not listed above. */
  readonly removedRooms: readonly RoomId[];
  readonly people: readonly PersonView[];
  readonly removedPeople: readonly PersonId[];
  /** Rows of each room in the order of the screen. A row's key is its object's id (P17), or says which gap it is. */
  readonly timeline: readonly TimelineChange[];
  /** Commands refused for good by the server, or failed with what they depended on. */
  readonly failed: readonly Omit<ChatEvents['command.failed'], 'serverId'>[];
  /** Commands that got their result just now, by either way. */
  readonly settled: readonly CommandId[];
  /** Set when the outbox counts changed. */
  readonly outbox: OutboxView | null;
  /** Set when a hole was found or mended (D8): of all streams. */
  readonly holeCounts: HoleCounts | null;
  /** Rooms in which a hole was found. */
  readonly holes: readonly RoomId[];
  /** A hole in a stream that has no pages: only a snapshot mends it. `load` shows no position until one was applied. */
  readonly isResyncNeeded: boolean;
  /** The own marker of a room moved by itself, and the server has to be told (P19). */
  readonly isMarkerMoved: boolean;
  /** The own name as the server shows it is another now. */
  readonly isDisplayNameChanged: boolean;
}
