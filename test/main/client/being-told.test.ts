import { describe, expect, it } from 'vitest';
import type { ChatNotification, ConversationRead } from '#shared/ipc/chat-notification.ts';
import { setupTwoPeople, type TwoPeople } from '#test/support/world-rooms.ts';
import { ask, say, serverView } from '#test/support/world-talk.ts';
import type { WorldPerson } from '#test/support/world.ts';

function listenTo({ client }: WorldPerson) {
  const told: ChatNotification[] = [];
  const read: ConversationRead[] = [];
  const badges: number[] = [];
  client.onNotification((notification) => told.push(notification));
  client.onConversationRead((conversation) => read.push(conversation));
  client.onBadge((count) => badges.push(count));
  const take = () => told.splice(0).map(({ text, count }) => `${text} of ${count}`);
  return { told, read, badges, take };
}

/** Ann and Bob in the first room, and in a direct one. */
async function setupDirect(seed: number): Promise<TwoPeople & { readonly direct: TwoPeople['spot'] }> {
  const two = await setupTwoPeople(seed);
  const { world, server, ann, bob } = two;
  const { personId } = await serverView(world, bob, server);
  const { serverId } = server;
  const { roomId } = await ask(world, ann, ['direct.open', { serverId, personIds: [personId] }]);
  await world.run(1_000);
  return { ...two, direct: { server, roomId } };
}

describe('a person', () => {
  it('is told of what is written to them and where they are named, and of nothing of their own', async () => {
    const { world, ann, bob, spot, direct } = await setupDirect(1);
    const [atAnn, atBob] = [listenTo(ann), listenTo(bob)];
    await say(world, ann, { ...spot, text: 'hello all' });
    await say(world, ann, { ...spot, text: 'hello bob' });
    await say(world, ann, { ...direct, text: 'and to you alone' });
    await world.run(1_000);
    expect([atAnn.take(), atBob.take()]).toEqual([[], ['hello bob of 1', 'and to you alone of 1']]);
    expect([atAnn.badges, atBob.badges]).toEqual([[0], [0, 1, 2]]);
  });

  it('hears that a conversation was read', async () => {
    const { world, server, ann, bob, direct } = await setupDirect(2);
    const { read, badges } = listenTo(bob);
    await say(world, ann, { ...direct, text: 'one' });
    await world.run(1_000);
    const at = { serverId: server.serverId, roomId: direct.roomId };
    await ask(world, bob, ['room.markRead', at]);
    expect([read, badges]).toEqual([[at], [0, 1, 0]]);
  });

  it('is told once of each conversation after they were away, with what came last', async () => {
    const { world, ann, bob, spot, direct } = await setupDirect(3);
    await bob.close();
    for (const text of ['one', 'two', 'three']) await say(world, ann, { ...direct, text });
    await say(world, ann, { ...spot, text: 'Bob, are you there?' });
    await say(world, ann, { ...spot, text: 'never mind' });
    await world.run(1_000);
    await bob.start();
    const { take, badges } = listenTo(bob);
    await world.run(5_000);
    expect(take().toSorted()).toEqual(['Bob, are you there? of 1', 'three of 3']);
    expect(badges.at(-1)).toBe(4);
    await say(world, ann, { ...direct, text: 'four' });
    await world.run(1_000);
    expect(take()).toEqual(['four of 4']);
  });

  it('has the same badge after a restart, and is not told again', async () => {
    const { world, ann, bob, spot, direct } = await setupDirect(4);
    await say(world, ann, { ...direct, text: 'one' });
    await say(world, ann, { ...spot, text: 'Bob?' });
    await world.run(1_000);
    await bob.close();
    await bob.start();
    const { take, badges } = listenTo(bob);
    await world.run(5_000);
    expect([take(), badges.at(-1)]).toEqual([[], 2]);
  });

  it('is told of nothing that lies in the past of a server they come to, nor of one they have forgotten', async () => {
    const { world, server, ann, bob, spot, direct } = await setupDirect(5);
    await say(world, ann, { ...spot, text: 'Cleo will come' });
    const cleo = await world.person('Cleo');
    const atCleo = listenTo(cleo);
    await ask(world, cleo, ['server.join', { target: server.address, displayName: 'Cleo' }]);
    await world.run(5_000);
    expect([atCleo.take(), atCleo.badges]).toEqual([[], [0]]);
    const atBob = listenTo(bob);
    await say(world, ann, { ...direct, text: 'one' });
    await world.run(1_000);
    await ask(world, bob, ['server.forget', { serverId: server.serverId }]);
    expect([atBob.read.length, atBob.badges]).toEqual([1, [0, 1, 0]]);
  });
});
