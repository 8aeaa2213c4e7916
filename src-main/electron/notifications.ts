import { Notification as SystemNotification } from 'electron';
import type { Clock } from '#shared/clock.ts';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatNotification } from '#shared/ipc/chat-notification.ts';
import type { DeskWords } from './desk-words.ts';
import { notificationWords } from './notification-words.ts';

/** What the system shows of messages: one at a time a conversation, taken back when that has been read. */
export interface Notifications {
  show(notification: ChatNotification): void;
  takeBack(serverId: ServerId, roomId: RoomId): void;
  takeAllBack(): void;
}

export interface NotificationsOptions {
  readonly clock: Clock;
  readonly words: () => DeskWords;
  /** Whether the person wants any, and does not look at the window anyway. */
  readonly isWanted: () => boolean;
  readonly onClick: (notification: ChatNotification) => void;
}

const quietMs = 5_000;

export function createNotifications({ clock, words, isWanted, onClick }: NotificationsOptions): Notifications {
  const shown = new Map<string, SystemNotification>();
  /** When a conversation was last heard, by the monotonic clock. */
  const soundedAt = new Map<string, number>();
  /** Somebody who writes line after line rings once. */
  const isSilent = (key: string): boolean => {
    const now = clock.monotonic();
    const last = soundedAt.get(key);
    if (last !== undefined && now - last < quietMs) return true;
    soundedAt.set(key, now);
    return false;
  };
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
      const made = new SystemNotification({
        ...notificationWords(notification, words(), process.platform),
        silent: isSilent(key),
      });
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
