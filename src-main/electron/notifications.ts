import { Notification as SystemNotification } from 'electron';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { Notification } from '#shared/ipc/client-control.ts';
import type { DeskWords } from './desk-words.ts';

/** What the system shows of messages: one at a time a conversation, taken back when that has been read. */
export interface Notifications {
  show(notification: Notification): void;
  takeBack(serverId: ServerId, roomId: RoomId): void;
  takeAllBack(): void;
}

export interface NotificationsOptions {
  readonly words: () => DeskWords;
  /** Whether the person wants any, and does not look at the window anyway. */
  readonly isWanted: () => boolean;
  readonly onClick: (notification: Notification) => void;
}

export function createNotifications({ words, isWanted, onClick }: NotificationsOptions): Notifications {
  const shown = new Map<string, SystemNotification>();
  const keyOf = (serverId: ServerId, roomId: RoomId) => `${serverId} ${roomId}`;
  const takeBack = (key: string): void => {
    shown.get(key)?.close();
    shown.delete(key);
  };
  return {
    show: (notification) => {
      if (!isWanted() || !SystemNotification.isSupported()) return;
      const key = keyOf(notification.serverId, notification.roomId);
      takeBack(key);
      const made = new SystemNotification({ ...wordsOf(notification, words()), silent: false });
      made.on('click', () => {
        takeBack(key);
        onClick(notification);
      });
      made.on('close', () => {
        if (shown.get(key) === made) shown.delete(key);
      });
      shown.set(key, made);
      made.show();
    },
    takeBack: (serverId, roomId) => {
      takeBack(keyOf(serverId, roomId));
    },
    takeAllBack: () => {
      for (const key of [...shown.keys()]) takeBack(key);
    },
  };
}

/** What a notification says. */
export function wordsOf(
  { authorName, roomName, count, text }: Pick<Notification, 'authorName' | 'roomName' | 'count' | 'text'>,
  { notification: words }: DeskWords,
): { readonly title: string; readonly body: string } {
  return {
    title: roomName === null ? authorName : words.inRoom(authorName, roomName),
    body: count > 1 ? words.ofMany(count, text) : text,
  };
}
