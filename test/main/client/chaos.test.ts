import { expect, it } from 'vitest';
import type { MessageItem } from '#shared/ipc/chat-view.ts';
import { setupTwoPeople, type TwoPeople } from '#test/support/world-rooms.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { joinServer, messages, serverView } from '#test/support/world-talk.ts';
import type { WorldPerson } from '#test/support/world.ts';

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

/** One thing that befalls a person, or the server. */
async function befall({ world, server }: TwoPeople, person: WorldPerson, fraction: () => number): Promise<void> {
  const links = world.network.links(person.host);
  const dice = fraction();
  if (dice < 0.3) links.at(-1)?.cut();
  else if (dice < 0.4) links.at(-1)?.halfCut('client');
  else if (dice < 0.5) links.at(-1)?.halfCut('server');
  else if (dice < 0.7) {
    // Some of what is under way arrives, then the process dies.
    for (let left = Math.floor(fraction() * 5); left > 0; left -= 1) links.at(-1)?.deliverOne('server');
    person.crash();
    await world.run(fraction() * 300);
    await person.start();
  } else if (dice < 0.85) {
    server.crash();
    await world.run(fraction() * 3_000);
    await server.start();
  } else {
    world.network.unplug(person.host);
    await world.run(fraction() * 8_000);
    world.network.plug(person.host);
  }
}

const textOf = ({ content }: MessageItem) => (content.type === 'text' ? content.text : '?');

it.each(seeds)(
  '[D3, D5, I2, I3, I4, I7, I9] whatever is cut or crashes, everybody has the same in the end (seed %i)',
  async (seed) => {
    const two = await setupTwoPeople(seed);
    const { world, server, ann, bob, spot } = two;
    const cleo = await world.person('Cleo');
    await joinServer(world, cleo, server);
    const people = [ann, bob, cleo];
    const { fraction } = createSeededRandom(`chaos ${seed}`);
    const { serverId } = server;
    const said = new Map(people.map(({ name }) => [name, 0]));
    for (let round = 0; round < 40; round += 1) {
      for (const person of people) {
        if (fraction() < 0.5) continue;
        const count = (said.get(person.name) ?? 0) + 1;
        said.set(person.name, count);
        await person.api.call('message.send', { serverId, roomId: spot.roomId, text: `${person.name} ${count}` });
      }
      const victim = people[Math.floor(fraction() * people.length)] ?? ann;
      if (fraction() < 0.35) await befall(two, victim, fraction);
      await world.run(fraction() * 200);
    }
    await world.run(45_000);
    const [first, ...others] = await Promise.all(people.map((person) => messages(world, person, spot)));
    const shown = (first ?? []).map(textOf);
    for (const other of others) expect(other.map(textOf)).toEqual(shown);
    for (const { name } of people) {
      const own = shown.filter((text) => text.startsWith(name));
      expect(own).toEqual(Array.from({ length: said.get(name) ?? 0 }, (_, index) => `${name} ${index + 1}`));
    }
    expect((first ?? []).filter(({ isForged }) => isForged)).toEqual([]);
    for (const person of people) {
      expect(await serverView(world, person, server)).toMatchObject({
        connection: { type: 'online' },
        outbox: { waiting: 0, failed: 0 },
      });
    }
  },
);
