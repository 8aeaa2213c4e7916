import { describe, expect, it } from 'vitest';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { ask, joinServer, serverView } from '#test/support/world-talk.ts';
import { createWorld, type WorldServer } from '#test/support/world.ts';

/** Ann is in the office; somebody sets up another server. */
async function setupNamesake(seed: number, name: string) {
  const world = createWorld(seed);
  const office = await world.server({ name: 'Office' });
  const other = await world.server({ name });
  const ann = await world.person('Ann');
  await joinServer(world, ann, office);
  const connectionOf = async (server: WorldServer) => (await serverView(world, ann, server)).connection;
  const join = async (target: string, asSeparate?: WorldServer['serverId']) => {
    const wish = { target, displayName: 'Ann' };
    await ask(world, ann, ['server.join', asSeparate === undefined ? wish : { ...wish, asSeparate }]);
    await world.run(1_000);
  };
  return { world, office, other, ann, connectionOf, join };
}

const known = (server: WorldServer) => ({
  type: 'refused',
  problem: { type: 'known_name', serverId: server.serverId },
});
const peopleOn = (server: WorldServer) => server.chat.stats().sessions;

describe('a server that is called like a known one and has another key', () => {
  it('[T8] is told nothing of the person, and waits for them to say that it is another', async () => {
    const { office, other, connectionOf, join } = await setupNamesake(1, 'OFFICE');
    await join(other.address);
    expect(await connectionOf(other)).toEqual(known(office));
    expect(peopleOn(other).live).toBe(0);
    expect(await connectionOf(office)).toEqual({ type: 'online' });
    await join(other.serverId, other.serverId);
    expect(await connectionOf(other)).toEqual({ type: 'online' });
    expect(await connectionOf(office), 'the known one stays what it was').toEqual({ type: 'online' });
  });

  it('[T8] is stopped also where a link led to it', async () => {
    const { office, other, connectionOf, join } = await setupNamesake(2, 'Office');
    const [host = '', port] = other.address.split(':');
    const addresses = [{ host, port: Number(port) }];
    await join(formatJoinLine({ serverId: other.serverId, addresses, invite: null }));
    expect(await connectionOf(other)).toEqual(known(office));
  });

  it('[T8] is asked about once: whoever was let in comes back by themselves', async () => {
    const { world, other, ann, connectionOf, join } = await setupNamesake(3, 'Office');
    await join(other.address, other.serverId);
    await ann.close();
    await ann.start();
    await world.run(1_000);
    expect(await connectionOf(other)).toEqual({ type: 'online' });
  });

  it('[T8] is no matter where the names differ', async () => {
    const { other, connectionOf, join } = await setupNamesake(4, 'Officer');
    await join(other.address);
    expect(await connectionOf(other)).toEqual({ type: 'online' });
  });
});

describe('another server at the address of a known one', () => {
  it('[T8] is not joined before the person has seen both keys', async () => {
    const { world, office, ann } = await setupNamesake(5, 'Lab');
    const { address } = office;
    await office.stop('closing');
    const newcomer = await world.server({ name: 'New office', host: address.split(':')[0] ?? '' });
    const wish = { target: address, displayName: 'Ann' };
    await expect(ask(world, ann, ['server.join', wish])).rejects.toThrow(
      JSON.stringify({ type: 'other_server', serverId: newcomer.serverId, address }),
    );
    expect(await ask(world, ann, ['server.list', {}])).toHaveLength(1);
    const seen = { ...wish, asSeparate: office.serverId };
    await expect(ask(world, ann, ['server.join', seen]), 'another key than was seen').rejects.toThrow('other_server');
    await ask(world, ann, ['server.join', { ...wish, asSeparate: newcomer.serverId }]);
    await world.run(1_000);
    expect((await serverView(world, ann, newcomer)).connection).toEqual({ type: 'online' });
    await world.run(60_000);
    expect((await serverView(world, ann, office)).connection).toMatchObject({
      type: 'reconnecting',
      problem: { type: 'other_server', serverId: newcomer.serverId, address },
    });
  });
});
