import { describe, expect, it } from 'vitest';
import type { ChatContract } from '#shared/ipc/chat-api.ts';
import { createRpcClient } from '#shared/ipc/rpc.ts';
import { linkedPorts } from '#main/ipc/linked-ports.ts';
import type { Mirror } from '#renderer/state/mirror.svelte.ts';
import { Mirror as MirrorClass } from '#renderer/state/mirror.svelte.ts';
import { People } from '#renderer/state/people.svelte.ts';
import { Rooms } from '#renderer/state/rooms.svelte.ts';
import { Servers } from '#renderer/state/servers.svelte.ts';
import { Timeline } from '#renderer/state/timeline.svelte.ts';
import { createWorld, type World, type WorldPerson } from '#test/support/world.ts';
import { steadyClient } from '../steady-client.ts';

async function sitDown(world: World, { client, name }: WorldPerson, address: string) {
  const [near, far] = linkedPorts();
  client.serve(far);
  const chat = steadyClient(createRpcClient<ChatContract>(near));
  const rooms = new Rooms(chat);
  const people = new People(chat);
  const servers = new Servers(chat, (serverId) => {
    void rooms.load(serverId);
    void people.load(serverId);
  });
  const joining = servers.join(address, name);
  await world.run(3000);
  const joined = await joining;
  if (!joined.ok) throw new Error(joined.error.type);
  return { chat, rooms, people, servers, serverId: joined.value };
}

describe('two people in front of their windows', () => {
  it('see each other, and what they say', async () => {
    const world = createWorld('renderer talk');
    const server = await world.server();
    const ann = await sitDown(world, await world.person('Ann'), server.address);
    const bob = await sitDown(world, await world.person('Bob'), server.address);
    const { serverId } = ann;
    expect(ann.rooms.channels(serverId).map(({ name }) => name)).toEqual(['general']);
    expect(bob.people.of(serverId).map(({ displayName, presence }) => [displayName, presence])).toEqual([
      ['Ann', 'here'],
      ['Bob', 'here'],
    ]);
    const [general] = bob.rooms.channels(serverId);
    const me = bob.people.me(serverId);
    if (general === undefined || me === undefined) throw new Error('Bob is not in general.');
    const { roomId } = general;
    const timeline = new Timeline({ ...bob, clock: world.clock, roomId, me: me.personId, firstUnread: null });
    await world.run(500);
    await Promise.all([ann.chat.call('message.send', { serverId, roomId, text: 'Hello' }), world.run(3000)]);
    const texts = timeline.items.flatMap((item) =>
      item.type === 'message' && item.content.type === 'text' ? [item.content.text] : [],
    );
    expect([texts, timeline.missed, bob.rooms.get(serverId, roomId)?.unread]).toEqual([['Hello'], 1, 1]);
    timeline.markSeen(1);
    await world.run(3000);
    expect(bob.rooms.get(serverId, roomId)?.unread).toBe(0);
  });
});

describe('a mirrored list', () => {
  const setup = (): Mirror<number, { id: number; text: string }> => new MirrorClass(({ id }) => id);

  it('believes an event over the answer that comes after it', async () => {
    const mirror = setup();
    await mirror.load(async () => {
      mirror.put([{ id: 1, text: 'event' }]);
      return [
        { id: 1, text: 'answer' },
        { id: 2, text: 'answer' },
      ];
    });
    expect(mirror.values.map(({ text }) => text).sort()).toEqual(['answer', 'event']);
  });

  it('drops what the answer no longer holds, and nothing when there is no answer', async () => {
    const mirror = setup();
    mirror.put([{ id: 1, text: 'old' }]);
    await mirror.load(async () => null);
    expect(mirror.get(1)?.text).toBe('old');
    await mirror.load(async () => []);
    expect(mirror.values).toEqual([]);
  });
});
