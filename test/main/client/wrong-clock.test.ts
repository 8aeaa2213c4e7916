import { describe, expect, it } from 'vitest';
import { parseJoinLine } from '#shared/discovery/join-line.ts';
import type { Door } from '#shared/domain/door.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import { ask, joinServer, serverView } from '#test/support/world-talk.ts';
import { createWorld, type WorldPerson } from '#test/support/world.ts';

const [minuteMs, dayMs] = [60_000, 24 * 60 * 60 * 1000];
const hourMs = 60 * minuteMs;

/** A server with its owner inside whose clock was right, or ahead, while its log was made, and is so many days behind that since. */
async function setupBehind(days: number, door: Door) {
  const world = createWorld(days);
  const server = await world.server();
  const olga = await world.person('Olga');
  await joinServer(world, olga, server);
  const { personId } = await serverView(world, olga, server);
  await server.chat.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
  await server.chat.act({ kind: 'server.setDoor', body: { door, openUntil: 0 } });
  await world.settle();
  await server.stop('restarting');
  world.clock.setNow(world.clock.now() - days * dayMs);
  await server.start();
  await world.run(15_000);

  async function come(name: string, target = server.address): Promise<WorldPerson> {
    const person = await world.person(name);
    await ask(world, person, ['server.join', { target, displayName: name }]);
    await world.run(1_000);
    return person;
  }

  async function connectionOf(person: WorldPerson): Promise<ConnectionState> {
    return (await serverView(world, person, server)).connection;
  }
  /** So much time, in which nothing is looked at. */
  async function pass(ms: number): Promise<void> {
    world.clock.advance(ms);
    await world.run(15_000);
  }
  return { world, server, olga, come, connectionOf, pass };
}

describe.each([10, 40])('at a server whose clock is %i days behind its log', (days) => {
  it('[T6] an invite lets in until it runs out, which the screen and the link tell by the clock of whoever looks', async () => {
    const { world, server, olga, come, connectionOf, pass } = await setupBehind(days, 'invite');
    const { serverId } = server;
    const wish = { note: '', role: 'member' as const, roomIds: [], maxUses: 9, expiresInMs: hourMs };
    const made = await ask(world, olga, ['invite.create', { serverId, ...wish }]);
    const until = world.clock.now() + hourMs;
    await world.run(100);
    const link = parseJoinLine(made.link);
    const listed = await ask(world, olga, ['invite.list', { serverId }]);
    expect([made.expiresAt, ...listed.map(({ expiresAt }) => expiresAt)]).toEqual([until, until]);
    expect(link.ok && link.value.invite?.expiresAtSeconds).toBe(Math.floor(until / 1_000));
    expect(await connectionOf(await come('Ida', made.link))).toEqual({ type: 'online' });
    await pass(hourMs);
    expect(await connectionOf(await come('Late', made.link))).not.toEqual({ type: 'online' });
    expect(await ask(world, olga, ['invite.list', { serverId }])).toEqual([]);
  });

  it('[T7] a door that was opened for a while is open, is said to be so, and is closed after', async () => {
    const { world, server, olga, come, connectionOf, pass } = await setupBehind(days, 'invite');
    const { serverId } = server;
    await ask(world, olga, ['door.set', { serverId, door: 'invite', openForMs: 15 * minuteMs }]);
    const openUntil = world.clock.now() + 15 * minuteMs;
    await world.run(100);
    expect(await ask(world, olga, ['door.read', { serverId }])).toMatchObject({ door: 'invite', openUntil });
    expect(await connectionOf(await come('Ida'))).toEqual({ type: 'online' });
    await pass(15 * minuteMs);
    expect(await connectionOf(await come('Late'))).not.toEqual({ type: 'online' });
    const closed = await ask(world, olga, ['door.read', { serverId }]);
    expect(closed.openUntil).toBeLessThanOrEqual(world.clock.now());
  });

  it('[T7] whoever is let in at the door comes in', async () => {
    const { world, server, olga, come, connectionOf } = await setupBehind(days, 'knock');
    const { serverId } = server;
    const sofia = await come('Sofia');
    const [knock] = await ask(world, olga, ['knock.list', { serverId }]);
    const { device } = await ask(world, olga, ['knock.open', { serverId, knockId: knock?.knockId ?? 0 }]);
    await ask(world, olga, ['knock.accept', { serverId, device, role: 'member' }]);
    await world.run(1_000);
    expect(await connectionOf(sofia)).toEqual({ type: 'online' });
  });

  it('[T17] what was done can be given back, and not for ever', async () => {
    const { world, server, olga, come } = await setupBehind(days, 'open');
    const { serverId } = server;
    const ida = await come('Ida');
    const { personId } = await serverView(world, ida, server);
    const put = async (standing: 'active' | 'banned') => {
      await ask(world, olga, ['person.setStanding', { serverId, personId, standing }]);
      await world.run(1_000);
      const people = await ask(world, olga, ['person.list', { serverId }]);
      return people.find((person) => person.personId === personId)?.standing;
    };
    expect([await put('banned'), await put('active'), await put('banned')]).toEqual(['banned', 'active', 'banned']);
    world.clock.setNow(world.clock.now() + 31 * dayMs);
    expect(await put('active')).toBe('banned');
  });
});
