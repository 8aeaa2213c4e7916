import type { Clock } from '#shared/clock.ts';
import type { DevicePresence } from '#shared/domain/presence.ts';
import type { PersonId, ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import type { RenewedView } from '#shared/ipc/renewed-view.ts';
import type { Logger } from '#shared/logger.ts';
import type { ClientStore } from '../storage/client-store.ts';
import type { ChatEmit } from './chat-emit.ts';
import { createKnockNews, type KnockNews } from './knock-news.ts';
import type { NotificationBoard } from './notification-board.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import { loadServerViews, type ServerViews } from './server-view.ts';
import { connectionView, type SessionState } from './session-state.ts';
import { createTypingView, type TypingView } from './typing-view.ts';

/** All that follows for the screen and the desk when something of a server is committed, or its connection changes. */
export interface ServerNews {
  /** Told of through these, everything else hears of it as well. */
  readonly views: ServerViews;
  readonly notifications: Notifications;
  readonly othersTyping: TypingView;
  readonly knocks: KnockNews;
  connection(state: SessionState): void;
}

export interface ServerNewsContext {
  readonly serverId: ServerId;
  readonly personId: PersonId;
  readonly clock: Clock;
  readonly log: Logger;
  readonly emit: ChatEmit;
  readonly board: NotificationBoard;
  readonly presence: () => DevicePresence;
  readonly renewal: RenewedView | null;
  /** Who waits at the door; none where the server does not say. */
  readonly listKnocks: () => Promise<readonly KnockView[]>;
  readonly describe: () => Pick<ServerView, 'name' | 'displayName' | 'addresses' | 'isVerified'>;
}

export async function loadServerNews(context: ServerNewsContext, store: ClientStore): Promise<ServerNews> {
  const { serverId, personId, emit, log } = context;
  const shown = await loadServerViews(context, store);
  const reader = () => ({ personId, displayName: shown.server().displayName, isBlocked: shown.isBlocked });
  const notifications = createNotifications({ ...context, views: shown, store, reader });
  const othersTyping = createTypingView({
    ...context,
    isHeard: (id) => id !== personId && !shown.isBlocked(id),
    tell: (roomId, personIds) => {
      emit('typing.changed', { serverId, roomId, personIds });
    },
  });
  const knocks = createKnockNews({
    ...context,
    serverName: () => shown.server().name,
    list: context.listKnocks,
  });
  notifications.loadUnread().catch((error: unknown) => {
    log.warn('What is unread could not be counted.', { serverId, error: String(error) });
  });
  return {
    notifications,
    othersTyping,
    knocks,
    views: {
      ...shown,
      apply: (changes) => {
        othersTyping.said(changes.timeline);
        const joined = shown.apply(changes);
        notifications.take(changes);
        return joined;
      },
      waiting: (counts) => {
        shown.waiting(counts);
        if (counts.knocks !== undefined) knocks.waiting(counts.knocks);
      },
    },
    connection: (state) => {
      // Nobody has left what is closed: what is shown next of it, if anything is, is the same server opened anew.
      if (state.type !== 'closed') shown.connection(connectionView(state), state.type === 'active');
      if (state.type === 'active') return;
      othersTyping.close();
      notifications.fallBehind();
      knocks.over();
    },
  };
}
