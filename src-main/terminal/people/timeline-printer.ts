import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatEvents } from '#shared/ipc/chat-api.ts';
import type { MessageItem, NoticeItem, TimelineItem } from '#shared/ipc/chat-view.ts';
import {
  deliveryMark,
  messageText,
  newLine,
  nothingAbove,
  renderItems,
  type Above,
  type TimelineFrame,
} from '../view/timeline-lines.ts';
import type { DeliveryNews } from '../view/delivery-lines.ts';
import { createHiddenItems, type HiddenItems } from './hidden-items.ts';
import { createDeliveryTeller } from './delivery-teller.ts';
import { createPageGate } from './page-gate.ts';
import { createReturnNews } from './return-news.ts';
import type { PeopleSession } from './people-session.ts';
import { createShownItems } from '../shown-items.ts';

/** Prints what is said, once, and how far one's own messages get. */
export interface TimelinePrinter {
  /** Fetches and prints a page; what it holds is not printed again when it comes as news. Unread is marked as new. */
  printPage(at: Place, fetch: () => Promise<readonly TimelineItem[] | null>, unread: number): Promise<void>;
  /** Prints again, in full, what stands hidden of this person in the room people are in; whether there was any. */
  showHidden(personId: PersonId): boolean;
  /** Prints what is held back for a moment: own messages until they are sent, and their steps after that. */
  flush(): void;
}

interface Place {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}
type TimelineChange = ChatEvents['timeline.changed'];
/** So long the line of a new message waits to be able to say *sent* at once. */
const holdMs = 200;
/** More than this at once is a catch-up: the rest is a matter for /history. */
const maxAtOnce = 50;

export function createTimelinePrinter(session: PeopleSession): TimelinePrinter {
  const { chat, mirror, place, screen, clock } = session;
  const shown = createShownItems();
  const teller = createDeliveryTeller(session);
  const returned = createReturnNews(session);
  const held = new Map<string, { readonly change: TimelineChange; readonly item: MessageItem }>();
  const hidden = createHiddenItems();
  let above: Above = nothingAbove;
  let lastOwn: { readonly key: string; readonly above: Above } | null = null;

  const print = (at: Place, items: readonly TimelineItem[], isBlockedHere?: () => boolean): void => {
    if (items.length === 0) return;
    const before = above;
    const frame = frameOf(session, at, isBlockedHere);
    const rendered = renderItems(items, above, frame);
    hidden.keep(at.roomId, items, frame.isBlocked);
    above = rendered.above;
    const [item] = items;
    const ownKey = items.length === 1 && item?.type === 'message' && item.delivery !== null ? item.key : null;
    lastOwn = ownKey === null ? null : { key: ownKey, above: before };
    screen.print(rendered.lines, ownKey ?? undefined);
  };
  const flush = (): void => {
    for (const { change, item } of held.values()) print(change, [item]);
    held.clear();
  };
  const update = (change: TimelineChange, item: MessageItem): void => {
    if (held.has(item.key)) {
      held.set(item.key, { change, item });
      flush();
      if (item.delivery !== 'failed') return;
    }
    const frame = frameOf(session, change);
    const rendered = lastOwn?.key === item.key ? renderItems([item], lastOwn.above, frame).lines : [];
    if (item.delivery !== 'failed' && screen.replace(item.key, rendered)) return;
    const news: DeliveryNews = {
      key: item.key,
      state: item.delivery ?? 'sent',
      mark: deliveryMark(item, frame) ?? '',
      text: messageText(item),
    };
    teller.tell(news, { ...change, failure: item.failure });
  };
  const printNew = (change: TimelineChange, items: readonly TimelineItem[]): void => {
    const isHere = place.isIn(change.serverId, change.roomId);
    const wanted = items.filter((item) => isHere || isForMe(session, change, item));
    const isCatchUp = mirror.server(change.serverId)?.connection.type !== 'online';
    const others = wanted.filter((item) => !isOwnQueued(item));
    // Elsewhere, what was missed is told by the unread counts instead.
    const printed = isHere || !isCatchUp ? others.slice(-maxAtOnce) : [];
    if (printed.length > 0) {
      flush();
      print(change, printed);
    }
    for (const item of wanted.filter(isOwnQueued)) {
      held.set(item.key, { change, item });
      if (isCatchUp) flush();
      else clock.after(holdMs, flush);
    }
  };

  const gate = createPageGate((change) => {
    for (const key of change.removed) held.delete(key);
    const fresh: TimelineItem[] = [];
    for (const item of change.items) {
      const news = shown.see(change.roomId, item);
      const isFailed = item.type === 'message' && item.delivery === 'failed' && news !== 'known';
      if (item.type === 'message' && (news === 'changed' || isFailed)) update(change, item);
      else if (news === 'new' || (news === 'old' && !isNews(item))) fresh.push(item);
    }
    if (!change.isLive) return;
    returned.tell(change, fresh);
    printNew(change, fresh.filter(isNews));
  });
  chat.on('timeline.changed', gate.change);

  const printPage = (at: Place, items: readonly TimelineItem[], unread: number): void => {
    flush();
    for (const item of items) shown.see(at.roomId, item);
    above = { ...nothingAbove, where: null };
    const firstNew = newFrom(items, unread);
    print(at, items.slice(0, firstNew));
    if (firstNew < items.length) screen.print([newLine(screen.width())]);
    print(at, items.slice(firstNew));
    lastOwn = null;
  };
  return {
    showHidden: (author) => {
      const { at, items } = hiddenHere(place, hidden, author);
      above = nothingAbove;
      if (at !== null) print(at, items, () => false);
      return items.length > 0;
    },
    flush: () => {
      flush();
      teller.flush();
    },
    printPage: (at, fetch, unread) =>
      gate.during(at.roomId, async () => {
        const items = await fetch();
        if (items !== null) printPage(at, items, unread);
      }),
  };
}

/** `isBlockedHere`: in place of whom people do not want to hear. */
function frameOf(session: PeopleSession, { serverId, roomId }: Place, isBlockedHere?: () => boolean): TimelineFrame {
  const { screen, clock, time, names, place, mirror } = session;
  return {
    width: screen.width(),
    now: clock.now(),
    time,
    nameOf: (personId) => names.person(serverId, personId),
    isBlocked: isBlockedHere ?? ((personId) => isBlocked(session, serverId, personId)),
    where: place.isIn(serverId, roomId) ? null : whereOf(session, serverId, roomId),
    reader: readerOf(session, serverId, roomId),
    isClosed: mirror.room(serverId, roomId)?.isClosed === true,
  };
}

/** What stands hidden of this author in the room people are in. */
function hiddenHere({ serverId, roomId }: PeopleSession['place'], hidden: HiddenItems, author: PersonId) {
  if (serverId === null || roomId === null) return { at: null, items: [] };
  return { at: { serverId, roomId }, items: hidden.take(roomId, author) };
}

/** Where in a page the unread messages begin: they are the last ones of others. */
function newFrom(items: readonly TimelineItem[], unread: number): number {
  const ofOthers = [...items.keys()].filter((index) => {
    const item = items[index];
    return item?.type === 'message' && item.delivery === null;
  });
  return unread === 0 ? items.length : (ofOthers.at(-unread) ?? ofOthers[0] ?? items.length);
}

function isOwnQueued(item: TimelineItem): item is MessageItem {
  return item.type === 'message' && item.delivery === 'queued';
}

/** What the server had lost and got back is no news, wherever it stands. */
function isNews(item: TimelineItem): boolean {
  return item.type === 'gap' || !item.isReturned;
}

/** Of other rooms people hear what is said and who invites them, not who comes and goes. */
function isForMe(session: PeopleSession, { serverId, roomId }: Place, item: TimelineItem): boolean {
  if (session.mirror.room(serverId, roomId)?.isBlocked === true) return false;
  if (item.type === 'message') return !isBlocked(session, serverId, item.author);
  const me = session.mirror.server(serverId)?.personId;
  return item.type === 'notice' && concernsMe(item, me) && !isBlocked(session, serverId, item.person);
}

function isBlocked({ mirror }: PeopleSession, serverId: ServerId, personId: PersonId): boolean {
  return mirror.people(serverId).some((person) => person.personId === personId && person.isBlocked);
}

function concernsMe({ notice, subject }: NoticeItem, me: PersonId | null | undefined): boolean {
  return (notice === 'room.invited' || notice === 'room.memberRemoved') && subject !== null && subject === me;
}

function whereOf({ mirror, names, place }: PeopleSession, serverId: ServerId, roomId: RoomId): string {
  const room = mirror.room(serverId, roomId);
  const isPair = room?.kind === 'direct' && room.memberIds.length <= 2;
  const title = isPair ? 'direct' : names.room(serverId, roomId);
  return serverId === place.serverId ? title : `${names.server(serverId)} / ${title}`;
}

function readerOf({ mirror }: PeopleSession, serverId: ServerId, roomId: RoomId): PersonId | null {
  const room = mirror.room(serverId, roomId);
  if (room?.kind !== 'direct' || room.memberIds.length !== 2) return null;
  const me = mirror.server(serverId)?.personId;
  return room.memberIds.find((memberId) => memberId !== me) ?? null;
}
