import { expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import { setupTwoPeople } from '#test/support/world-rooms.ts';
import { joinServer, messages, say, serverView, texts } from '#test/support/world-talk.ts';
import type { WorldPerson } from '#test/support/world.ts';

/** How somebody's connection has been, one after the other. */
const connectionsOf = ({ told }: WorldPerson) =>
  told.flatMap((each) => (each.name === 'server.changed' ? [each.event.connection.type] : []));

/** Bob's connection has ended behind what Ann and he said last, before the position that covers it: a server that takes it at once. */
async function setupCut(seed: number) {
  const people = await setupTwoPeople(seed);
  const { world, server, ann, bob, spot } = people;
  await say(world, ann, { ...spot, text: 'before' });
  await world.run(3_000);
  const database = present(bob.disk.databaseOf(server.serverId), 'Bob has been here');
  const readMeta = database.query<[], { position: string; outboxId: string }>('SELECT position, outboxId FROM meta');
  const { position, outboxId } = present(readMeta.get(), 'it is known');
  await say(world, ann, { ...spot, text: 'one' });
  await say(world, bob, { ...spot, text: 'two' });
  await world.run(3_000);
  await bob.close();
  database.change<[string]>('UPDATE meta SET position = ?').run(position);
  return { ...people, outboxId, outboxIdNow: () => readMeta.get()?.outboxId };
}

it('[D9] who was cut off between an event and its position goes on where they were: the server lost nothing', async () => {
  const { world, server, ann, bob, spot, outboxId, outboxIdNow } = await setupCut(1);
  await say(world, ann, { ...spot, text: 'three' });
  await bob.start();
  await joinServer(world, bob, server);
  await say(world, bob, { ...spot, text: 'four' });
  await world.run(3_000);
  expect(connectionsOf(bob)).toContain('online');
  expect(connectionsOf(bob)).not.toContain('healing');
  expect(outboxIdNow()).toBe(outboxId);
  const all = ['before', 'one', 'two', 'three', 'four'];
  for (const person of [ann, bob]) expect(await texts(world, person, spot)).toEqual(all);
  expect((await messages(world, bob, spot)).map(({ itemNumber }) => itemNumber)).toEqual([1, 2, 3, 4, 5]);
});

it('[D9] what was said meanwhile goes out once that is known', async () => {
  const { world, server, bob, ann, spot } = await setupCut(2);
  world.network.unplug(bob.host);
  await bob.start();
  await say(world, bob, { ...spot, text: 'waiting' });
  world.network.plug(bob.host);
  await world.until(async () => (await serverView(world, bob, server)).connection.type === 'online');
  await world.run(3_000);
  expect((await serverView(world, bob, server)).outbox).toEqual({ waiting: 0, failed: 0 });
  expect(await texts(world, ann, spot)).toEqual(['before', 'one', 'two', 'waiting']);
});
