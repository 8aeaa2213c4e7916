import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { createMemoryLan } from '#test/support/memory-discovery.ts';
import { setupTwoPeople } from '#test/support/world-rooms.ts';
import { ask, joinServer, say, serverView, texts } from '#test/support/world-talk.ts';
import { createWorld, type World, type WorldPerson, type WorldServer } from '#test/support/world.ts';

async function connection(world: World, person: WorldPerson, server: WorldServer): Promise<ConnectionState> {
  return (await serverView(world, person, server)).connection;
}

/** The states a person was shown, without repeats. */
function shownStates(person: WorldPerson): string[] {
  const types = person.told.flatMap(({ name, event }) => (name === 'server.changed' ? event.connection.type : []));
  return types.filter((type, index) => type !== types[index - 1]);
}

/** How long it takes until a person is online; throws after a minute. */
async function onlineAfterMs(world: World, person: WorldPerson, server: WorldServer): Promise<number> {
  const startedAt = world.clock.monotonic();
  await world.until(async () => (await connection(world, person, server)).type === 'online');
  return world.clock.monotonic() - startedAt;
}

describe('a connection', () => {
  it('[D11] is shown in its states, from offline to online', async () => {
    const { ann } = await setupTwoPeople(1);
    expect(shownStates(ann)).toEqual(['offline', 'connecting', 'pending', 'catching_up', 'online']);
  });

  it('[D11] that is lost is shown as reconnecting until it is back, with the reason and the next try', async () => {
    const { world, server, ann } = await setupTwoPeople(2);
    world.network.unplug(ann.host);
    await world.run(20_000);
    const state = await connection(world, ann, server);
    expect(state).toMatchObject({ type: 'reconnecting', problem: { type: 'unreachable', code: 'refused' } });
    world.network.plug(ann.host);
    await world.until(async () => (await connection(world, ann, server)).type === 'online', 3_500);
    expect(shownStates(ann).slice(-3)).toEqual(['reconnecting', 'catching_up', 'online']);
  });

  it('[D11] is tried again after half an hour as well, at most 10 s apart', async () => {
    const { world, server, ann } = await setupTwoPeople(3);
    server.crash();
    await world.run(30 * 60_000);
    await server.start();
    expect(await onlineAfterMs(world, ann, server)).toBeLessThan(10_100);
  }, 30_000);

  it('[D11] is tried at once on a click', async () => {
    const { world, server, ann } = await setupTwoPeople(4);
    server.crash();
    await world.run(5 * 60_000);
    await server.start();
    await ask(world, ann, ['server.connectNow', { serverId: server.serverId }]);
    expect(await onlineAfterMs(world, ann, server)).toBeLessThan(100);
  }, 30_000);

  it('[D11] is tried at once when the machine wakes up', async () => {
    const { world, server, ann } = await setupTwoPeople(5);
    server.crash();
    await world.run(5 * 60_000);
    await server.start();
    ann.client.wake();
    expect(await onlineAfterMs(world, ann, server)).toBeLessThan(100);
  }, 30_000);

  it('[D10] that has gone silent is found within 25 s', async () => {
    const { world, server, ann } = await setupTwoPeople(6);
    world.network.links(ann.host).at(-1)?.halfCut('client');
    await world.run(14_000);
    expect((await connection(world, ann, server)).type).toBe('online');
    await world.until(() => shownStates(ann).includes('reconnecting'), 11_000);
    await world.until(async () => (await connection(world, ann, server)).type === 'online', 1_000);
  });

  it('[D10] is probed when the machine wakes up, and given up after 2 s without an answer', async () => {
    const { world, server, ann } = await setupTwoPeople(7);
    world.network.links(ann.host).at(-1)?.halfCut('client');
    ann.client.wake();
    await world.run(1_900);
    expect(shownStates(ann)).not.toContain('reconnecting');
    await world.until(() => shownStates(ann).includes('reconnecting'), 200);
    await world.until(async () => (await connection(world, ann, server)).type === 'online', 1_000);
  });

  it('[D10] that answers the probe is kept', async () => {
    const { world, ann } = await setupTwoPeople(8);
    const before = world.network.links(ann.host).length;
    ann.client.wake();
    await world.run(60_000);
    expect(world.network.links(ann.host)).toHaveLength(before);
    expect(shownStates(ann)).not.toContain('reconnecting');
  });

  it('[D13] to a server that stops says so, and is there again with the server', async () => {
    const { world, server, ann } = await setupTwoPeople(9);
    void server.stop('restarting');
    await world.run(100);
    const problems = ann.told.flatMap(({ name, event }) =>
      name === 'server.changed' && event.connection.type === 'reconnecting' ? [event.connection.problem] : [],
    );
    expect(problems[0]).toEqual({ type: 'server_stopping', reason: 'restarting' });
    await server.start();
    await world.until(async () => (await connection(world, ann, server)).type === 'online', 4_000);
  });

  it('[D13] to a server whose computer sleeps says that, and is there again when it wakes up', async () => {
    const { world, server, ann, bob, spot } = await setupTwoPeople(11);
    await server.sleep();
    await world.run(20_000);
    const problem = { type: 'server_stopping', reason: 'sleeping' };
    expect(await connection(world, ann, server)).toMatchObject({ type: 'reconnecting', problem });
    expect(shownStates(ann).filter((state) => state === 'online')).toHaveLength(1);
    server.wake();
    for (const { client } of [ann, bob]) client.wake();
    await world.until(async () => (await connection(world, ann, server)).type === 'online', 4_000);
    await say(world, ann, { ...spot, text: 'good morning' });
    await world.run(4_000);
    expect(await texts(world, bob, spot)).toEqual(['good morning']);
  });

  it('[D11, P14] taken over by a newer one of the same device is refused, and not tried again', async () => {
    const { world, server, ann, bob, spot } = await setupTwoPeople(10);
    const twin = await world.person('Ann', { disk: ann.disk });
    await world.until(async () => (await connection(world, twin, server)).type === 'online');
    await world.run(60_000);
    expect(await connection(world, ann, server)).toEqual({ type: 'refused', problem: { type: 'replaced' } });
    await say(world, twin, { ...spot, text: 'from the newer one' });
    await world.run(100);
    expect(await texts(world, bob, spot)).toEqual(['from the newer one']);
  });
});

describe('a server that moves', () => {
  it('[D11, T1] is found at its new address by discovery, at once', async () => {
    const world = createWorld(20);
    const lan = createMemoryLan(world.clock);
    const server = await world.server({ host: '10.0.1.1' });
    const ann = await world.person('Ann', { discovery: lan.join('10.0.9.1').discovery });
    await joinServer(world, ann, server);
    server.crash();
    await world.run(5 * 60_000);
    await server.start('10.0.1.2');
    const record = { serverId: server.serverId, name: server.name, versions: [1], port: 7420 };
    lan.join('10.0.1.2').discovery.advertise(record);
    await world.until(async () => (await connection(world, ann, server)).type === 'online', 1_300);
    expect((await serverView(world, ann, server)).addresses[0]).toBe('10.0.1.2:7420');
  }, 30_000);

  it('[T2] is never mistaken for another one that has its old address', async () => {
    const world = createWorld(21);
    const server = await world.server({ host: '10.0.1.1' });
    const ann = await world.person('Ann');
    await joinServer(world, ann, server);
    server.crash();
    const impostor = await world.server({ host: '10.0.1.1', name: 'Impostor' });
    await world.run(10_000);
    expect(await connection(world, ann, server)).toMatchObject({
      type: 'reconnecting',
      problem: { type: 'other_server', serverId: impostor.serverId },
    });
    // It was told nothing but a hello.
    expect(impostor.chat.stats()).toMatchObject({ people: 0, sessions: { pending: 0, live: 0 } });
  });
});
