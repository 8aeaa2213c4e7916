import { describe, expect, it } from 'vitest';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { present } from '#shared/assert.ts';
import type { ChatNotification } from '#shared/ipc/chat-notification.ts';
import { ask, joinServer, serverView } from '#test/support/world-talk.ts';
import { createWorld, type WorldPerson } from '#test/support/world.ts';

/** A server with an owner, and two members in its first room. */
async function setupHouse(seed: number) {
  const world = createWorld(seed);
  const server = await world.server();
  const { serverId } = server;
  const [olga, ann, ben] = [await world.person('Olga'), await world.person('Ann'), await world.person('Ben')];
  for (const person of [olga, ann, ben]) await joinServer(world, person, server);
  const idOf = async (person: WorldPerson) => (await serverView(world, person, server)).personId;
  const ids = { olga: await idOf(olga), ann: await idOf(ann), ben: await idOf(ben) };
  await server.chat.act({ kind: 'person.setRole', body: { personId: ids.olga, role: 'owner' } });
  await world.settle();
  const general = present((await ask(world, ann, ['room.list', { serverId }]))[0], 'the first room').roomId;

  const block = (isBlocked: boolean) =>
    ask(world, ann, ['person.setBlock', { serverId, personId: ids.ben, isBlocked }]);
  const isBlocked = async () => {
    const people = await ask(world, ann, ['person.list', { serverId }]);
    return people.find(({ personId }) => personId === ids.ben)?.isBlocked;
  };
  const say = async (person: WorldPerson, roomId: RoomId, text: string) => {
    await ask(world, person, ['message.send', { serverId, roomId, text }]);
    await world.run(500);
  };
  const openDirect = async (person: WorldPerson, personIds: readonly PersonId[]) => {
    const { roomId } = await ask(world, person, ['direct.open', { serverId, personIds: [...personIds] }]);
    await world.run(500);
    return roomId;
  };
  const roomOf = async (person: WorldPerson, roomId: RoomId) =>
    (await ask(world, person, ['room.list', { serverId }])).find((room) => room.roomId === roomId);
  return { world, server, serverId, olga, ann, ben, ids, general, block, isBlocked, say, openDirect, roomOf };
}

function hearings({ client }: WorldPerson) {
  const told: ChatNotification[] = [];
  let badge = 0;
  client?.onNotification((notification) => told.push(notification));
  client?.onBadge((count) => (badge = count));
  return { told, badge: () => badge };
}

describe('somebody who is blocked', () => {
  it('[T15] notifies of nothing and counts nothing, and learns nothing of it', async () => {
    const house = await setupHouse(1);
    const { world, serverId, ann, ben, ids, general, block, say, openDirect, roomOf } = house;
    await block(true);
    await world.run(500);
    const heard = hearings(ann);
    const direct = await openDirect(ben, [ids.ann]);
    await say(ben, direct, 'Hello?');
    await say(ben, general, 'Hello @Ann');
    expect(heard.told).toEqual([]);
    expect(heard.badge()).toBe(0);
    expect(await roomOf(ann, direct)).toMatchObject({ unread: 0 });
    await world.run(5_000);
    const items = (await ask(world, ben, ['timeline.page', { serverId, roomId: direct, maxItems: 10 }])).items;
    expect(items.at(-1)).toMatchObject({ delivery: 'delivered', failure: null });
    const people = await ask(world, ben, ['person.list', { serverId }]);
    expect(people.some(({ isBlocked }) => isBlocked)).toBe(false);
  });

  it('[T15] is heard again, with what was said meanwhile unread, once that is taken back', async () => {
    const { world, ann, ben, ids, block, isBlocked, say, openDirect, roomOf } = await setupHouse(2);
    await block(true);
    const direct = await openDirect(ben, [ids.ann]);
    await say(ben, direct, 'Hello?');
    await block(false);
    await world.run(500);
    expect(await isBlocked()).toBe(false);
    expect(await roomOf(ann, direct)).toMatchObject({ unread: 1 });
    const heard = hearings(ann);
    await say(ben, direct, 'There you are');
    expect(heard.told).toMatchObject([{ kind: 'direct' }]);
  });

  it('[T15, D1] is so at once where the server is out of reach, and after that for good', async () => {
    const { world, server, ann, block, isBlocked } = await setupHouse(3);
    world.network.unplug(ann.host);
    await world.run(30_000);
    await block(true);
    expect(await isBlocked()).toBe(true);
    expect((await serverView(world, ann, server)).outbox.waiting).toBe(1);
    await block(false);
    expect(await isBlocked()).toBe(false);
    await block(true);
    world.network.plug(ann.host);
    await world.run(15_000);
    expect((await serverView(world, ann, server)).outbox.waiting).toBe(0);
    expect(await isBlocked()).toBe(true);
  });

  it('[T15] says nothing by the topic of a shared room, nor by bringing one into a private one, until that is asked for', async () => {
    const { world, serverId, ann, ben, ids, general, block, say, roomOf } = await setupHouse(5);
    await block(true);
    await world.run(500);
    const heard = hearings(ann);
    await ask(world, ben, ['room.setTopic', { serverId, roomId: general, topic: 'I know where you live' }]);
    const rude = {
      name: 'Ann is a thief',
      topic: 'and all know it',
      visibility: 'private',
      history: 'everything',
    } as const;
    const { roomId } = await ask(world, ben, ['room.create', { serverId, ...rude }]);
    await world.run(500);
    const invite = async () => {
      await ask(world, ben, ['room.invite', { serverId, roomId, personId: ids.ann }]);
      await say(ben, roomId, 'Hello @Ann');
    };
    await invite();
    expect((await roomOf(ann, general))?.topic).toBe('');
    expect(await roomOf(ann, roomId)).toMatchObject({ isBlocked: true, isNew: false, unread: 0, topic: '' });
    expect([heard.told, heard.badge()]).toEqual([[], 0]);
    // Again each time one goes.
    await ask(world, ann, ['room.leave', { serverId, roomId }]);
    await world.run(500);
    await invite();
    expect(await roomOf(ann, roomId)).toMatchObject({ isBlocked: true, isMember: true });
    await ask(world, ann, ['room.markRead', { serverId, roomId, upTo: 0 }]);
    expect(await roomOf(ann, roomId)).toMatchObject({ isBlocked: false, topic: '', unread: 1 });
    await block(false);
    expect((await roomOf(ann, general))?.topic).toBe('I know where you live');
    expect((await roomOf(ann, roomId))?.topic).toBe('and all know it');
  });

  it('[T15] takes no room away in which one has spoken since they brought one in', async () => {
    const { world, serverId, ann, ben, ids, block, say, roomOf } = await setupHouse(6);
    const made = { name: 'Project', topic: '', visibility: 'private', history: 'joined' } as const;
    const { roomId } = await ask(world, ben, ['room.create', { serverId, ...made }]);
    await ask(world, ben, ['room.invite', { serverId, roomId, personId: ids.ann }]);
    await world.run(500);
    await say(ann, roomId, 'Thanks');
    await block(true);
    await world.run(500);
    expect(await roomOf(ann, roomId)).toMatchObject({ isBlocked: false });
  });

  it('[T15] is not seen typing, nor brings anybody anywhere that it would tell of', async () => {
    const { world, serverId, ann, ben, ids, general, block } = await setupHouse(4);
    await block(true);
    await world.run(500);
    const typing: unknown[] = [];
    ann.api.on('typing.changed', ({ personIds }) => typing.push(personIds));
    const watch = { serverId, roomIds: [general], personIds: [], everybody: false };
    await ask(world, ann, ['presence.watch', watch]);
    await ask(world, ben, ['typing.set', { serverId, roomId: general, isTyping: true }]);
    await world.run(1_000);
    expect(typing.flat()).toEqual([]);
    const heard = hearings(ann);
    const body = { name: 'trap', topic: '', visibility: 'private' as const, history: 'joined' as const };
    const { roomId } = await ask(world, ben, ['room.create', { serverId, ...body }]);
    await ask(world, ben, ['room.invite', { serverId, roomId, personId: ids.ann }]);
    await world.run(1_000);
    expect(heard.told).toEqual([]);
  });
});

describe('a report', () => {
  it('[T16] is counted for the owner, read with the words, and closed', async () => {
    const { world, server, serverId, olga, ann, ben, ids, general, say } = await setupHouse(5);
    await say(ben, general, 'you are all fools');
    const { items } = await ask(world, ann, ['timeline.page', { serverId, roomId: general, maxItems: 10 }]);
    const said = items.findLast((item) => item.type === 'message');
    const { commandId } = present(said?.type === 'message' ? said : undefined, 'it was said');
    const about = { personId: ids.ben, message: { roomId: general, commandId } };
    await ask(world, ann, ['report.create', { serverId, ...about, reason: 'rude', text: 'at lunch' }]);
    await world.run(500);
    expect((await serverView(world, olga, server)).reports).toBe(1);
    expect((await serverView(world, ben, server)).reports).toBe(0);
    const { reports } = await ask(world, olga, ['report.list', { serverId, of: 'open' }]);
    expect(reports).toMatchObject([{ reporter: ids.ann, reason: 'rude', message: { text: 'you are all fools' } }]);
    const reportId = present(reports[0], 'it waits').reportId;
    await ask(world, olga, ['report.close', { serverId, reportId, outcome: 'warned' }]);
    await world.run(500);
    expect((await serverView(world, olga, server)).reports).toBe(0);
    const own = await ask(world, ann, ['report.list', { serverId, of: 'own' }]);
    expect(own.reports).toMatchObject([{ reportId, closing: { outcome: 'warned', closedBy: null } }]);
  });

  it('[T16, D1] waits while the server is out of reach', async () => {
    const { world, server, serverId, olga, ann, ids } = await setupHouse(6);
    world.network.unplug(ann.host);
    await world.run(30_000);
    await ask(world, ann, ['report.create', { serverId, personId: ids.ben, reason: 'spam', text: '' }]);
    world.network.plug(ann.host);
    await world.run(15_000);
    expect((await serverView(world, olga, server)).reports).toBe(1);
  });
});

describe('the audit', () => {
  it('[T17] is exported whole, and an act of it given back', async () => {
    const { world, serverId, olga, ids } = await setupHouse(7);
    await ask(world, olga, ['person.setStanding', { serverId, personId: ids.ben, standing: 'removed' }]);
    await world.run(500);
    const { entries } = await ask(world, olga, ['audit.list', { serverId }]);
    const removed = present(entries[0], 'it was done');
    expect(removed).toMatchObject({ kind: 'person.standingSet', subject: ids.ben, undo: { standing: 'active' } });
    const csv = await ask(world, olga, ['audit.export', { serverId, format: 'csv' }]);
    expect(csv.entries).toBe(entries.length);
    expect(csv.text).toContain('person.standingSet,Olga,Ben,removed');
    const json = await ask(world, olga, ['audit.export', { serverId, format: 'json', kinds: ['person.standingSet'] }]);
    expect(JSON.parse(json.text)).toMatchObject({ who: 'Olga', whom: 'Ben', standing: 'removed' });
    await ask(world, olga, ['audit.undo', { serverId, entry: removed }]);
    await world.run(500);
    const people = await ask(world, olga, ['person.list', { serverId }]);
    expect(people.find(({ personId }) => personId === ids.ben)?.standing).toBe('active');
    const [restored] = (await ask(world, olga, ['audit.list', { serverId }])).entries;
    expect(restored).toMatchObject({ undoes: { commandId: removed.commandId } });
  });

  it('[T17] gives nothing back where an entry does not say what stood before', async () => {
    const { world, serverId, olga } = await setupHouse(8);
    const { entries } = await ask(world, olga, ['audit.list', { serverId, kinds: ['person.admitted'] }]);
    const entry = present(entries[0], 'somebody came in');
    await expect(ask(world, olga, ['audit.undo', { serverId, entry }])).rejects.toThrow('nothing_to_undo');
  });

  it('[T17] is not told to members', async () => {
    const { world, serverId, ben } = await setupHouse(9);
    await expect(ask(world, ben, ['audit.list', { serverId }])).rejects.toThrow('not_allowed');
    await expect(ask(world, ben, ['audit.export', { serverId, format: 'csv' }])).rejects.toThrow('not_allowed');
  });
});
