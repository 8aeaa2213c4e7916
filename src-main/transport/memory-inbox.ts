import type { Closed } from './connection.ts';

/** What can be under way on a link in memory. */
export type MemoryItem =
  | { readonly type: 'text'; readonly text: string; readonly bytes: number }
  | { readonly type: 'ping' | 'pong' | 'broken' }
  | { readonly type: 'close'; readonly closed: Closed };

/** One direction of a link in memory: what was sent and not yet taken. */
export interface MemoryInbox {
  put(item: MemoryItem): void;
  putText(text: string): void;
  /** The oldest item, or null. */
  take(): MemoryItem | null;
  readonly size: number;
  /** Bytes of text that the sender has not got rid of: lost ones too, since nobody acknowledges them. */
  bufferedBytes(): number;
  clear(): void;
  /** Loses everything, now and from now on, without anybody noticing. */
  loseAll(): void;
}

export function createMemoryInbox(): MemoryInbox {
  const items: MemoryItem[] = [];
  let bufferedBytes = 0;
  let isLosing = false;

  function put(item: MemoryItem): void {
    if (item.type === 'text') bufferedBytes += item.bytes;
    if (!isLosing) items.push(item);
  }

  return {
    put,
    putText: (text) => {
      put({ type: 'text', text, bytes: Buffer.byteLength(text, 'utf8') });
    },
    take: () => {
      const item = items.shift() ?? null;
      if (item?.type === 'text') bufferedBytes -= item.bytes;
      return item;
    },
    get size() {
      return items.length;
    },
    bufferedBytes: () => bufferedBytes,
    clear: () => {
      items.length = 0;
      bufferedBytes = 0;
    },
    loseAll: () => {
      isLosing = true;
      items.length = 0;
    },
  };
}
