import { describe, expect, it } from 'vitest';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { sampleBytes } from '#test/support/sample-ids.ts';
import { setupChatServer, type ChatServerWorldOptions } from './chat-server-world.ts';
import type { TestClient } from './test-client.ts';

/** The address of a client goes by its number modulo this. */
const addresses = 250;
const crowded = closeCodes.doorCrowded;

async function setupRoom(limits: ChatServerWorldOptions['limits'] = {}, door: 'open' | 'knock' = 'open') {
  const world = await setupChatServer({ limits });
  await world.server.act({ kind: 'server.setDoor', body: { door, openUntil: 0 } });
  /** Strangers who log in from one address and say nothing. */
  async function crowd(address: number, count: number, first = 0): Promise<TestClient[]> {
    const clients: TestClient[] = [];
    for (let index = first; index < first + count; index += 1)
      clients.push(await world.login(address + index * addresses));
    return clients;
  }
  async function knock(client: TestClient): Promise<void> {
    client.send({ type: 'knock', nonce: sampleBytes(32, 77) });
    client.sendCommand('person.admit', { displayName: 'Sofia' });
    await world.settle();
  }
  return { ...world, crowd, knock };
}

const codesOf = (clients: readonly TestClient[]) => clients.map(({ closed }) => closed?.code ?? null);

describe('a door before which as many wait as may', () => {
  it('[T7] lets newcomers in although a few computers hold all the places and say nothing', async () => {
    const { crowd, admit, server } = await setupRoom({ maxPending: 64, maxPendingPerAddress: 8 });
    const idle = [];
    for (let address = 11; address <= 18; address += 1) idle.push(...(await crowd(address, 8)));
    expect(server.stats().sessions).toMatchObject({ pending: 64 });
    const newcomers = [await admit(101), await admit(102)];
    expect(newcomers.map((client) => client.takeOf('session').at(-1)?.['state'])).toEqual(['active', 'active']);
    // Whoever was let in waits no longer.
    expect(codesOf(idle).filter((code) => code === crowded)).toHaveLength(1);
    expect(server.stats().counters).toMatchObject({ pendingDisplaced: 1, pendingRefused: 0 });
  });

  it('[T7] sends whoever has said nothing the longest from where the most are, and nobody for one more of those', async () => {
    const { crowd } = await setupRoom({ maxPending: 6 });
    const [few, many] = [await crowd(11, 2), await crowd(12, 4)];
    const more = await crowd(12, 1, 4);
    expect([codesOf(more), codesOf(few), codesOf(many)]).toEqual([[crowded], [null, null], [null, null, null, null]]);
    expect(codesOf(await crowd(13, 2))).toEqual([null, null]);
    expect([codesOf(few), codesOf(many)]).toEqual([
      [null, null],
      [crowded, crowded, null, null],
    ]);
    // Each address has two.
    expect(codesOf(await crowd(13, 1, 2))).toEqual([crowded]);
  });

  it('[T7] takes no more from one address than may wait there, whatever room there is', async () => {
    const { crowd, login } = await setupRoom({ maxPendingPerAddress: 2 });
    expect(codesOf(await crowd(11, 3))).toEqual([null, null, crowded]);
    expect((await login(12)).closed).toBeNull();
  });

  it('[T7] sends nobody away who knocks, nor whoever stands there alone', async () => {
    const { crowd, knock, login } = await setupRoom({ maxPending: 4 }, 'knock');
    const [alone] = await crowd(1, 1);
    const knocking = await crowd(2, 3);
    for (const client of knocking.slice(0, 2)) await knock(client);
    expect(await login(3)).toMatchObject({ closed: null });
    expect([codesOf(knocking), alone?.closed]).toEqual([[null, null, crowded], null]);
    expect((await login(4)).closed?.code).toBe(crowded);
  });

  it('[T7] sends nobody away who says whose device it is, be it a name that nobody has', async () => {
    const { crowd, login, settle } = await setupRoom({ maxPending: 3 }, 'knock');
    const claiming = await crowd(2, 3);
    for (const client of claiming.slice(0, 2)) {
      client.send({ type: 'knock', nonce: sampleBytes(32, 77) });
      client.send({ type: 'claim', commit: sampleBytes(32, 78), displayName: 'Nobody' });
    }
    await settle();
    expect((await login(3)).closed).toBeNull();
    expect(codesOf(claiming)).toEqual([null, null, crowded]);
  });

  it('[P14] takes a stranger who comes back for whoever was there before', async () => {
    const { crowd, login } = await setupRoom({ maxPending: 2, maxPendingPerAddress: 1 });
    const [before] = await crowd(1, 1);
    await crowd(2, 1);
    expect([(await login(1)).closed, before?.closed?.code]).toEqual([null, closeCodes.replaced]);
  });
});

describe('a door at which as many knock as may', () => {
  it('[T7] hears somebody from elsewhere although a few computers hold all the places', async () => {
    const { crowd, knock, login, server } = await setupRoom({ maxKnocks: 6, maxKnocksPerAddress: 3 }, 'knock');
    const [many, more] = [await crowd(11, 3), await crowd(12, 3)];
    for (const client of [...many, ...more]) await knock(client);
    const sofia = await login(101);
    await knock(sofia);
    expect([sofia.closed, sofia.takeOf('refused')]).toEqual([null, []]);
    expect([codesOf(many), codesOf(more)]).toEqual([
      [crowded, null, null],
      [null, null, null],
    ]);
    expect(server.stats().counters).toMatchObject({ knocksDisplaced: 1, knocksRefused: 0 });
    // From where there are as many as elsewhere nobody takes another's place.
    const again = await crowd(11, 1, 3);
    await knock(again[0] as TestClient);
    expect(again[0]?.takeOf('refused')).toMatchObject([{ error: { type: 'door_closed' } }]);
  });

  it('[T7] keeps whom somebody has come to', async () => {
    const { crowd, knock, login, join, server, settle } = await setupRoom({ maxKnocks: 2 });
    const owner = await join(1);
    await server.act({ kind: 'person.setRole', body: { personId: owner.personId, role: 'owner' } });
    await server.act({ kind: 'server.setDoor', body: { door: 'knock', openUntil: 0 } });
    const knocking = await crowd(11, 2);
    for (const client of knocking) await knock(client);
    owner.sendRequest('knock.open', { knockId: 1 });
    await settle();
    await knock(await login(101));
    expect(codesOf(knocking)).toEqual([null, crowded]);
  });
});
