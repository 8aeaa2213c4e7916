import type { GapItem, MessageItem, TimelineItem } from '#shared/ipc/chat-view.ts';
import { ok } from '#shared/result.ts';
import {
  buildMessage,
  commandIdOf,
  general,
  jonas,
  morning,
  nordlicht,
  placeOf,
} from '#test/main/terminal/builders.ts';
import type { ScriptedChat } from '#test/main/terminal/scripted-chat.ts';

/** Message so and so of a room, a minute after the one before; every third one is longer than a line. */
export function said(number: number, parts: Partial<MessageItem> = {}): MessageItem {
  const text = `message ${number}${number % 3 === 0 ? `, and ${'more words of it '.repeat(12)}` : ''}`;
  return buildMessage(text, {
    commandId: commandIdOf(1_000 + number),
    itemNumber: number,
    writtenAt: morning + number * 60_000,
    author: jonas,
    ...parts,
  });
}

export function saidFrom(from: number, to: number): MessageItem[] {
  return Array.from({ length: to - from + 1 }, (_, index) => said(from + index));
}

/** Serves these rows in pages, as the client does; older pages only when `isOlderReady` comes. */
export function servePages(
  scripted: ScriptedChat,
  items: readonly TimelineItem[],
  isOlderReady: Promise<unknown> = Promise.resolve(),
): void {
  const inOrder = items.toSorted((one, other) => (one.place < other.place ? -1 : 1));
  scripted.answer('timeline.page', async ({ before, maxItems }) => {
    if (before !== undefined) await isOlderReady;
    const older = inOrder.filter(({ place }) => before === undefined || place < before);
    const page = older.slice(-maxItems);
    return ok({ items: page, before: older.length > maxItems ? (page[0]?.place ?? null) : null });
  });
}

/** Tells that rows came or went. */
export function tell(
  scripted: ScriptedChat,
  {
    items = [],
    removed = [],
    isLive = false,
  }: { items?: readonly TimelineItem[]; removed?: string[]; isLive?: boolean },
): void {
  scripted.emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed, isLive });
}

/** What is missing between two numbers. */
export function gapBetween(from: number, to: number): GapItem {
  return { type: 'gap', key: `gap:${from}-${to}`, place: placeOf(to + 0.5), from, to };
}
