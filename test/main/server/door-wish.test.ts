import { describe, expect, it } from 'vitest';
import { createIds } from '#main/identity/ids.ts';
import { createServerIdentity } from '#main/identity/server-identity.ts';
import { createDoorWish } from '#main/server/door-wish.ts';
import type { Door } from '#shared/domain/door.ts';
import { setupChatServer } from './chat-server-world.ts';

const identity = createServerIdentity(new Uint8Array(32).fill(1));
const serverPersonId = createIds(identity.serverId).personId(identity.publicKey);

async function setupWish(door: Door | null) {
  const world = await setupChatServer();
  const parts = { log: world.log, serverPersonId, door };
  let isTaking = true;
  const chat: Parameters<typeof createDoorWish>[0]['chat'] = {
    act: (draft) => (isTaking ? world.server.act(draft) : Promise.resolve(false)),
  };
  const read = async () => {
    const setting = await world.log.readDoor(serverPersonId, {});
    return setting.ok ? { door: setting.value.door, openUntil: setting.value.openUntil } : setting.error;
  };
  const take = (is: boolean) => (isTaking = is);
  return { world, wish: createDoorWish({ ...parts, chat }), read, take };
}

describe('the door that a start asks for', () => {
  it('[T7] is set by the server itself, and is an event', async () => {
    const { wish, read, world } = await setupWish('knock');
    const before = (await world.log.stats()).headSeq;
    expect(await wish.fulfil()).toBe(true);
    expect(await read()).toEqual({ door: 'knock', openUntil: 0 });
    expect((await world.log.stats()).headSeq).toBe(before + 1);
  });

  it('[T7] stays as it is where none is asked for', async () => {
    const { wish, read, world } = await setupWish(null);
    await world.server.act({ kind: 'server.setDoor', body: { door: 'invite', openUntil: 0 } });
    expect(await wish.fulfil()).toBe(true);
    expect(await read()).toMatchObject({ door: 'invite' });
  });

  it('[T7] does not end a while in which everybody may come in, where it is that door already', async () => {
    const { wish, read, world } = await setupWish('knock');
    const openUntil = world.clock.now() + 900_000;
    await world.server.act({ kind: 'server.setDoor', body: { door: 'knock', openUntil } });
    await wish.fulfil();
    expect(await read()).toEqual({ door: 'knock', openUntil });
  });

  it('is set later where the log takes nothing yet, and only once', async () => {
    const { wish, read, take, world } = await setupWish('knock');
    take(false);
    expect(await wish.fulfil()).toBe(false);
    take(true);
    expect(await wish.fulfil()).toBe(true);
    expect(await read()).toMatchObject({ door: 'knock' });
    await world.server.act({ kind: 'server.setDoor', body: { door: 'open', openUntil: 0 } });
    await wish.fulfil();
    expect(await read()).toMatchObject({ door: 'open' });
  });
});
