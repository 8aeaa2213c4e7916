import { describe, expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import type { Name } from '#shared/domain/name.ts';
import { setupTwoPeople, type TwoPeople } from '#test/support/world-rooms.ts';
import { ask, joinServer, messages, roomNamed, say, serverView, texts, timeline } from '#test/support/world-talk.ts';
import type { WorldPerson } from '#test/support/world.ts';

/** Two people of whose talk the server has lost the last of it; it is not running. */
async function setupLoss(seed: number) {
  const people = await setupTwoPeople(seed);
  const { world, server, ann, bob, spot } = people;
  for (const text of ['kept 1', 'kept 2']) await say(world, ann, { ...spot, text });
  await world.run(3_000);
  const restore = server.backUp();
  for (const text of ['lost 1', 'lost 2', 'lost 3']) await say(world, ann, { ...spot, text });
  await say(world, bob, { ...spot, text: 'lost 4' });
  await world.run(3_000);
  server.crash();
  restore();
  return people;
}

async function backOnline({ world, server }: TwoPeople, ...persons: readonly WorldPerson[]): Promise<void> {
  for (const person of persons) {
    await world.until(async () => (await serverView(world, person, server)).connection.type === 'online');
  }
  await world.run(10_000);
}

describe('an older copy of the database in the place of the newer one', () => {
  it('[H4, H5] gets back what was lost, and shows the same to everybody, what is said after it last', async () => {
    const setup = await setupLoss(1);
    const { world, server, ann, bob, spot } = setup;
    await server.start();
    await backOnline(setup, ann, bob);
    for (const text of ['new 1', 'new 2']) await say(world, bob, { ...spot, text });
    await say(world, ann, { ...spot, text: 'new 3' });
    await world.run(5_000);
    const all = ['kept 1', 'kept 2', 'lost 1', 'lost 2', 'lost 3', 'lost 4', 'new 1', 'new 2', 'new 3'];
    for (const person of [ann, bob]) {
      expect(await texts(world, person, spot)).toEqual(all);
      expect((await messages(world, person, spot)).map(({ itemNumber }) => itemNumber)).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8, 9,
      ]);
    }
  });

  it('[D9] hides nothing from who comes back when as much was said again as had been lost', async () => {
    const setup = await setupLoss(2);
    const { world, server, ann, bob, spot } = setup;
    world.network.unplug(ann.host);
    await server.start();
    await backOnline(setup, bob);
    const said = Array.from({ length: 60 }, (_, index) => `new ${index + 1}`);
    for (const text of said) await say(world, bob, { ...spot, text });
    world.network.plug(ann.host);
    await backOnline(setup, ann);
    const lost = ['lost 1', 'lost 2', 'lost 3', 'lost 4'];
    expect(await texts(world, ann, spot)).toEqual(['kept 1', 'kept 2', ...lost, ...said]);
    expect((await timeline(world, ann, spot)).some(({ type }) => type === 'gap')).toBe(false);
    expect((await roomNamed(world, ann, { server, name: 'general' })).unread).toBe(61);
  }, 30_000);

  it('[I7] gets what waited in an outbox, whatever numbers it had', async () => {
    const setup = await setupLoss(3);
    const { world, server, ann, bob, spot } = setup;
    await say(world, ann, { ...spot, text: 'waiting 1' });
    await say(world, ann, { ...spot, text: 'waiting 2' });
    await server.start();
    await backOnline(setup, ann, bob);
    expect(await texts(world, bob, spot)).toEqual([
      ...['kept 1', 'kept 2', 'lost 1', 'lost 2', 'lost 3', 'lost 4', 'waiting 1', 'waiting 2'],
    ]);
    expect(await texts(world, ann, spot)).toEqual(await texts(world, bob, spot));
    expect((await serverView(world, ann, server)).outbox).toEqual({ waiting: 0, failed: 0 });
  });

  it('[H4] has the room again that was made after it, with who was in it', async () => {
    const setup = await setupTwoPeople(4);
    const { world, server, ann } = setup;
    const restore = server.backUp();
    const made = { name: 'short-lived' as Name, topic: '', visibility: 'public', history: 'everything' } as const;
    await ask(world, ann, ['room.create', { serverId: server.serverId, ...made }]);
    await world.run(3_000);
    server.crash();
    restore();
    await server.start();
    await backOnline(setup, ann);
    expect(await roomNamed(world, ann, { server, name: 'short-lived' })).toMatchObject({ isMember: true, unread: 0 });
  });

  it('[P18] lets in again who had come in after it', async () => {
    const setup = await setupTwoPeople(5);
    const { world, server, ann, spot } = setup;
    await world.run(3_000);
    const restore = server.backUp();
    const eve = await world.person('Eve');
    await joinServer(world, eve, server);
    await say(world, eve, { ...spot, text: 'lost' });
    await world.run(3_000);
    server.crash();
    restore();
    await say(world, eve, { ...spot, text: 'waiting' });
    await server.start();
    await backOnline(setup, ann, eve);
    expect(
      (await ask(world, ann, ['person.list', { serverId: server.serverId }])).map((one) => one.displayName),
    ).toContain('Eve');
    expect(await serverView(world, eve, server)).toMatchObject({
      connection: { type: 'online' },
      outbox: { waiting: 0 },
    });
  });

  it('[H3, I7] takes what waited for a private room once that has opened, and meanwhile what waited for others', async () => {
    const setup = await setupTwoPeople(6);
    const { world, server, ann, bob, spot: general } = setup;
    const { serverId } = server;
    const made = { name: 'closed' as Name, topic: '', visibility: 'private', history: 'everything' } as const;
    const { roomId } = await ask(world, ann, ['room.create', { serverId, ...made }]);
    const spot = { server, roomId };
    const { personId } = await serverView(world, bob, server);
    await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
    await world.run(3_000);
    const restore = server.backUp();
    await say(world, ann, { ...spot, text: 'lost' });
    await world.run(3_000);
    server.crash();
    restore();
    for (const text of ['waiting 1', 'waiting 2']) await say(world, bob, { ...spot, text });
    await say(world, bob, { ...general, text: 'for all' });
    world.network.unplug(ann.host);
    await server.start();
    await backOnline(setup, bob);
    expect(await serverView(world, bob, server)).toMatchObject({ outbox: { waiting: 2, failed: 0, held: 2 } });
    expect((await messages(world, bob, general)).map(({ delivery }) => delivery)).toEqual(['sent']);
    expect(await messages(world, bob, spot)).toMatchObject([
      { delivery: 'queued', failure: null },
      { delivery: 'queued', failure: null },
    ]);
    await bob.close();
    await bob.start();
    await backOnline(setup, bob);
    expect(await serverView(world, bob, server)).toMatchObject({ outbox: { waiting: 2, failed: 0, held: 2 } });
    expect(await roomNamed(world, bob, { server, name: 'closed' })).toMatchObject({ isMember: false, isClosed: true });
    world.network.plug(ann.host);
    await backOnline(setup, ann);
    expect(await roomNamed(world, bob, { server, name: 'closed' })).toMatchObject({ isMember: true, isClosed: false });
    expect(await texts(world, bob, spot)).toEqual(['lost', 'waiting 1', 'waiting 2']);
    expect(await texts(world, ann, spot)).toEqual(['lost', 'waiting 1', 'waiting 2']);
    expect((await serverView(world, bob, server)).outbox).toEqual({ waiting: 0, failed: 0 });
  });

  it('[H3] fails what waited for a private room where its author was put out of it', async () => {
    const setup = await setupTwoPeople(9);
    const { world, server, ann, bob } = setup;
    const { serverId } = server;
    const made = { name: 'closed' as Name, topic: '', visibility: 'private', history: 'everything' } as const;
    const { roomId } = await ask(world, ann, ['room.create', { serverId, ...made }]);
    const { personId } = await serverView(world, bob, server);
    await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
    await world.run(3_000);
    const restore = server.backUp();
    await say(world, ann, { server, roomId, text: 'lost' });
    await world.run(3_000);
    world.network.unplug(bob.host);
    await say(world, bob, { server, roomId, text: 'waiting' });
    await ask(world, ann, ['room.removeMember', { serverId, roomId, personId }]);
    await world.run(3_000);
    server.crash();
    restore();
    world.network.unplug(ann.host);
    world.network.plug(bob.host);
    await server.start();
    await backOnline(setup, bob);
    expect((await serverView(world, bob, server)).outbox).toEqual({ waiting: 1, failed: 0, held: 1 });
    world.network.plug(ann.host);
    await backOnline(setup, ann, bob);
    await world.run(30_000);
    expect((await serverView(world, bob, server)).outbox).toEqual({ waiting: 0, failed: 1 });
    expect((await messages(world, bob, { server, roomId })).at(-1)).toMatchObject({
      delivery: 'failed',
      failure: { type: 'room_not_found', roomId },
    });
  });

  it('[H3, H4] says once what the server had taken without an answer, and that waited while its room was closed', async () => {
    const setup = await setupTwoPeople(10);
    const { world, server, ann, bob } = setup;
    const { serverId } = server;
    const made = { name: 'closed' as Name, topic: '', visibility: 'private', history: 'everything' } as const;
    const { roomId } = await ask(world, ann, ['room.create', { serverId, ...made }]);
    const spot = { server, roomId };
    const { personId } = await serverView(world, bob, server);
    await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
    await world.run(3_000);
    const restore = server.backUp();
    await say(world, ann, { ...spot, text: 'lost' });
    await world.run(3_000);
    void bob.api.call('message.send', { serverId, roomId, text: 'no answer' });
    const turn = () => new Promise(setImmediate);
    const link = present(world.network.links(bob.host).at(-1), 'Bob is online');
    while (link.deliverAll() === 0) await turn();
    for (let count = 0; count < 10; count += 1) await turn();
    // Ann hears it, and Bob not that it was taken.
    world.network.unplug(bob.host);
    await world.run(3_000);
    expect(await texts(world, ann, spot)).toEqual(['lost', 'no answer']);
    server.crash();
    restore();
    world.network.plug(bob.host);
    world.network.unplug(ann.host);
    await server.start();
    await backOnline(setup, bob);
    expect((await serverView(world, bob, server)).outbox).toEqual({ waiting: 1, failed: 0, held: 1 });
    world.network.plug(ann.host);
    await backOnline(setup, ann, bob);
    for (const person of [ann, bob]) expect(await texts(world, person, spot)).toEqual(['lost', 'no answer']);
    expect((await serverView(world, bob, server)).outbox).toEqual({ waiting: 0, failed: 0 });
  });

  it('[H3] keeps a room closed that was made in the lost part, and one that was left before is only left', async () => {
    const setup = await setupTwoPeople(7);
    const { world, server, ann, bob } = setup;
    const { serverId } = server;
    const { personId } = await serverView(world, bob, server);
    const make = async (name: string) => {
      const made = { name: name as Name, topic: '', visibility: 'private', history: 'everything' } as const;
      const { roomId } = await ask(world, ann, ['room.create', { serverId, ...made }]);
      await ask(world, ann, ['room.invite', { serverId, roomId, personId }]);
      await world.run(3_000);
      return roomId;
    };
    await ask(world, bob, ['room.leave', { serverId, roomId: await make('left') }]);
    await world.run(3_000);
    const restore = server.backUp();
    await make('made since');
    server.crash();
    restore();
    world.network.unplug(ann.host);
    await server.start();
    await backOnline(setup, bob);
    const stands = (name: string) => roomNamed(world, bob, { server, name });
    expect(await stands('made since')).toMatchObject({ isMember: false, isClosed: true });
    expect(await stands('left')).toMatchObject({ isMember: false, isClosed: false });
    await bob.close();
    await bob.start();
    await backOnline(setup, bob);
    expect(await stands('made since')).toMatchObject({ isMember: false, isClosed: true });
    world.network.plug(ann.host);
    await backOnline(setup, ann, bob);
    const again = await stands('made since');
    expect(again).toMatchObject({ isMember: true, isClosed: false });
    await ask(world, bob, ['room.leave', { serverId, roomId: again.roomId }]);
    await world.run(3_000);
    expect(await stands('made since')).toMatchObject({ isMember: false, isClosed: false });
  });
});
