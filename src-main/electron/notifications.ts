import { Notification as SystemNotification } from 'electron';
import type { Clock } from '#shared/clock.ts';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatNotification, KnockNotification } from '#shared/ipc/chat-notification.ts';
import type { ClientContract } from '#shared/ipc/client-control.ts';
import type { RpcClient } from '#shared/ipc/rpc.ts';
import type { DeskWords } from './desk-words.ts';
import { knockWords, notificationWords } from './notification-words.ts';

/** What the system shows: one at a time a conversation and a door, taken back when that has been read or decided. */
export interface Notifications {
  /** Shows and takes back what the client's process says. */
  follow(control: Pick<RpcClient<ClientContract>, 'on'>): void;
  takeAllBack(): void;
}

export interface NotificationsOptions {
  readonly clock: Clock;
  readonly words: () => DeskWords;
  /** Whether the person wants any, and does not look at the window anyway. */
  readonly isWanted: () => boolean;
  readonly onClick: (notification: ChatNotification) => void;
  readonly onKnockClick: (notification: KnockNotification) => void;
}

interface Shown {
  readonly said: { readonly title: string; readonly body: string };
  readonly isSilent: () => boolean;
  readonly onClick: () => void;
}

const quietMs = 5_000;

export function createNotifications(options: NotificationsOptions): Notifications {
  const { clock, words, isWanted } = options;
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
  const doorKeyOf = (serverId: ServerId) => `${serverId} door`;
  const takeBack = (key: string): void => {
    shown.get(key)?.close();
    shown.delete(key);
  };
  const show = (key: string, { said, onClick, ...sound }: Shown): void => {
    if (!isWanted() || !SystemNotification.isSupported()) return;
    takeBack(key);
    const made = new SystemNotification({ ...said, silent: sound.isSilent() });
    made.on('click', () => {
      takeBack(key);
      onClick();
    });
    made.on('close', () => {
      if (shown.get(key) === made) shown.delete(key);
    });
    shown.set(key, made);
    made.show();
  };
  return {
    follow: (control) => {
      control.on('notification.decided', (notification) => {
        const key = keyOf(notification.serverId, notification.roomId);
        show(key, {
          said: notificationWords(notification, words(), process.platform),
          isSilent: () => isSilent(key),
          onClick: () => options.onClick(notification),
        });
      });
      control.on('conversation.read', ({ serverId, roomId }) => {
        takeBack(keyOf(serverId, roomId));
      });
      control.on('knock.told', (notification) => {
        show(doorKeyOf(notification.serverId), {
          said: knockWords(notification, words(), process.platform),
          isSilent: () => notification.isSilent,
          onClick: () => options.onKnockClick(notification),
        });
      });
      control.on('knock.over', ({ serverId }) => {
        takeBack(doorKeyOf(serverId));
      });
    },
    takeAllBack: () => {
      for (const key of [...shown.keys()]) takeBack(key);
    },
  };
}
