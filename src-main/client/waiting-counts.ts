import type { ServerView } from '#shared/ipc/chat-view.ts';

/** What waits on a server for this person to look at it; each is told by a signal of its own, where there is any. */
export type WaitingCounts = Pick<ServerView, 'knocks' | 'claims' | 'reports'>;

export const nothingWaits: WaitingCounts = { knocks: 0, claims: 0, reports: 0 };
