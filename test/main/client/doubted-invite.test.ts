import { expect, it } from 'vitest';
import { setupTwoPeople, type TwoPeople } from '#test/support/world-rooms.ts';
import { ask, say, serverView } from '#test/support/world-talk.ts';
import type { WorldPerson } from '#test/support/world.ts';

const wish = { note: '', role: 'member' as const, roomIds: [], maxUses: 2, expiresInMs: 3_600_000 };

/** Ann's invite is from before a loss. What Bob did then his own device alone holds, and he is away; hers has seen that there was more. */
async function setupMissing(seed: number) {
  const people = await setupTwoPeople(seed);
  const { world, server, ann, bob, spot } = people;
  const { serverId } = server;
  for (const person of [ann, bob]) {
    const { personId } = await serverView(world, person, server);
    await server.chat.act({ kind: 'person.setRole', body: { personId, role: 'owner' } });
  }
  await server.chat.act({ kind: 'server.setDoor', body: { door: 'invite', openUntil: 0 } });
  await world.run(1_000);
  const { link, inviteId } = await ask(world, ann, ['invite.create', { serverId, ...wish }]);
  await world.run(1_000);
  const lose = async (isTakenBack: boolean) => {
    const restore = server.backUp();
    if (isTakenBack) await ask(world, bob, ['invite.revoke', { serverId, inviteId }]);
    else await ask(world, bob, ['invite.create', { serverId, ...wish }]);
    await world.run(1_000);
    await say(world, ann, { ...spot, text: 'lost' });
    await world.run(3_000);
    server.crash();
    restore();
    world.network.unplug(bob.host);
    await server.start();
    await world.until(async () => (await serverView(world, ann, server)).connection.type === 'online');
  };
  return { ...people, link, lose };
}

async function comeBy({ world, server }: TwoPeople, link: string): Promise<WorldPerson> {
  const sofia = await world.person('Sofia');
  await ask(world, sofia, ['server.join', { target: link, displayName: 'Sofia' }]);
  await world.run(30_000);
  expect((await serverView(world, sofia, server)).connection).toMatchObject({ type: 'pending', refusal: null });
  return sofia;
}

it('[H3, T6] whoever comes by an invite from before a loss waits, and is in by themselves once all is back', async () => {
  const people = await setupMissing(1);
  const { world, server, bob, link, lose } = people;
  await lose(false);
  const sofia = await comeBy(people, link);
  world.network.plug(bob.host);
  await world.run(60_000);
  expect((await serverView(world, sofia, server)).connection).toEqual({ type: 'online' });
});

it('[H3, T6] whoever waits with an invite that turns out to have been taken back is told so', async () => {
  const people = await setupMissing(2);
  const { world, server, bob, link, lose } = people;
  await lose(true);
  const sofia = await comeBy(people, link);
  world.network.plug(bob.host);
  await world.run(60_000);
  const refusal = { type: 'invite_invalid' };
  expect((await serverView(world, sofia, server)).connection).toMatchObject({ type: 'pending', refusal });
});
