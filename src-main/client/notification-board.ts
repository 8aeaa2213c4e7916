import type { ServerId } from '#shared/domain/ids.ts';
import type {
  ChatNotification,
  ConversationRead,
  KnockNotification,
  KnocksOver,
} from '#shared/ipc/chat-notification.ts';
import { createListenerSet } from '#shared/listener-set.ts';

/** Where the servers of this client put up what a person should hear of, and whoever shows it takes it from. */
export interface NotificationBoard {
  notify(notification: ChatNotification): void;
  read(conversation: ConversationRead): void;
  knocks(notification: KnockNotification): void;
  knocksOver(over: KnocksOver): void;
  /** What of this server waits for the person. */
  count(serverId: ServerId, count: number): void;
  onNotification(listener: (notification: ChatNotification) => void): () => void;
  onConversationRead(listener: (conversation: ConversationRead) => void): () => void;
  onKnocks(listener: (notification: KnockNotification) => void): () => void;
  onKnocksOver(listener: (over: KnocksOver) => void): () => void;
  /** Calls back at once with what the badge is. */
  onBadge(listener: (count: number) => void): () => void;
}

export function createNotificationBoard(): NotificationBoard {
  const notifications = createListenerSet<ChatNotification>();
  const reads = createListenerSet<ConversationRead>();
  const knocks = createListenerSet<KnockNotification>();
  const knocksOver = createListenerSet<KnocksOver>();
  const badges = createListenerSet<number>();
  const counts = new Map<ServerId, number>();
  let badge = 0;

  return {
    notify: notifications.call,
    read: reads.call,
    knocks: knocks.call,
    knocksOver: knocksOver.call,
    count: (serverId, count) => {
      const before = badge;
      badge += count - (counts.get(serverId) ?? 0);
      counts.set(serverId, count);
      if (badge !== before) badges.call(badge);
    },
    onNotification: notifications.add,
    onConversationRead: reads.add,
    onKnocks: knocks.add,
    onKnocksOver: knocksOver.add,
    onBadge: (listener) => {
      listener(badge);
      return badges.add(listener);
    },
  };
}
