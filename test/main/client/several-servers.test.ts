import { describe, expect, it } from 'vitest';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { serverIdOf } from '#test/support/sample-ids.ts';
import { createMemoryLan } from '#test/support/memory-discovery.ts';
import { ask, joinServer, roomNamed, say, serverView, texts } from '#test/support/world-talk.ts';
import { createWorld, type WorldServer } from '#test/support/world.ts';

async function setupServers(seed: number) {
  const world = createWorld(seed);
  const office = await world.server({ name: 'Office' });
  const lab = await world.server({ name: 'Lab' });
  const ann = await world.person('Ann');
  return { world, office, lab, ann };
}

const addressOf = ({ address }: WorldServer) => ({ host: address.split(':')[0] ?? '', port: 7420 });

describe('several servers', () => {
  it('[T3] are held side by side, each with an identity of its own', async () => {
    const { world, office, lab, ann } = await setupServers(1);
    await joinServer(world, ann, office);
    await joinServer(world, ann, lab);
    const [atOffice, atLab] = [await serverView(world, ann, office), await serverView(world, ann, lab)];
    expect([atOffice.name, atLab.name]).toEqual(['Office', 'Lab']);
    expect(atOffice.personId).not.toBe(atLab.personId);
    const { roomId } = await roomNamed(world, ann, { server: office, name: 'general' });
    await say(world, ann, { server: office, roomId, text: 'only here' });
    await world.run(100);
    const other = await roomNamed(world, ann, { server: lab, name: 'general' });
    expect(await texts(world, ann, { server: lab, roomId: other.roomId })).toEqual([]);
  });

  it('are connected again at the next start, but for those that were left', async () => {
    const { world, office, lab, ann } = await setupServers(2);
    await joinServer(world, ann, office);
    await joinServer(world, ann, lab);
    await ask(world, ann, ['server.leave', { serverId: lab.serverId }]);
    expect((await serverView(world, ann, lab)).connection).toMatchObject({ type: 'offline' });
    await ann.close();
    await ann.start();
    await world.run(5_000);
    expect((await serverView(world, ann, office)).connection).toEqual({ type: 'online' });
    expect((await serverView(world, ann, lab)).connection).toMatchObject({ type: 'offline' });
    expect(lab.chat.stats().sessions.live).toBe(0);
    await roomNamed(world, ann, { server: lab, name: 'general' });
  });

  it.each([
    ['its address', (server: WorldServer) => server.address],
    ['its name', () => 'Office'],
  ])('that are known are joined by %s also while they are away', async (_what, targetOf) => {
    const { world, office, ann } = await setupServers(21);
    await joinServer(world, ann, office);
    await office.stop('closing');
    await world.run(1_000);
    const target = targetOf(office);
    const joined = await ask(world, ann, ['server.join', { target, displayName: 'Ann' }]);
    expect(joined).toEqual({ serverId: office.serverId });
    await expect(ask(world, ann, ['server.join', { target: 'nobody.local', displayName: 'Ann' }])).rejects.toThrow(
      'unreachable',
    );
  });

  it('[P18] that were left are joined again as the same person', async () => {
    const { world, office, ann } = await setupServers(3);
    await joinServer(world, ann, office);
    const { personId } = await serverView(world, ann, office);
    await ask(world, ann, ['server.leave', { serverId: office.serverId }]);
    await world.run(1_000);
    await ask(world, ann, ['server.join', { target: office.serverId, displayName: 'Somebody else' }]);
    await world.run(1_000);
    expect(await serverView(world, ann, office)).toMatchObject({
      personId,
      displayName: 'Ann',
      connection: { type: 'online' },
    });
  });

  it('that are forgotten leave nothing behind, and are a stranger to whoever comes back', async () => {
    const { world, office, ann } = await setupServers(4);
    await joinServer(world, ann, office);
    const { personId } = await serverView(world, ann, office);
    await ask(world, ann, ['server.forget', { serverId: office.serverId }]);
    expect(await ask(world, ann, ['server.list', {}])).toEqual([]);
    expect(ann.disk.databaseOf(office.serverId)).toBeUndefined();
    expect(ann.told).toContainEqual({ name: 'server.forgotten', event: { serverId: office.serverId } });
    await ann.close();
    await ann.start();
    expect(await ask(world, ann, ['server.list', {}])).toEqual([]);
    await ask(world, ann, ['server.join', { target: office.address, displayName: 'Ann again' }]);
    await world.run(2_000);
    const back = await serverView(world, ann, office);
    expect(back).toMatchObject({ displayName: 'Ann again', connection: { type: 'online' } });
    expect(back.personId).not.toBe(personId);
  });
});

describe('a server is joined', () => {
  it('[T6] by a join line, before it can be reached', async () => {
    const { world, office, ann } = await setupServers(5);
    office.crash();
    const target = formatJoinLine({ serverId: office.serverId, addresses: [addressOf(office)], invite: null });
    expect(await ask(world, ann, ['server.join', { target, displayName: 'Ann' }])).toEqual({
      serverId: office.serverId,
    });
    await world.run(2_000);
    expect(await serverView(world, ann, office)).toMatchObject({ connection: { type: 'reconnecting' } });
    await office.start();
    await world.run(3_500);
    expect(await serverView(world, ann, office)).toMatchObject({ name: 'Office', connection: { type: 'online' } });
  });

  it('[T6] by a join line, and never at an address where another one answers', async () => {
    const { world, office, lab, ann } = await setupServers(6);
    const addresses = [addressOf(lab), addressOf(office)];
    const target = formatJoinLine({ serverId: office.serverId, addresses, invite: null });
    await ask(world, ann, ['server.join', { target, displayName: 'Ann' }]);
    await world.run(1_000);
    expect(await serverView(world, ann, office)).toMatchObject({ name: 'Office', connection: { type: 'online' } });
    expect((await serverView(world, ann, office)).addresses[0]).toBe(office.address);
    expect(lab.chat.stats().people).toBe(0);
  });

  it('by its id, where it is heard nearby', async () => {
    const world = createWorld(7);
    const lan = createMemoryLan(world.clock);
    const office = await world.server({ host: '10.0.5.1' });
    const ann = await world.person('Ann', { discovery: lan.join('10.0.9.1').discovery });
    lan
      .join('10.0.5.1')
      .discovery.advertise({ serverId: office.serverId, name: office.name, versions: [1], port: 7420 });
    await world.until(async () => (await ask(world, ann, ['server.nearby', {}])).servers.length === 1, 1_000);
    const nearby = () => ask(world, ann, ['server.nearby', {}]);
    const server = { serverId: office.serverId, name: 'Office', addresses: ['10.0.5.1:7420'] };
    expect(await nearby()).toMatchObject({
      servers: [{ ...server, isKnown: false }],
      status: { type: 'working', problem: null },
    });
    await ask(world, ann, ['server.join', { target: office.serverId, displayName: 'Ann' }]);
    await world.run(1_000);
    expect(await serverView(world, ann, office)).toMatchObject({ connection: { type: 'online' } });
    expect((await nearby()).servers).toMatchObject([{ ...server, isKnown: true }]);
    expect(ann.told.some(({ name }) => name === 'nearby.changed')).toBe(true);
  });
});

describe('a server is not joined', () => {
  it.each([
    ['', 'Ann', { type: 'target_invalid', problem: 'address_empty' }],
    ['hallway://join?s=nonsense', 'Ann', { type: 'target_invalid', problem: 'join_line_server_id_invalid' }],
    ['10.0.0.1:7420', ' \u200b ', { type: 'name_empty' }],
    ['10.0.0.1:7420', 'x'.repeat(10_000), { type: 'name_too_long', maxCodePoints: 64 }],
    ['10.9.9.9:1', 'Ann', { type: 'unreachable', code: 'refused' }],
    [serverIdOf(7), 'Ann', { type: 'server_not_known', target: serverIdOf(7) }],
  ])('by %j as %j', async (target, displayName, error) => {
    const { world, ann } = await setupServers(8);
    let answer: unknown;
    void ann.api.call('server.join', { target, displayName }).then((result) => (answer = result));
    await world.until(() => answer !== undefined);
    expect(answer).toEqual({ ok: false, error });
    expect(await ask(world, ann, ['server.list', {}])).toEqual([]);
  });

  it('while its database cannot be opened, and is once it can', async () => {
    const { world, office, ann } = await setupServers(9);
    ann.disk.failOpening({ type: 'disk_full', folder: '/data' });
    const join = ['server.join', { target: office.address, displayName: 'Ann' }] as const;
    await expect(ask(world, ann, join)).rejects.toThrow('{"type":"storage_failed","detail":"disk_full"}');
    ann.disk.failOpening(null);
    await joinServer(world, ann, office);
  });

  it('that is known and whose database cannot be opened is shown with the reason', async () => {
    const { world, office, ann } = await setupServers(10);
    await joinServer(world, ann, office);
    const { personId } = await serverView(world, ann, office);
    await ann.close();
    ann.disk.failOpening({ type: 'database_newer', file: 'x.db', found: 9, supported: 1 });
    await ann.start();
    expect(await serverView(world, ann, office)).toMatchObject({
      name: 'Office',
      personId,
      connection: { type: 'refused', problem: { type: 'storage_failed', detail: 'database_newer', file: 'x.db' } },
    });
  });

  it('that is known and whose key cannot be read is shown with the reason, and is the same once it can', async () => {
    const { world, office, ann } = await setupServers(12);
    await joinServer(world, ann, office);
    const before = await serverView(world, ann, office);
    await ann.close();
    ann.disk.failKeys({ type: 'key_file_exposed', path: 'keys/x.key', mode: '0644' });
    await ann.start();
    const problem = { type: 'storage_failed', detail: 'key_file_exposed', file: 'keys/x.key' };
    expect(await ask(world, ann, ['server.list', {}])).toMatchObject([
      { serverId: office.serverId, name: 'Office', personId: null, connection: { type: 'refused', problem } },
    ]);
    const join = ['server.join', { target: office.serverId, displayName: 'Somebody else' }] as const;
    await expect(ask(world, ann, join)).rejects.toThrow('key_file_exposed');
    ann.disk.failKeys(null);
    const toldBefore = ann.told.length;
    await ask(world, ann, join);
    // Whoever asked for them meanwhile was told that there are none.
    expect(ann.told.slice(toldBefore, toldBefore + 3)).toMatchObject([
      { name: 'server.changed' },
      { name: 'room.changed', event: { rooms: [{ name: 'general' }] } },
      { name: 'person.changed', event: { people: [{}, {}] } },
    ]);
    await world.run(2_000);
    const { name, personId, displayName, addresses } = before;
    expect(await serverView(world, ann, office)).toMatchObject({
      name,
      personId,
      displayName,
      addresses,
      connection: { type: 'online' },
    });
  });
});

interface Told {
  readonly name: string;
  readonly event: { readonly removed?: readonly string[]; readonly connection?: { readonly type: string } };
}

describe('a damaged database', () => {
  it('[P18] is put aside, and the same person gets everything from the server again', async () => {
    const { world, office, lab, ann } = await setupServers(13);
    await joinServer(world, ann, office);
    const { roomId } = await roomNamed(world, ann, { server: office, name: 'general' });
    await say(world, ann, { server: office, roomId, text: 'kept by the server' });
    await world.run(1_000);
    const { personId } = await serverView(world, ann, office);
    await ann.close();
    ann.disk.failOpening({ type: 'database_corrupt', file: 'x.db' });
    await ann.start();
    expect(await ask(world, ann, ['server.renew', { serverId: office.serverId }])).toEqual({ file: 'aside' });
    await world.run(2_000);
    expect(await texts(world, ann, { server: office, roomId })).toEqual(['kept by the server']);
    const back = { personId, displayName: 'Ann', connection: { type: 'online' }, outbox: { waiting: 0, failed: 0 } };
    expect(await serverView(world, ann, office)).toMatchObject(back);
    expect(office.chat.stats().people).toBe(1);
    await expect(ask(world, ann, ['server.renew', { serverId: lab.serverId }])).rejects.toThrow('server_not_known');
  });

  it('[P18] that is found while it is open is begun anew without a restart, and what was shown of it goes first', async () => {
    const { world, office, ann } = await setupServers(15);
    await joinServer(world, ann, office);
    const { roomId } = await roomNamed(world, ann, { server: office, name: 'general' });
    await say(world, ann, { server: office, roomId, text: 'kept by the server' });
    await world.run(1_000);
    const toldBefore = ann.told.length;
    ann.disk.findDamage(office.serverId);
    await world.run(4_000);
    // Whoever hears of the new one finds nothing of the old one, and is answered.
    const told = ann.told.slice(toldBefore).map((each) => JSON.parse(JSON.stringify(each)) as Told);
    const gone = told.findIndex(({ name, event }) => name === 'room.changed' && event.removed?.includes(roomId));
    expect(gone).toBeGreaterThanOrEqual(0);
    const types = told.slice(0, gone).flatMap(({ event }) => event.connection?.type ?? []);
    expect(types.filter((type) => type !== 'offline')).toEqual([]);
    expect(await texts(world, ann, { server: office, roomId })).toEqual(['kept by the server']);
    expect(await serverView(world, ann, office)).toMatchObject({ connection: { type: 'online' } });
    expect(office.chat.stats().people).toBe(1);
  });

  it('is none where it is open, or was written by a newer version', async () => {
    const { world, office, ann } = await setupServers(14);
    await joinServer(world, ann, office);
    const renew = ['server.renew', { serverId: office.serverId }] as const;
    await expect(ask(world, ann, renew)).rejects.toThrow('database_not_damaged');
    await ann.close();
    ann.disk.failOpening({ type: 'database_newer', file: 'x.db', found: 9, supported: 1 });
    await ann.start();
    await expect(ask(world, ann, renew)).rejects.toThrow('database_not_damaged');
  });

  it.each(['load', 'people', 'outbox'] as const)(
    'that is known and whose database is damaged (%s) is shown with the reason, and the others go on',
    async (verb) => {
      const { world, office, lab, ann } = await setupServers(12);
      await joinServer(world, ann, office);
      await joinServer(world, ann, lab);
      await ann.close();
      ann.disk.failVerb(office.serverId, verb);
      await ann.start();
      await world.run(3_000);
      const problem = { type: 'storage_failed', detail: 'database or disk is damaged' };
      expect((await serverView(world, ann, office)).connection).toEqual({ type: 'refused', problem });
      expect((await serverView(world, ann, lab)).connection).toEqual({ type: 'online' });
      await ann.close();
    },
  );
});

describe('a full disk', () => {
  it('[D6] loses nothing: what could not be committed comes again', async () => {
    const { world, office, ann } = await setupServers(11);
    const bob = await world.person('Bob');
    await joinServer(world, ann, office);
    await joinServer(world, bob, office);
    const { roomId } = await roomNamed(world, ann, { server: office, name: 'general' });
    bob.disk.failWriting(true);
    for (const text of ['one', 'two']) await say(world, ann, { server: office, roomId, text });
    await world.run(10_000);
    expect((await serverView(world, bob, office)).connection).toMatchObject({
      type: expect.stringMatching(/reconnecting|catching_up/) as string,
    });
    // It does not hammer on the server meanwhile.
    expect(world.network.links(bob.host).length).toBeLessThan(25);
    bob.disk.failWriting(false);
    await world.run(4_000);
    expect(await texts(world, bob, { server: office, roomId })).toEqual(['one', 'two']);
  });
});
