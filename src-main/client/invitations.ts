import type { RoomId } from '#shared/domain/ids.ts';
import type { ChatNotification } from '#shared/ipc/chat-notification.ts';
import type { MessageItem, NoticeItem, RoomView, TimelineItem } from '#shared/ipc/chat-view.ts';
import { invitationIn, type Reader } from './noteworthy.ts';

/** Into which rooms somebody brought this person: gathered, told with the messages, and standing until they have looked. */
export interface Invitations {
  hear(room: RoomView, items: readonly TimelineItem[]): void;
  /** Tells what was gathered of rooms that nobody has looked into meanwhile. */
  tellAll(): void;
  /** Whether one was told of this room, and the person has looked since. */
  isLookedAt(roomId: RoomId): boolean;
  /** The rooms of which one was told that stands. */
  standing(): ReadonlySet<RoomId>;
  clear(): void;
}

export interface InvitationsContext {
  readonly reader: () => Reader;
  readonly room: (roomId: RoomId) => RoomView | undefined;
  /** Who told of something, and where. */
  readonly from: (
    said: Pick<MessageItem, 'author' | 'vouchedBy'>,
    room: RoomView,
  ) => Omit<ChatNotification, 'messageKey' | 'kind' | 'text' | 'count'>;
  readonly notify: (notification: ChatNotification) => void;
}

export function createInvitations({ reader, room: roomById, from, notify }: InvitationsContext): Invitations {
  let gathered = new Map<RoomId, NoticeItem>();
  const standing = new Set<RoomId>();

  return {
    hear: ({ roomId }, items) => {
      const invitation = invitationIn(items, reader());
      if (invitation !== undefined) gathered.set(roomId, invitation);
    },
    tellAll: () => {
      const told = gathered;
      gathered = new Map();
      for (const [roomId, invitation] of told) {
        const room = roomById(roomId);
        if (room?.isNew !== true) continue;
        standing.add(roomId);
        const { person, vouchedBy, key } = invitation;
        notify({
          ...from({ author: person, vouchedBy }, room),
          messageKey: key,
          kind: 'invitation',
          text: null,
          count: 1,
        });
      }
    },
    isLookedAt: (roomId) => roomById(roomId)?.isNew !== true && standing.delete(roomId),
    standing: () => standing,
    clear: () => {
      standing.clear();
      gathered.clear();
    },
  };
}
