import { describe, expect, it } from 'vitest';
import type { RoomId } from '#shared/domain/ids.ts';
import type { TimelineItem } from '#shared/ipc/chat-view.ts';
import { setupTwoPeople, type TwoPeople } from '#test/support/world-rooms.ts';
import { ask, joinServer, messages, roomNamed, say, serverView, texts, timeline } from '#test/support/world-talk.ts';
import { createWorld } from '#test/support/world.ts';

/** Ann has said so many things in the first room. */
async function setupTalk(seed: number, count: number): Promise<TwoPeople> {
  const two = await setupTwoPeople(seed, { maxCommandBurst: 1_000 });
  for (let index = 1; index <= count; index += 1) {
    await two.ann.api.call('message.send', {
      serverId: two.server.serverId,
      roomId: two.spot.roomId,
      text: `message ${index}`,
    });
  }
  await two.world.run(2_000);
  return two;
}

function numbers(items: readonly TimelineItem[]): (number | 'gap')[] {
  return items.flatMap((item) =>
    item.type === 'gap' ? 'gap' : item.type === 'message' ? (item.itemNumber ?? []) : [],
  );
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('a newcomer', () => {
  it('[D7] has the newest page of a room at once, and all of it in the background', async () => {
    const { world, server, spot } = await setupTalk(1, 130);
    const cleo = await world.person('Cleo');
    await joinServer(world, cleo, server);
    await world.run(20);
    // Looking while the server can be asked would fetch what is looked at.
    world.network.unplug(cleo.host);
    await world.run(10);
    const soon = numbers(await timeline(world, cleo, spot));
    expect(soon[0]).toBe('gap');
    expect(soon.slice(-40)).toEqual(upTo(130, 91));
    world.network.plug(cleo.host);
    await world.run(5_000);
    world.network.unplug(cleo.host);
    await world.run(10);
    expect(numbers(await timeline(world, cleo, spot))).toEqual(upTo(130));
  });

  it('[D7] reads older pages on request, before the background has come to them', async () => {
    const { world, server, spot } = await setupTalk(2, 300);
    const cleo = await world.person('Cleo');
    await joinServer(world, cleo, server);
    const items = numbers(await timeline(world, cleo, { ...spot, maxItems: 200 })).filter((item) => item !== 'gap');
    expect(server.chat.stats().people).toBe(3);
    expect(items.slice(-190)).toEqual(upTo(300, 111));
  });

  it('[P6] of a private room sees what is said from joining on, and not what was said before', async () => {
    const { world, server, ann, bob } = await setupTwoPeople(3);
    const { serverId } = server;
    const room = { serverId, name: 'secret', topic: '', visibility: 'private', history: 'joined' } as const;
    const { roomId } = await ask(world, ann, ['room.create', room]);
    await say(world, ann, { server, roomId, text: 'before Bob' });
    await world.run(100);
    const { personId } = await serverView(world, bob, server);
    await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
    await say(world, ann, { server, roomId, text: 'Hello Bob' });
    await world.run(2_000);
    expect(await texts(world, bob, { server, roomId })).toEqual(['Hello Bob']);
    expect(await timeline(world, bob, { server, roomId })).not.toContainEqual(expect.objectContaining({ type: 'gap' }));
  });
});

describe('what was missed', () => {
  it('[D7] comes by replay, without a gap and without a double', async () => {
    const { world, server, ann, bob, spot } = await setupTalk(4, 5);
    world.network.unplug(bob.host);
    for (let index = 6; index <= 60; index += 1) await say(world, ann, { ...spot, text: `message ${index}` });
    await world.run(5_000);
    expect(numbers(await timeline(world, bob, spot))).toEqual(upTo(5));
    world.network.plug(bob.host);
    await world.until(async () => (await serverView(world, bob, server)).connection.type === 'online');
    await say(world, ann, { ...spot, text: 'message 61' });
    await world.run(1_000);
    expect(numbers(await timeline(world, bob, spot))).toEqual(upTo(61));
  });

  it('[D7, P7] by more than a replay holds comes as the newest page of every room at once, and the rest after', async () => {
    const world = createWorld('far behind');
    const server = await world.server({ limits: { maxReplayEvents: 50 } });
    const [ann, bob] = [await world.person('Ann'), await world.person('Bob')];
    await joinServer(world, ann, server);
    await joinServer(world, bob, server);
    const { serverId } = server;
    const roomIds: RoomId[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      const room = { serverId, name, topic: '', visibility: 'public', history: 'everything' } as const;
      const { roomId } = await ask(world, ann, ['room.create', room]);
      await world.run(100);
      await ask(world, bob, ['room.join', { serverId, roomId }]);
      roomIds.push(roomId);
    }
    await world.run(2_000);
    world.network.unplug(bob.host);
    for (let index = 1; index <= 60; index += 1) {
      for (const roomId of roomIds) await say(world, ann, { server, roomId, text: `message ${index}` });
    }
    await world.run(20_000);
    world.network.plug(bob.host);
    await world.until(async () => (await serverView(world, bob, server)).connection.type === 'online');
    await world.run(50);
    world.network.unplug(bob.host);
    await world.run(10);
    for (const roomId of roomIds) {
      expect(numbers(await timeline(world, bob, { server, roomId })).slice(-50)).toEqual(upTo(60, 11));
    }
    world.network.plug(bob.host);
    await world.run(15_000);
    for (const roomId of roomIds) expect(numbers(await timeline(world, bob, { server, roomId }))).toEqual(upTo(60));
  });

  it('[D7] is filled where somebody looks at a gap, as soon as the server can be asked', async () => {
    const { world, server, spot } = await setupTalk(24, 300);
    const { serverId } = server;
    const { roomId } = spot;
    const cleo = await world.person('Cleo');
    await joinServer(world, cleo, server);
    await world.run(20);
    world.network.unplug(cleo.host);
    const [gap] = await timeline(world, cleo, spot);
    if (gap?.type !== 'gap') throw new Error('There is a gap.');
    const { from, to } = gap;
    await world.until(async () => (await serverView(world, cleo, server)).connection.type === 'reconnecting', 30_000);
    const fill = ['timeline.fillGap', { serverId, roomId, from, to }] as const;
    await expect(ask(world, cleo, fill)).rejects.toThrow('server_unreachable');
    world.network.plug(cleo.host);
    await world.until(async () => (await serverView(world, cleo, server)).connection.type === 'online');
    await ask(world, cleo, fill);
    expect(numbers(await timeline(world, cleo, spot)).slice(-90)).toEqual(upTo(300, 211));
  });

  it('[D7] is readable offline as far as it had come', async () => {
    const { world, server, bob, spot } = await setupTalk(5, 10);
    await bob.close();
    server.crash();
    await bob.start();
    await world.run(1_000);
    expect(numbers(await timeline(world, bob, spot))).toEqual(upTo(10));
    expect((await serverView(world, bob, server)).connection.type).toBe('reconnecting');
  });

  it('[P7] comes up to and including the own removal from a room', async () => {
    const { world, server, ann, bob } = await setupTwoPeople(6);
    const { serverId } = server;
    const room = { serverId, name: 'club', topic: '', visibility: 'private', history: 'everything' } as const;
    const { roomId } = await ask(world, ann, ['room.create', room]);
    const { personId } = await serverView(world, bob, server);
    await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
    await world.run(500);
    world.network.unplug(bob.host);
    await say(world, ann, { server, roomId, text: 'one last thing' });
    await ask(world, ann, ['room.removeMember', { serverId, roomId, personId }]);
    await say(world, ann, { server, roomId, text: 'now that he is gone' });
    await world.run(1_000);
    world.network.plug(bob.host);
    await world.run(5_000);
    expect(await texts(world, bob, { server, roomId })).toEqual(['one last thing']);
    expect(await roomNamed(world, bob, { server, name: 'club' })).toMatchObject({ isMember: false });
  });

  it('[D7] comes also of a room that one is brought into and taken out of at once', async () => {
    const { world, server, ann, bob } = await setupTwoPeople(19);
    const { serverId } = server;
    const { personId } = await serverView(world, bob, server);
    const room = { serverId, name: 'club', topic: '', visibility: 'private', history: 'everything' } as const;
    const { roomId } = await ask(world, ann, ['room.create', room]);
    await say(world, ann, { server, roomId, text: 'before Bob' });
    // Bob has looked through everything by now.
    await world.run(2_000);
    world.network.unplug(ann.host);
    await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
    await ask(world, ann, ['room.removeMember', { serverId, roomId, personId }]);
    world.network.plug(ann.host);
    await world.run(10_000);
    world.network.unplug(bob.host);
    expect(await texts(world, bob, { server, roomId })).toEqual(['before Bob']);
    expect(await timeline(world, bob, { server, roomId })).not.toContainEqual(expect.objectContaining({ type: 'gap' }));
  });
});

describe('an unread count', () => {
  it('[P19] of a room that one is brought into and taken out of at once is told to the server', async () => {
    const { world, server, ann, bob } = await setupTwoPeople(20);
    const { serverId } = server;
    const { personId } = await serverView(world, bob, server);
    const room = { serverId, name: 'club', topic: '', visibility: 'private', history: 'joined' } as const;
    const { roomId } = await ask(world, ann, ['room.create', room]);
    await say(world, ann, { server, roomId, text: 'before Bob' });
    await world.run(3_000);
    world.network.unplug(ann.host);
    await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
    await ask(world, ann, ['room.removeMember', { serverId, roomId, personId }]);
    world.network.plug(ann.host);
    await world.run(10_000);
    expect(await roomNamed(world, bob, { server, name: 'club' })).toMatchObject({ isMember: false, unread: 0 });
    const unsent = 'SELECT roomId FROM markers WHERE isReadUpToUnsent = 1 OR isUnreadFromUnsent = 1';
    expect(bob.disk.databaseOf(serverId)?.query(unsent).all()).toEqual([]);
  });

  it.each([
    ['at once', 23, false],
    ['after being away', 24, true],
  ])('of a room that one is brought into is nothing, and it is new all the same: %s', async (_when, seed, isAway) => {
    const { world, server, ann, bob } = await setupTwoPeople(seed);
    const { serverId } = server;
    const { personId } = await serverView(world, bob, server);
    const room = { serverId, name: 'club', topic: '', visibility: 'private', history: 'everything' } as const;
    const { roomId } = await ask(world, ann, ['room.create', room]);
    await say(world, ann, { server, roomId, text: 'before Bob' });
    await world.run(2_000);
    if (isAway) world.network.unplug(bob.host);
    await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
    await world.run(2_000);
    if (isAway) world.network.plug(bob.host);
    await world.run(10_000);
    const club = () => roomNamed(world, bob, { server, name: 'club' });
    expect(await club()).toMatchObject({ isNew: true, unread: 0 });
    await ask(world, bob, ['room.markRead', { serverId, roomId }]);
    expect(await club()).toMatchObject({ isNew: false });
  });

  it('[P19] rises with what others say, and falls when it is read', async () => {
    const { world, server, bob, spot } = await setupTalk(7, 12);
    const { serverId } = server;
    expect(await roomNamed(world, bob, { server, name: 'general' })).toMatchObject({ unread: 12 });
    expect(await serverView(world, bob, server)).toMatchObject({ unread: 12 });
    await ask(world, bob, ['room.markRead', { serverId, roomId: spot.roomId, upTo: 5 }]);
    expect(await serverView(world, bob, server)).toMatchObject({ unread: 7 });
    await ask(world, bob, ['room.markUnread', { serverId, roomId: spot.roomId, from: 3 }]);
    expect((await serverView(world, bob, server)).unread).toBeGreaterThan(7);
    await ask(world, bob, ['room.markRead', { serverId, roomId: spot.roomId }]);
    expect(await serverView(world, bob, server)).toMatchObject({ unread: 0 });
  });

  it('[P19] falls by writing too, and the others hear so at once', async () => {
    const { world, server, ann, bob } = await setupTwoPeople(18);
    const { serverId } = server;
    const { personId } = await serverView(world, bob, server);
    const { roomId } = await ask(world, ann, ['direct.open', { serverId, personIds: [personId] }]);
    await say(world, ann, { server, roomId, text: 'Hello' });
    await world.run(2_000);
    await say(world, bob, { server, roomId, text: 'Hello yourself' });
    await world.run(3_000);
    expect(await messages(world, ann, { server, roomId })).toMatchObject([{ delivery: 'read' }, { delivery: null }]);
  });

  it('[P19] set while offline is the same after a restart, and told to the server once it is back', async () => {
    const { world, server, ann, bob } = await setupTwoPeople(8);
    const { serverId } = server;
    const { personId } = await serverView(world, bob, server);
    const { roomId } = await ask(world, ann, ['direct.open', { serverId, personIds: [personId] }]);
    await say(world, ann, { server, roomId, text: 'seen?' });
    await world.run(2_000);
    world.network.unplug(bob.host);
    await world.run(1_000);
    await ask(world, bob, ['room.markRead', { serverId, roomId }]);
    await bob.close();
    await bob.start();
    expect(await serverView(world, bob, server)).toMatchObject({ unread: 0 });
    expect(await messages(world, ann, { server, roomId })).toMatchObject([{ delivery: 'delivered' }]);
    world.network.plug(bob.host);
    await world.run(6_000);
    expect(await messages(world, ann, { server, roomId })).toMatchObject([{ delivery: 'read' }]);
  });
});

describe('a direct message', () => {
  it('[D4] is sent, delivered when the other has it on disk, and read when it was seen', async () => {
    const { world, server, ann, bob } = await setupTwoPeople(9);
    const { serverId } = server;
    const { personId } = await serverView(world, bob, server);
    world.network.unplug(bob.host);
    const { roomId } = await ask(world, ann, ['direct.open', { serverId, personIds: [personId] }]);
    await say(world, ann, { server, roomId, text: 'psst' });
    await world.run(3_000);
    const delivery = async () => (await messages(world, ann, { server, roomId })).map((message) => message.delivery);
    expect(await delivery()).toEqual(['sent']);
    world.network.plug(bob.host);
    await world.run(6_000);
    expect(await delivery()).toEqual(['delivered']);
    await ask(world, bob, ['room.markRead', { serverId, roomId }]);
    await world.run(3_000);
    expect(await delivery()).toEqual(['read']);
  });

  it('[P17] opened by both at once is one room', async () => {
    const { world, server, ann, bob } = await setupTwoPeople(10);
    const { serverId } = server;
    const annId = (await serverView(world, ann, server)).personId;
    const bobId = (await serverView(world, bob, server)).personId;
    world.network.unplug(ann.host);
    world.network.unplug(bob.host);
    await world.run(100);
    const fromAnn = await ask(world, ann, ['direct.open', { serverId, personIds: [bobId] }]);
    const fromBob = await ask(world, bob, ['direct.open', { serverId, personIds: [annId] }]);
    expect(fromAnn.roomId).toBe(fromBob.roomId);
    await say(world, ann, { server, roomId: fromAnn.roomId, text: 'Hello Bob' });
    await say(world, bob, { server, roomId: fromBob.roomId, text: 'Hello Ann' });
    world.network.plug(ann.host);
    world.network.plug(bob.host);
    await world.run(6_000);
    const spot = { server, roomId: fromAnn.roomId };
    expect((await texts(world, ann, spot)).toSorted()).toEqual(['Hello Ann', 'Hello Bob']);
    expect(await texts(world, bob, spot)).toEqual(await texts(world, ann, spot));
  });
});
