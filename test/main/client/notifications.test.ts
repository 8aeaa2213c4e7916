import { describe, expect, it } from 'vitest';
import { createNotificationBoard } from '#main/client/notification-board.ts';
import { createNotifications } from '#main/client/notifications.ts';
import type { ChatNotification } from '#shared/ipc/chat-notification.ts';
import type { MessageItem, NoticeItem, RoomView, TimelineItem } from '#shared/ipc/chat-view.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { ok } from '#shared/result.ts';
import {
  buildMessage,
  buildNotice,
  buildRoom,
  buildServer,
  commandIdOf,
  general,
  jonas,
  mara,
  nordlicht,
  roomIdOf,
} from '#test/main/terminal/builders.ts';

const direct = roomIdOf('d');
const plans = roomIdOf('p');
const names = new Map([
  [jonas, 'Jonas'],
  [mara, 'Mara'],
]);
const named = new Map<RoomView['roomId'], string>([
  [direct, 'direct'],
  [plans, 'plans'],
]);

function message(text: string, number: number, parts: Partial<MessageItem> = {}): MessageItem {
  return buildMessage(text, { key: `m${number}`, commandId: commandIdOf(number), itemNumber: number, ...parts });
}

/** Mara is in a channel and in a direct room with Jonas, and nothing is unread; `pages` is what lies on the disk. */
function setupNotifications(pages: Record<string, readonly TimelineItem[]> = {}, begin: readonly RoomView[] = []) {
  const rooms = new Map<string, RoomView>();
  for (const room of [buildRoom(), buildRoom({ roomId: direct, kind: 'direct', name: null }), ...begin])
    rooms.set(room.roomId, room);
  const board = createNotificationBoard();
  const told: ChatNotification[] = [];
  const read: string[] = [];
  const badges: number[] = [];
  board.onNotification((notification) => told.push(notification));
  board.onConversationRead(({ roomId }) => read.push(named.get(roomId) ?? 'general'));
  board.onBadge((count) => badges.push(count));
  const blocked = new Set<PersonId>();
  const notifications = createNotifications({
    serverId: nordlicht,
    board,
    reader: () => ({ personId: mara, displayName: 'Mara', isBlocked: (personId) => blocked.has(personId) }),
    store: { timelinePage: async ({ roomId }) => ok({ items: pages[roomId] ?? [], before: null }) },
    views: {
      server: buildServer,
      rooms: () => [...rooms.values()],
      room: (roomId) => rooms.get(roomId),
      nameOf: (personId) => names.get(personId),
    },
  });
  const change = (room: RoomView, items: readonly TimelineItem[], isLive: boolean) => {
    rooms.set(room.roomId, room);
    notifications.take({ rooms: [room], people: [], timeline: [{ roomId: room.roomId, items, removed: [], isLive }] });
  };
  /** These come in, and are unread unless the room says otherwise. */
  const hear = (items: readonly MessageItem[], parts: Partial<RoomView> = {}, isLive = true) => {
    const room = present(rooms.get(parts.roomId ?? general));
    change({ ...room, unread: room.unread + items.length, ...parts }, items, isLive);
  };
  const readUpTo = (roomId: RoomView['roomId'], lastRead: number) => {
    const room = present(rooms.get(roomId));
    change({ ...room, lastRead, unread: Math.max(0, room.lastRead + room.unread - lastRead) }, [], true);
  };
  /** Jonas brings Mara into a room, which is new to her from then on. */
  const bringIn = (parts: Partial<NoticeItem> = {}) => {
    const notice = buildNotice({ key: 'i1', notice: 'room.invited', person: jonas, subject: mara, ...parts });
    change(
      buildRoom({ roomId: plans, name: 'plans', visibility: 'private', isNew: notice.subject === mara }),
      [notice],
      true,
    );
  };
  const look = () => {
    change(buildRoom({ roomId: plans, name: 'plans', visibility: 'private' }), [], true);
  };
  const take = () => told.splice(0).map(({ messageKey, count }) => `${messageKey} of ${count}`);
  return { notifications, rooms, told, read, badges, hear, readUpTo, bringIn, look, take };
}

function present(room: RoomView | undefined): RoomView {
  if (room === undefined) throw new Error('There is such a room.');
  return room;
}

const inDirect = { roomId: direct };

describe('a message', () => {
  it('in a direct room is told at once, with all that shows it', () => {
    const { notifications, hear, told } = setupNotifications();
    notifications.inStep();
    hear([message('lunch?\nnow', 1)], inDirect);
    expect(told).toEqual([
      {
        serverId: nordlicht,
        serverName: 'Nordlicht',
        roomId: direct,
        roomName: null,
        authorId: jonas,
        authorName: 'Jonas',
        vouchedBy: null,
        voucherName: null,
        messageKey: 'm1',
        kind: 'direct',
        text: 'lunch? now',
        count: 1,
      },
    ]);
  });

  it('in a channel is told where it names this person, and not otherwise', () => {
    const { notifications, hear, told } = setupNotifications();
    notifications.inStep();
    hear([message('hello all', 1)]);
    hear([message('@mara, look', 2)]);
    expect(told).toMatchObject([{ messageKey: 'm2', kind: 'mention', roomName: 'general' }]);
  });

  it('[T8] from a device that somebody vouched for is told with who did', () => {
    const { notifications, hear, told } = setupNotifications();
    notifications.inStep();
    hear([message('pay me', 1, { vouchedBy: mara })], inDirect);
    expect(told).toMatchObject([{ authorName: 'Jonas', vouchedBy: mara, voucherName: 'Mara' }]);
  });

  it.each<[string, Partial<MessageItem>, Partial<RoomView>]>([
    ['of the person themselves', { author: mara }, {}],
    ['whose signature does not hold', { isForged: true }, {}],
    ['that the server has not numbered', { itemNumber: null }, {}],
    ['that another device has read', {}, { lastRead: 1, unread: 0 }],
    ['in a room that was left', {}, { isMember: false, unread: 0 }],
  ])('%s is not told', (_what, parts, room) => {
    const { notifications, hear, take } = setupNotifications();
    notifications.inStep();
    hear([message('hi Mara', 1, parts)], { ...inDirect, ...room });
    expect(take()).toEqual([]);
  });

  it('of a page of history is not told', () => {
    const { notifications, hear, take } = setupNotifications();
    notifications.inStep();
    hear([message('long ago', 1)], inDirect, false);
    expect(take()).toEqual([]);
  });

  it('that changes later is not told again', () => {
    const { notifications, hear, take } = setupNotifications();
    notifications.inStep();
    hear([message('first', 1)], inDirect);
    hear([message('first, corrected', 1)], { ...inDirect, unread: 1 });
    expect(take()).toEqual(['m1 of 1']);
  });

  it('of a kind that this build cannot show is told without a text', () => {
    const { notifications, hear, told } = setupNotifications();
    notifications.inStep();
    hear([message('', 1, { content: { type: 'unknown' } })], inDirect);
    expect(told).toMatchObject([{ messageKey: 'm1', text: null }]);
  });

  it('that takes the number of one that the server lost is told', () => {
    const { notifications, hear, readUpTo, take } = setupNotifications();
    notifications.inStep();
    hear([message('lost', 1), message('lost too', 2)], inDirect);
    readUpTo(direct, 2);
    hear([], { ...inDirect, lastRead: 1, unread: 0 });
    hear([message('new', 2)], inDirect);
    expect(take()).toEqual(['m2 of 2', 'm2 of 1']);
  });
});

describe('what was missed', () => {
  it('comes once for each conversation, with how many there are and the newest of them', () => {
    const { notifications, hear, take } = setupNotifications();
    hear([message('one', 1), message('two', 2)], inDirect);
    hear([message('Mara?', 1), message('no matter', 2)]);
    hear([message('three', 3)], inDirect);
    expect(take()).toEqual([]);
    notifications.inStep();
    expect(take()).toEqual(['m3 of 3', 'm1 of 1']);
    hear([message('four', 4)], inDirect);
    expect(take()).toEqual(['m4 of 4']);
  });

  it('leaves out what another device turns out to have read', () => {
    const { notifications, hear, readUpTo, take } = setupNotifications();
    hear([message('one', 1), message('two', 2), message('three', 3)], inDirect);
    hear([message('Mara?', 1)]);
    readUpTo(direct, 2);
    readUpTo(general, 1);
    notifications.inStep();
    expect(take()).toEqual(['m3 of 1']);
  });

  it('is told when the connection is lost before all of it came, and gathered again after', () => {
    const { notifications, hear, take } = setupNotifications();
    hear([message('one', 1)], inDirect);
    notifications.fallBehind();
    expect(take()).toEqual(['m1 of 1']);
    hear([message('two', 2)], inDirect);
    expect(take()).toEqual([]);
    notifications.inStep();
    expect(take()).toEqual(['m2 of 2']);
  });
});

describe('a conversation that was told of', () => {
  it('is read when everything told of it is, and only once', () => {
    const { notifications, hear, read, readUpTo } = setupNotifications();
    notifications.inStep();
    hear([message('one', 1), message('two', 2)], inDirect);
    hear([message('@Mara', 1), message('and so on', 2)]);
    readUpTo(direct, 1);
    expect(read).toEqual([]);
    readUpTo(general, 1);
    readUpTo(direct, 2);
    readUpTo(direct, 2);
    expect(read).toEqual(['general', 'direct']);
  });

  it('is read as well when the person is no longer in it, and when the server is forgotten', () => {
    const { notifications, hear, read, badges } = setupNotifications();
    notifications.inStep();
    hear([message('@Mara', 1)]);
    hear([message('one', 1)], inDirect);
    hear([], { isMember: false, unread: 0 });
    expect(read).toEqual(['general']);
    notifications.takeBack();
    expect([read, badges.at(-1)]).toEqual([['general', 'direct'], 0]);
  });

  it('is counted anew after it was read', () => {
    const { notifications, hear, readUpTo, take } = setupNotifications();
    notifications.inStep();
    hear([message('one', 1)], inDirect);
    hear([message('two', 2)], inDirect);
    readUpTo(direct, 2);
    hear([message('three', 3)], inDirect);
    expect(take()).toEqual(['m1 of 1', 'm2 of 2', 'm3 of 1']);
  });
});

describe('the badge', () => {
  it('counts what is unread in direct rooms, and where this person was named', () => {
    const { notifications, hear, readUpTo, badges } = setupNotifications();
    notifications.inStep();
    hear([message('hello all', 1), message('Mara!', 2)]);
    hear([message('one', 1), message('two', 2)], inDirect);
    readUpTo(general, 1);
    readUpTo(general, 2);
    readUpTo(direct, 2);
    expect(badges).toEqual([0, 1, 3, 2, 0]);
  });

  it('counts a mention again that is marked as unread', () => {
    const { notifications, hear, readUpTo, badges } = setupNotifications();
    notifications.inStep();
    hear([message('Mara!', 1), message('hello all', 2)]);
    readUpTo(general, 2);
    readUpTo(general, 0);
    expect(badges).toEqual([0, 1, 0, 1]);
  });

  it('counts a mention that came in read already, and is marked as unread', () => {
    const { notifications, hear, readUpTo, badges } = setupNotifications();
    notifications.inStep();
    hear([message('Mara!', 1)], { lastRead: 1, unread: 0 });
    readUpTo(general, 0);
    expect(badges).toEqual([0, 1]);
  });

  it('counts what was unread before the client started, and what a page brings of it', async () => {
    const begin = [buildRoom({ unread: 3, lastRead: 10 }), buildRoom({ roomId: direct, kind: 'direct', unread: 2 })];
    const page = [message('Mara, read already', 10), message('Mara?', 11), message('other', 12)];
    const { notifications, hear, badges } = setupNotifications({ [general]: page }, begin);
    await notifications.loadUnread();
    expect(badges.at(-1)).toBe(3);
    hear([message('mara, once more', 13), message('Mara, in a gap', 9)], { unread: 3 }, false);
    expect(badges.at(-1)).toBe(4);
  });

  it('is the sum of all servers', () => {
    const board = createNotificationBoard();
    const badges: number[] = [];
    board.count(nordlicht, 2);
    board.onBadge((count) => badges.push(count));
    board.count('other' as typeof nordlicht, 3);
    board.count(nordlicht, 2);
    board.count(nordlicht, 0);
    expect(badges).toEqual([2, 5, 3]);
  });
});

describe('an invitation into a room', () => {
  it('is told like a message to this person, counts on the badge, and is taken back once they have looked', () => {
    const { notifications, bringIn, look, told, read, badges } = setupNotifications();
    notifications.inStep();
    bringIn();
    expect(told).toMatchObject([
      { kind: 'invitation', roomId: plans, roomName: 'plans', authorName: 'Jonas', messageKey: 'i1', text: null },
    ]);
    expect([badges.at(-1), read]).toEqual([1, []]);
    look();
    expect([badges.at(-1), read]).toEqual([0, ['plans']]);
  });

  it('[T8] from a device that somebody vouched for is told with who did', () => {
    const { notifications, bringIn, told } = setupNotifications();
    notifications.inStep();
    bringIn({ vouchedBy: mara });
    expect(told).toMatchObject([{ kind: 'invitation', authorName: 'Jonas', vouchedBy: mara, voucherName: 'Mara' }]);
  });

  it.each<[string, Partial<NoticeItem>]>([
    ['of somebody else', { subject: jonas }],
    ['by oneself', { person: mara }],
    ['whose signature does not hold', { isForged: true }],
  ])('%s is not told', (_whose, parts) => {
    const { notifications, bringIn, told } = setupNotifications();
    notifications.inStep();
    bringIn(parts);
    expect(told).toEqual([]);
  });

  it('that was looked at elsewhere while this client caught up is not told', () => {
    const { notifications, bringIn, look, told } = setupNotifications();
    bringIn();
    look();
    notifications.inStep();
    expect(told).toEqual([]);
  });
});
