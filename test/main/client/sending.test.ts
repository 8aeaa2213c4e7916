import { describe, expect, it } from 'vitest';
import { setupTwoPeople } from '#test/support/world-rooms.ts';
import { ask, messages, roomNamed, say, serverView, texts, timeline } from '#test/support/world-talk.ts';

describe('a new person', () => {
  it('[P18] is admitted under the name given and starts in the first room', async () => {
    const { world, server, ann, bob, spot } = await setupTwoPeople(1);
    expect(await serverView(world, ann, server)).toMatchObject({
      name: 'Office',
      displayName: 'Ann',
      connection: { type: 'online' },
      outbox: { waiting: 0, failed: 0 },
    });
    const people = await ask(world, bob, ['person.list', { serverId: server.serverId }]);
    expect(people.map(({ displayName }) => displayName).toSorted()).toEqual(['Ann', 'Bob', 'Office']);
    const { memberIds } = await roomNamed(world, bob, { server, name: 'general' });
    expect(memberIds).toHaveLength(2);
    const notices = (await timeline(world, bob, spot)).map((item) => item.type === 'notice' && item.notice);
    expect(notices).toEqual(['room.created', 'room.joined', 'room.joined']);
  });

  it('[P18] whose name is taken waits at the door, and comes in under another one', async () => {
    const { world, server } = await setupTwoPeople(2);
    const other = await world.person('ann');
    await ask(world, other, ['server.join', { target: server.address, displayName: 'ann' }]);
    await world.until(async () => (await serverView(world, other, server)).connection.type === 'pending');
    await world.run(1_000);
    expect((await serverView(world, other, server)).connection).toEqual({
      type: 'pending',
      door: 'open',
      refusal: { type: 'name_taken', displayName: 'ann' },
      digits: null,
      claim: null,
    });
    await ask(world, other, ['person.rename', { serverId: server.serverId, displayName: 'Anna' }]);
    await world.until(async () => (await serverView(world, other, server)).connection.type === 'online');
    await world.run(1_000);
    expect(await serverView(world, other, server)).toMatchObject({
      displayName: 'Anna',
      outbox: { waiting: 0, failed: 0 },
    });
  });
});

describe('what a server adds to what people do', () => {
  it('[P11, P17] fits it: nobody sees any of it as forged, also of rooms made just now', async () => {
    const { world, server, ann, bob, spot } = await setupTwoPeople(14);
    const { serverId } = server;
    const { personId } = await serverView(world, bob, server);
    const room = { name: 'Plans', topic: '', visibility: 'public', history: 'everything' } as const;
    const made = await ask(world, ann, ['room.create', { serverId, ...room }]);
    const direct = await ask(world, ann, ['direct.open', { serverId, personIds: [personId] }]);
    await say(world, ann, { server, roomId: direct.roomId, text: 'Hello' });
    await world.run(1_000);
    const seen = [
      ...(await timeline(world, bob, spot)),
      ...(await timeline(world, ann, { server, roomId: made.roomId })),
      ...(await timeline(world, bob, { server, roomId: direct.roomId })),
    ];
    const kinds = seen.map((item) => (item.type === 'notice' ? [item.notice, item.isForged] : item.type));
    expect(kinds).toEqual([
      ['room.created', false],
      ['room.joined', false],
      ['room.joined', false],
      ['room.created', false],
      ['direct.opened', false],
      'message',
    ]);
  });
});

describe('a message', () => {
  it('[D4] is queued, then sent, and on the other screen within a moment', async () => {
    const { world, ann, bob, spot } = await setupTwoPeople(3);
    await ann.api.call('message.send', { serverId: spot.server.serverId, roomId: spot.roomId, text: 'Hello' });
    const states = () =>
      ann.told.flatMap(({ name, event }) =>
        name === 'timeline.changed'
          ? event.items.flatMap((item) => (item.type === 'message' ? item.delivery : []))
          : [],
      );
    expect(states()).toEqual(['queued']);
    await world.run(20);
    expect(states()).toEqual(['queued', 'sent']);
    expect(await texts(world, bob, spot)).toEqual(['Hello']);
    expect(await messages(world, bob, spot)).toMatchObject([{ delivery: null, isForged: false, itemNumber: 1 }]);
  });

  it('[D14] and 299 others, all written while the link was cut, drain at the rate and on one connection', async () => {
    const { world, server, ann, bob, spot } = await setupTwoPeople(14);
    world.network.unplug(ann.host);
    await world.run(30_000);
    const all = Array.from({ length: 300 }, (_, index) => `message ${index + 1}`);
    for (const text of all) await say(world, ann, { ...spot, text });
    world.network.plug(ann.host);
    await world.until(async () => (await serverView(world, ann, server)).connection.type === 'online', 15_000);
    const told = ann.told.length;
    await world.run(20_000);
    expect((await messages(world, bob, spot)).at(-1)?.content).toMatchObject({ text: all.at(-1) });
    expect((await serverView(world, ann, server)).outbox).toEqual({ waiting: 0, failed: 0 });
    expect((await texts(world, ann, spot)).slice(-200)).toEqual(all.slice(-200));
    const states = ann.told.slice(told).flatMap(({ name, event }) => (name === 'server.changed' ? [event] : []));
    expect(JSON.stringify(states)).not.toContain('reconnecting');
  });

  it('[D3, D11] written while the link is cut waits, and is sent exactly once and in order when it is back', async () => {
    const { world, server, ann, bob, spot } = await setupTwoPeople(4);
    await say(world, ann, { ...spot, text: 'before' });
    world.network.unplug(ann.host);
    await world.run(100);
    for (const text of ['one', 'two', 'three']) await say(world, ann, { ...spot, text });
    expect((await messages(world, ann, spot)).map(({ delivery }) => delivery)).toEqual([
      'sent',
      'queued',
      'queued',
      'queued',
    ]);
    expect(await serverView(world, ann, server)).toMatchObject({
      connection: { type: 'reconnecting' },
      outbox: { waiting: 3 },
    });
    await world.run(30_000);
    expect(await texts(world, bob, spot)).toEqual(['before']);
    world.network.plug(ann.host);
    await world.until(async () => (await texts(world, bob, spot)).length === 4, 4_000);
    await world.run(5_000);
    const all = ['before', 'one', 'two', 'three'];
    expect(await texts(world, bob, spot)).toEqual(all);
    expect(await texts(world, ann, spot)).toEqual(all);
    expect((await messages(world, ann, spot)).map(({ delivery }) => delivery)).toEqual([
      'sent',
      'sent',
      'sent',
      'sent',
    ]);
  });

  it('[D1, D3] outlives its process, and is sent once by the next one though the first had sent it', async () => {
    const { world, ann, bob, spot } = await setupTwoPeople(5);
    // On its way, and perhaps in the log; the answer never arrives.
    await ann.api.call('message.send', { serverId: spot.server.serverId, roomId: spot.roomId, text: 'on its way' });
    for (const link of world.network.links(ann.host)) while (link.deliverOne('server'));
    ann.crash();
    await world.run(500);
    await ann.start();
    await say(world, ann, { ...spot, text: 'after' });
    await world.run(5_000);
    expect(await texts(world, bob, spot)).toEqual(['on its way', 'after']);
    expect(await texts(world, ann, spot)).toEqual(['on its way', 'after']);
  });

  it('[D1] can be changed and taken back until it is transmitted', async () => {
    const { world, server, ann, bob, spot } = await setupTwoPeople(6);
    const { serverId } = server;
    world.network.unplug(ann.host);
    await world.run(100);
    const first = await ask(world, ann, ['message.send', { serverId, roomId: spot.roomId, text: 'tyop' }]);
    const second = await ask(world, ann, ['message.send', { serverId, roomId: spot.roomId, text: 'never mind' }]);
    await ask(world, ann, ['message.change', { serverId, commandId: first.commandId, text: 'typo' }]);
    await ask(world, ann, ['message.cancel', { serverId, commandId: second.commandId }]);
    world.network.plug(ann.host);
    await world.run(5_000);
    expect(await texts(world, bob, spot)).toEqual(['typo']);
    const late = await ann.api.call('message.cancel', { serverId, commandId: first.commandId });
    expect(late.ok).toBe(false);
  });

  it('[P16] into a room whose making waits is sent after it, also offline', async () => {
    const { world, server, ann, bob, spot } = await setupTwoPeople(7);
    const { serverId } = server;
    world.network.unplug(ann.host);
    const room = { serverId, name: 'plans', topic: 'What next', visibility: 'public', history: 'everything' } as const;
    const { roomId } = await ask(world, ann, ['room.create', room]);
    await say(world, ann, { server, roomId, text: 'first' });
    expect(await roomNamed(world, ann, { server, name: 'plans' })).toMatchObject({ isWaiting: true });
    world.network.plug(ann.host);
    await world.run(5_000);
    expect(await roomNamed(world, ann, { server, name: 'plans' })).toMatchObject({ isWaiting: false, isMember: true });
    const browsed = await ask(world, bob, ['room.browse', { serverId }]);
    expect(browsed).toContainEqual({ roomId, name: 'plans', topic: 'What next', memberCount: 1, isMember: false });
    await ask(world, bob, ['room.join', { serverId, roomId }]);
    await world.run(1_000);
    expect(await texts(world, bob, { server, roomId })).toEqual(['first']);
    expect(spot.roomId).not.toBe(roomId);
  });

  it('[D3, P16] refused for good fails with its reason, and can be said again as a new one', async () => {
    const { world, server, ann, bob, spot } = await setupTwoPeople(8);
    const { serverId } = server;
    await ask(world, bob, ['room.leave', { serverId, roomId: spot.roomId }]);
    await world.run(500);
    const { commandId } = await ask(world, bob, [
      'message.send',
      { serverId, roomId: spot.roomId, text: 'still here?' },
    ]);
    await world.run(500);
    expect(bob.told).toContainEqual({
      name: 'command.failed',
      event: {
        serverId,
        commandId,
        kind: 'message.send',
        roomId: spot.roomId,
        reason: { type: 'not_a_member', roomId: spot.roomId },
      },
    });
    expect(await serverView(world, bob, server)).toMatchObject({ outbox: { waiting: 0, failed: 1 } });
    await ask(world, bob, ['room.join', { serverId, roomId: spot.roomId }]);
    const retried = await ask(world, bob, ['message.retry', { serverId, commandId }]);
    expect(retried.commandId).not.toBe(commandId);
    expect(retried).toMatchObject({ roomId: spot.roomId });
    await world.run(500);
    expect(await texts(world, ann, spot)).toEqual(['still here?']);
  });
});
