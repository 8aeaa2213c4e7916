/**
 * Decides what of one server a person should hear of while they may not be looking: what was written to them, where they were
 * named, and into which rooms somebody brought them. Live messages are told at once. What was missed is gathered until this client has caught up and knows what other
 * devices have read, and then told as one for each conversation.
 */
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import { excerpt } from '#shared/domain/text.ts';
import type { RoomView } from '#shared/ipc/chat-view.ts';
import type { ClientStore } from '../storage/client-store.ts';
import type { StoreChanges, TimelineChange } from '../storage/store-changes.ts';
import type { NotificationBoard } from './notification-board.ts';
import { createInvitations, type InvitationsContext } from './invitations.ts';
import { noteworthyIn, type NumberedMessage, type Reader } from './noteworthy.ts';
import type { ServerViews } from './server-view.ts';
import { createUnreadMentions, isUnread, readMentions } from './unread-mentions.ts';

export interface Notifications {
  /** The store has committed this, and the views have it. */
  take(changes: Pick<StoreChanges, 'rooms' | 'people' | 'timeline'>): void;
  /** Caught up, and the markers of other devices are known. */
  inStep(): void;
  /** The connection is gone: what was gathered so far is told, because nobody knows when there will be more. */
  fallBehind(): void;
  /** Counts also what was unread before this client started. */
  loadUnread(): Promise<void>;
  /** The person has nothing to do with this server any more. */
  takeBack(): void;
}

export interface NotificationsContext {
  readonly serverId: ServerId;
  readonly views: Pick<ServerViews, 'server' | 'rooms' | 'room' | 'nameOf'>;
  readonly store: Pick<ClientStore, 'timelinePage'>;
  readonly reader: () => Reader;
  readonly board: Pick<NotificationBoard, 'notify' | 'read' | 'count'>;
}

export function createNotifications({ serverId, views, store, reader, board }: NotificationsContext): Notifications {
  const mentions = createUnreadMentions(reader);
  /** The last item of each room that was looked at: one that changes later is not told again. */
  const seen = new Map(views.rooms().map((room) => [room.roomId, room.lastRead + room.unread]));
  let gathered = new Map<RoomId, readonly NumberedMessage[]>();
  const from = fromOf({ serverId, views });
  const invitations = createInvitations({ reader, from, room: views.room, notify: board.notify });
  /** What has been told of each conversation and not been read, by item number. */
  const standing = new Map<RoomId, readonly number[]>();
  let isInStep = false;
  let isOver = false;

  function hear(change: TimelineChange): void {
    const room = views.room(change.roomId);
    if (room === undefined) return;
    mentions.hear(room, change);
    if (!change.isLive) return;
    invitations.hear(room, change.items);
    const last = seen.get(room.roomId) ?? 0;
    const fresh = noteworthyIn(change.items, room, reader()).filter(({ itemNumber }) => itemNumber > last);
    seen.set(
      room.roomId,
      Math.max(last, ...change.items.map((item) => ('itemNumber' in item && item.itemNumber) || 0)),
    );
    if (fresh.length > 0) gathered.set(room.roomId, [...(gathered.get(room.roomId) ?? []), ...fresh]);
  }

  /** Looks again at what has been told of a room: was it read meanwhile? */
  function review({ roomId }: RoomView): void {
    const room = views.room(roomId);
    // A server that lost items gives their numbers to others.
    if (room !== undefined) seen.set(roomId, Math.min(seen.get(roomId) ?? 0, room.lastRead + room.unread));
    const told = standing.get(roomId) ?? [];
    if (invitations.isLookedAt(roomId) && told.length === 0) board.read({ serverId, roomId });
    if (told.length === 0) return;
    const left = told.filter((number) => room !== undefined && isUnread(room, number));
    if (left.length > 0) {
      standing.set(roomId, left);
      return;
    }
    standing.delete(roomId);
    if (!invitations.standing().has(roomId)) board.read({ serverId, roomId });
  }

  function tellAll(): void {
    invitations.tellAll();
    const told = gathered;
    gathered = new Map();
    for (const [roomId, messages] of told) {
      const room = views.room(roomId);
      if (room !== undefined) tell(room, messages);
    }
  }

  function tell(room: RoomView, messages: readonly NumberedMessage[]): void {
    const unread = messages.filter(({ itemNumber }) => isUnread(room, itemNumber));
    const newest = unread.at(-1);
    if (newest === undefined) return;
    const numbers = [...(standing.get(room.roomId) ?? []), ...unread.map(({ itemNumber }) => itemNumber)];
    standing.set(room.roomId, numbers);
    board.notify({
      ...from(newest, room),
      messageKey: newest.key,
      kind: room.kind === 'direct' ? 'direct' : 'mention',
      text: newest.content.type === 'text' ? excerpt(newest.content.text) : null,
      count: numbers.length,
    });
  }

  function count(): void {
    if (isOver) return;
    const ofRoom = (room: RoomView) =>
      room.kind === 'direct' ? room.unread : mentions.unreadIn(room) + Number(room.isNew);
    board.count(
      serverId,
      views.rooms().reduce((sum, room) => sum + ofRoom(room), 0),
    );
  }

  return {
    take: ({ rooms, people, timeline }) => {
      if (rooms.length + people.length + timeline.length === 0) return;
      for (const room of rooms) review(room);
      for (const change of timeline) hear(change);
      if (isInStep) tellAll();
      count();
    },
    inStep: () => {
      isInStep = true;
      tellAll();
    },
    fallBehind: () => {
      isInStep = false;
      tellAll();
    },
    loadUnread: async () => {
      count();
      await readMentions(store, { rooms: views.rooms(), mentions });
      count();
    },
    takeBack: () => {
      isOver = true;
      for (const roomId of new Set([...standing.keys(), ...invitations.standing()])) board.read({ serverId, roomId });
      standing.clear();
      gathered.clear();
      invitations.clear();
      board.count(serverId, 0);
    },
  };
}

/** Who told this person something, and where. */
function fromOf({ serverId, views }: Pick<NotificationsContext, 'serverId' | 'views'>): InvitationsContext['from'] {
  return ({ author, vouchedBy }, { roomId, name }) => ({
    serverId,
    serverName: views.server().name,
    roomId,
    roomName: name,
    authorId: author,
    authorName: views.nameOf(author) ?? null,
    vouchedBy,
    voucherName: vouchedBy === null ? null : (views.nameOf(vouchedBy) ?? null),
  });
}
