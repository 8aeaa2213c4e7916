import { describe, expect, it } from 'vitest';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { err, ok } from '#shared/result.ts';
import { Timeline } from '#renderer/state/timeline.svelte.ts';
import {
  buildGap,
  buildMessage,
  buildNotice,
  commandIdOf,
  general,
  mara,
  nordlicht,
  placeOf,
} from '#test/main/terminal/builders.ts';
import { createScriptedChat } from '#test/main/terminal/scripted-chat.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { settle, steadyClient } from '../steady-client.ts';

const heard = (number: number) =>
  buildMessage(`m${number}`, { commandId: commandIdOf(number), itemNumber: number, writtenAt: number });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => heard(from + index));

async function setupTimeline({ total = 0, unread = 0, pageSize = 10, own = 0 } = {}) {
  const scripted = createScriptedChat();
  const clock = createFakeClock();
  const asked: (string | undefined)[] = [];
  let count = total;
  // Pages of a log of `count` messages, newest first; message `own` is one's own.
  scripted.answer('timeline.page', async ({ before, maxItems }) => {
    asked.push(before);
    const end = before === undefined ? count : Math.floor(Number(before.slice(1))) - 1;
    const start = Math.max(1, end - Math.min(maxItems, pageSize) + 1);
    const items = range(start, end).map((item) => (item.itemNumber === own ? { ...item, author: mara } : item));
    return ok({ items, before: start > 1 ? placeOf(start) : null });
  });
  const chat = steadyClient(scripted.chat);
  const firstUnread = unread === 0 ? null : { itemNumber: total - unread + 1, at: 7 };
  const timeline = new Timeline({ chat, clock, serverId: nordlicht, roomId: general, me: mara, firstUnread });
  const tell = async (items: readonly TimelineItem[], { removed = [] as string[], isLive = false } = {}) => {
    scripted.emit('timeline.changed', { serverId: nordlicht, roomId: general, items, removed, isLive });
    await settle();
  };
  const hear = async (number: number, isLive = true): Promise<void> => {
    count = Math.max(count, number);
    await tell([heard(number)], { isLive });
  };
  const numbers = () => timeline.items.map((item) => (item.type === 'message' ? item.itemNumber : null));
  await settle();
  return { scripted, clock, timeline, asked, tell, hear, numbers };
}

describe('a visit to a room', () => {
  it('shows the newest page, and the older ones as they are asked for', async () => {
    const { timeline, numbers } = await setupTimeline({ total: 25 });
    expect([numbers().length, numbers().at(-1), timeline.isAtBeginning]).toEqual([10, 25, false]);
    await timeline.loadOlder();
    expect([numbers().length, numbers()[0], timeline.isAtBeginning]).toEqual([20, 6, false]);
    await timeline.loadOlder();
    expect([numbers().length, numbers()[0], timeline.isAtBeginning]).toEqual([25, 1, true]);
  });

  it('asks for one page at a time, and for none before the first', async () => {
    const { timeline, asked } = await setupTimeline({ total: 25 });
    await Promise.all([timeline.loadOlder(), timeline.loadOlder()]);
    await timeline.loadOlder();
    await timeline.loadOlder();
    expect(asked).toEqual([undefined, placeOf(16), placeOf(6)]);
  });

  it('puts what comes while a page is on its way behind that page, once', async () => {
    const { timeline, hear, numbers } = await setupTimeline({ total: 25 });
    const loading = timeline.loadOlder();
    await hear(26);
    await loading;
    expect(numbers()).toEqual(range(6, 26).map(({ itemNumber }) => itemNumber));
  });

  it('puts what comes late where it belongs, be it a message, a notice or a gap', async () => {
    const { timeline, asked, tell } = await setupTimeline({ total: 25 });
    const notice = buildNotice({ key: 'late', place: placeOf(17.5) });
    const gap = buildGap({ key: 'gap', place: placeOf(17.4) });
    await tell([{ ...heard(18), key: 'missed', place: placeOf(18.5) }]);
    await tell([gap, notice], { isLive: true });
    const keys = timeline.items.map(({ key }) => key);
    expect(keys.slice(1, 6)).toEqual([heard(17).key, 'gap', 'late', heard(18).key, 'missed']);
    await tell([{ ...heard(17), key: 'filled', place: placeOf(17.3) }], { removed: ['gap'] });
    expect(timeline.items.map(({ key }) => key).slice(1, 4)).toEqual([heard(17).key, 'filled', 'late']);
    expect(asked).toHaveLength(1);
  });

  it('leaves what is older than it has read to the page it is on', async () => {
    const { asked, hear, numbers } = await setupTimeline({ total: 25 });
    await hear(3, false);
    expect([asked.length, numbers()[0]]).toEqual([1, 16]);
  });

  it('reads as far up again as it had read, after the port was lost', async () => {
    const { timeline, numbers } = await setupTimeline({ total: 45 });
    await timeline.loadOlder();
    await timeline.reload();
    expect([numbers()[0], numbers().at(-1)]).toEqual([26, 45]);
  });

  it('hears nothing more once it is over', async () => {
    const { timeline, hear, numbers } = await setupTimeline({ total: 2 });
    timeline.close();
    await hear(3);
    expect(numbers()).toEqual([1, 2]);
  });

  it('says that loading takes long only when it does', async () => {
    const scripted = createScriptedChat();
    const clock = createFakeClock();
    scripted.answer('timeline.page', () => new Promise(() => undefined));
    const chat = steadyClient(scripted.chat);
    const timeline = new Timeline({ chat, clock, serverId: nordlicht, roomId: general, me: mara, firstUnread: null });
    await settle();
    expect(timeline.reach).toEqual({ type: 'reading', isSlow: false });
    clock.advance(300);
    expect(timeline.reach).toEqual({ type: 'reading', isSlow: true });
  });
});

describe('a page that cannot be read', () => {
  const problem = { type: 'server_unreachable' } as const;

  it('is told as such, the first one too, and read when that is asked for', async () => {
    const scripted = createScriptedChat();
    scripted.answer('timeline.page', async () => err(problem));
    const chat = steadyClient(scripted.chat);
    const context = { chat, clock: createFakeClock(), serverId: nordlicht, roomId: general, me: mara };
    const timeline = new Timeline({ ...context, firstUnread: null });
    await settle();
    expect([timeline.reach, timeline.isLoaded]).toEqual([{ type: 'failed', problem }, false]);
    scripted.answer('timeline.page', async () => ok({ items: range(1, 3), before: null }));
    await timeline.readAgain();
    expect([timeline.items.length, timeline.isAtBeginning]).toEqual([3, true]);
  });

  it('is read at a new port', async () => {
    const { scripted, timeline } = await setupTimeline();
    scripted.answer('timeline.page', async () => err(problem));
    const other = new Timeline({
      chat: steadyClient(scripted.chat),
      clock: createFakeClock(),
      serverId: nordlicht,
      roomId: general,
      me: mara,
      firstUnread: null,
    });
    await settle();
    scripted.answer('timeline.page', async () => ok({ items: range(1, 3), before: placeOf(1) }));
    await other.reload();
    expect([timeline.items.length, other.items.length, other.isAtBeginning]).toEqual([0, 3, false]);
  });

  it('leaves what was read, and is not asked for again by itself', async () => {
    const { scripted, timeline, numbers } = await setupTimeline({ total: 25 });
    let asked = 0;
    scripted.answer('timeline.page', async () => {
      asked += 1;
      return err(problem);
    });
    await timeline.loadOlder();
    await timeline.loadOlder();
    expect([asked, numbers()[0]]).toEqual([1, 16]);
    expect(timeline.reach).toMatchObject({ type: 'read', older: { type: 'failed', problem } });
    scripted.answer('timeline.page', async () => ok({ items: range(1, 15), before: null }));
    await timeline.readAgain();
    expect([numbers()[0], timeline.isAtBeginning]).toEqual([1, true]);
  });
});

describe('the New line', () => {
  it('stands before the first of what was unread when the room was opened', async () => {
    const { timeline } = await setupTimeline({ total: 25, unread: 3 });
    expect(timeline.firstUnseen).toBe(heard(23).key);
  });

  it('stands nowhere until the page is there that has its message, and then stays', async () => {
    const { timeline } = await setupTimeline({ total: 25, unread: 15 });
    expect([timeline.firstUnseen, timeline.newLine.countIn(timeline.items)]).toEqual([null, 15]);
    await timeline.loadOlder();
    expect(timeline.firstUnseen).toBe(heard(11).key);
    await timeline.loadOlder();
    expect(timeline.firstUnseen).toBe(heard(11).key);
  });

  it('is gone to by reading as many pages as that takes, and no more', async () => {
    const { timeline, asked } = await setupTimeline({ total: 95, unread: 52 });
    expect(await timeline.loadNewLine()).toBe(true);
    expect([timeline.firstUnseen, asked.length]).toEqual([heard(44).key, 6]);
  });

  it('is gone to behind a page that is on its way', async () => {
    const { timeline } = await setupTimeline({ total: 95, unread: 52 });
    const older = timeline.loadOlder();
    expect(await timeline.loadNewLine()).toBe(true);
    await older;
  });

  it('is gone to in vain where the pages cannot be read', async () => {
    const { scripted, timeline } = await setupTimeline({ total: 95, unread: 52 });
    scripted.answer('timeline.page', async () => err({ type: 'room_not_known' }));
    expect(await timeline.loadNewLine()).toBe(false);
  });

  it('stands before the first message of somebody else, where the first unread one is ones own', async () => {
    const { timeline } = await setupTimeline({ total: 25, unread: 3, own: 23 });
    expect(timeline.firstUnseen).toBe(heard(24).key);
  });

  it('stands before what a gap turns out to hold', async () => {
    const { timeline, tell } = await setupTimeline({ total: 25, unread: 3 });
    const first = { ...heard(23), key: 'first', place: placeOf(22.5) };
    await tell([first], { removed: [heard(23).key] });
    expect(timeline.firstUnseen).toBe('first');
  });

  it('is placed once a visit, where nobody looked when something came', async () => {
    const { timeline, hear } = await setupTimeline({ total: 2 });
    timeline.isWatched = true;
    await hear(3);
    expect(timeline.firstUnseen).toBeNull();
    timeline.isWatched = false;
    await hear(4);
    await hear(5);
    expect([timeline.firstUnseen, timeline.missed]).toEqual([heard(4).key, 2]);
    timeline.isWatched = true;
    timeline.markSeen(2);
    timeline.isWatched = false;
    await hear(6);
    expect([timeline.firstUnseen, timeline.missed]).toEqual([heard(4).key, 1]);
  });

  it('is not placed before what one wrote oneself', async () => {
    const { scripted, timeline } = await setupTimeline({ total: 2 });
    await scripted.chat.call('message.send', { serverId: nordlicht, roomId: general, text: 'mine' });
    await settle();
    expect([timeline.firstUnseen, timeline.missed]).toEqual([null, 0]);
  });
});

describe('what has been read', () => {
  it('is said once, up to the newest message', async () => {
    const { scripted, timeline, hear } = await setupTimeline({ total: 5 });
    timeline.markSeen(2);
    timeline.markSeen(0);
    await hear(6);
    timeline.markSeen(1);
    await settle();
    const marks = scripted.calls.filter(({ name }) => name === 'room.markRead');
    expect(marks.map(({ params }) => params)).toEqual([
      { serverId: nordlicht, roomId: general, upTo: 5 },
      { serverId: nordlicht, roomId: general, upTo: 6 },
    ]);
  });
});

describe('a message that waits', () => {
  it('is the one that the arrow up takes back', async () => {
    const { scripted, timeline } = await setupTimeline({ total: 1 });
    expect(timeline.lastQueued).toBeUndefined();
    await scripted.chat.call('message.send', { serverId: nordlicht, roomId: general, text: 'one' });
    await scripted.chat.call('message.send', { serverId: nordlicht, roomId: general, text: 'two' });
    await settle();
    expect(timeline.lastQueued?.content).toEqual({ type: 'text', text: 'two' });
  });
});

describe('going to a message', () => {
  const keyOf = (number: number) => heard(number).key;

  it('reads older pages until it is there, and leaves it to the screen to reach it', async () => {
    const { timeline, numbers, asked } = await setupTimeline({ total: 45 });
    expect(await timeline.sought.goTo(keyOf(22))).toBe(true);
    expect([numbers()[0], asked.length, timeline.sought.key]).toEqual([16, 3, keyOf(22)]);
  });

  it('waits for the first page, and for one that is on its way', async () => {
    const { timeline, asked } = await setupTimeline({ total: 45 });
    const [, isThere] = await Promise.all([timeline.loadOlder(), timeline.sought.goTo(keyOf(30))]);
    expect([isThere, asked]).toEqual([true, [undefined, 'a0000000036.0']]);
  });

  it('marks it for two seconds once it was reached', async () => {
    const { timeline, clock } = await setupTimeline({ total: 5 });
    await timeline.sought.goTo(keyOf(2));
    timeline.sought.reached();
    clock.advance(1_999);
    expect([timeline.sought.key, timeline.sought.marked]).toEqual([null, keyOf(2)]);
    clock.advance(1);
    expect(timeline.sought.marked).toBeNull();
  });

  it('gives up where it is not to be found, or no page is to be had', async () => {
    const { timeline, scripted, numbers } = await setupTimeline({ total: 25 });
    expect([await timeline.sought.goTo('nowhere'), numbers().length, timeline.sought.key]).toEqual([false, 25, null]);
    const other = await setupTimeline({ total: 25 });
    other.scripted.answer('timeline.page', async () => err({ type: 'room_not_known' }));
    expect([await other.timeline.sought.goTo(keyOf(1)), other.timeline.sought.key]).toEqual([false, null]);
    scripted.close();
  });

  it('reads no further when somebody wants another one', async () => {
    const { timeline, numbers } = await setupTimeline({ total: 400 });
    const first = timeline.sought.goTo(keyOf(1));
    await settle();
    expect(await timeline.sought.goTo(keyOf(399))).toBe(true);
    expect([await first, timeline.sought.key]).toEqual([false, keyOf(399)]);
    expect(numbers().length).toBeLessThan(100);
  });
});
