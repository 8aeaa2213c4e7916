import type { RoomId } from '#shared/domain/ids.ts';
import type { ChatEvents } from '#shared/ipc/chat-api.ts';

type TimelineChange = ChatEvents['timeline.changed'];

/**
 * While a page of a room is on its way, news of that room waits behind it: what the page holds already is not printed
 * twice, and what it does not hold yet comes below it.
 */
export interface PageGate {
  change(change: TimelineChange): void;
  /** Runs `work`, which fetches and prints a page; the news that came meanwhile follows. */
  during(roomId: RoomId, work: () => Promise<void>): Promise<void>;
}

export function createPageGate(receive: (change: TimelineChange) => void): PageGate {
  const waiting = new Map<RoomId, TimelineChange[]>();
  return {
    change: (change) => {
      const queue = waiting.get(change.roomId);
      if (queue === undefined) receive(change);
      else queue.push(change);
    },
    during: async (roomId, work) => {
      // A second page of the same room waits behind the first one's gate too.
      const isFirst = !waiting.has(roomId);
      if (isFirst) waiting.set(roomId, []);
      await work();
      if (!isFirst) return;
      const queue = waiting.get(roomId) ?? [];
      waiting.delete(roomId);
      for (const change of queue) receive(change);
    },
  };
}
