import { describe, expect, it } from 'vitest';
import type { MessageInfo, MessageItem } from '#shared/ipc/chat-view.ts';
import { setupTwoPeople, type TwoPeople } from '#test/support/world-rooms.ts';
import { ask, joinServer, messages, say, serverView } from '#test/support/world-talk.ts';
import type { WorldPerson } from '#test/support/world.ts';

/** Ann and Bob in the first room, and how they ask for what is known of a message there. */
async function setupInfo(seed: number) {
  const two = await setupTwoPeople(seed);
  const { world, server, spot } = two;
  const { serverId } = server;
  const personIdOf = async (person: WorldPerson) => (await serverView(world, person, server)).personId;
  const newest = async (person: WorldPerson): Promise<MessageItem> => {
    const message = (await messages(world, person, spot)).at(-1);
    if (message === undefined) throw new Error('something was said');
    return message;
  };
  const infoOf = (person: WorldPerson, { author, commandId }: MessageItem) =>
    ask(world, person, ['message.info', { serverId, roomId: spot.roomId, author, commandId }]);
  const infoOfNewest = async (person: WorldPerson) => infoOf(person, await newest(person));
  const read = (person: WorldPerson) => ask(world, person, ['room.markRead', { serverId, roomId: spot.roomId }]);
  return { ...two, personIdOf, newest, infoOf, infoOfNewest, read };
}

function peopleOf({ recipients }: MessageInfo) {
  return recipients?.type === 'people' ? recipients.people : [];
}

async function plugIn({ world, server, bob }: TwoPeople) {
  world.network.plug(bob.host);
  await world.until(async () => (await serverView(world, bob, server)).connection.type === 'online');
  await world.run(2_000);
}

describe('what is known of a message', () => {
  it('[P19] tells its author every hop: written, sent, stored, heard, delivered and read', async () => {
    const two = await setupInfo(1);
    const { world, ann, bob, spot, personIdOf, infoOfNewest, read } = two;
    await say(world, ann, { ...spot, text: 'Hello' });
    await world.run(2_000);
    await read(bob);
    await world.run(2_000);
    const info = await infoOfNewest(ann);
    const { writtenAt, sentAt, storedAt, heardAt } = info;
    const [bobs] = peopleOf(info);
    expect(info).toMatchObject({ delivery: 'sent', via: 'live', recipients: { type: 'people', hasTimes: true } });
    expect(bobs).toMatchObject({ personId: await personIdOf(bob), isDelivered: true, isRead: true });
    // All clocks of this world are the same.
    const hops = [writtenAt, sentAt, storedAt, heardAt].map(Number);
    expect(hops).toEqual(hops.toSorted((one, other) => one - other));
    const others = [storedAt, bobs?.deliveredAt, bobs?.readAt].map(Number);
    expect(others).toEqual(others.toSorted((one, other) => one - other));
  });

  it('[P19] counts who has it and has read it in a room, and shows so without being asked', async () => {
    const two = await setupInfo(2);
    const { world, server, ann, bob, spot, newest, read } = two;
    const cleo = await world.person('Cleo');
    await joinServer(world, cleo, server);
    world.network.unplug(bob.host);
    await say(world, ann, { ...spot, text: 'Hello' });
    await world.run(3_000);
    expect(await newest(ann)).toMatchObject({ delivery: 'sent', reach: { people: 2, delivered: 1, read: 0 } });
    await plugIn(two);
    expect(await newest(ann)).toMatchObject({ delivery: 'sent', reach: { people: 2, delivered: 2, read: 0 } });
    await read(cleo);
    await world.run(3_000);
    expect(await newest(ann)).toMatchObject({ reach: { people: 2, delivered: 2, read: 1 } });
  });

  it('does not count who came later, also after a restart', async () => {
    const { world, server, ann, bob, spot, newest, read } = await setupInfo(3);
    await say(world, ann, { ...spot, text: 'Hello' });
    await world.run(2_000);
    await read(bob);
    await world.run(2_000);
    const cleo = await world.person('Cleo');
    await joinServer(world, cleo, server);
    await world.run(3_000);
    const read1 = { delivery: 'sent', reach: { people: 1, delivered: 1, read: 1 } };
    expect(await newest(ann)).toMatchObject(read1);
    await ann.close();
    await ann.start();
    await world.run(3_000);
    expect(await newest(ann)).toMatchObject(read1);
  });

  it('is what this device had heard while the server is out of reach', async () => {
    const { world, ann, spot, infoOf, infoOfNewest, newest } = await setupInfo(4);
    await say(world, ann, { ...spot, text: 'Hello' });
    await world.run(3_000);
    const sent = await newest(ann);
    world.network.unplug(ann.host);
    await world.run(30_000);
    const info = await infoOf(ann, sent);
    expect(info).toMatchObject({ delivery: 'sent', recipients: { type: 'people', hasTimes: false } });
    expect(peopleOf(info)).toMatchObject([{ isDelivered: true, deliveredAt: null, isRead: false }]);
    await say(world, ann, { ...spot, text: 'Is anybody there?' });
    expect(await infoOfNewest(ann)).toMatchObject({
      delivery: 'queued',
      sentAt: null,
      storedAt: null,
      recipients: null,
    });
  });

  it('of somebody else’s is when it came here and how', async () => {
    const two = await setupInfo(5);
    const { world, ann, bob, spot, infoOfNewest } = two;
    await say(world, ann, { ...spot, text: 'Hello' });
    await world.run(1_000);
    expect(await infoOfNewest(bob)).toMatchObject({ via: 'live', delivery: null, recipients: null, sentAt: null });
    world.network.unplug(bob.host);
    await say(world, ann, { ...spot, text: 'Where are you?' });
    await world.run(1_000);
    await plugIn(two);
    const { via, storedAt, heardAt } = await infoOfNewest(bob);
    expect([via, Number(heardAt) - Number(storedAt) >= 1_000]).toEqual(['replay', true]);
  });
});
