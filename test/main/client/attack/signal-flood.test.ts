import { describe, expect, it } from 'vitest';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { limits } from '#shared/protocol/limits.ts';
import type { ClientStore } from '#main/storage/client-store.ts';
import { createMemoryDisk, type MemoryDisk } from '#test/support/memory-client-storage.ts';
import { activeFrame, createScriptedServer, type ScriptedServer } from '#test/support/scripted-server.ts';
import { personIdOf } from '#test/support/sample-ids.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { ask } from '#test/support/world-talk.ts';
import { createWorld } from '#test/support/world.ts';

const seed = 'signal flood';
const signalVerbs: readonly string[] = ['applyMarkers', 'applyReceipts'];

/** A disk that writes what signals bring only when it is let, as one does that is slower than the network. */
function createSlowDisk() {
  const disk = createMemoryDisk(createSeededRandom(seed));
  const waiting: (() => void)[] = [];
  let isHeld = false;

  const slow = (store: ClientStore): ClientStore =>
    new Proxy(store, {
      get: (target, verb: string) => {
        const run = Reflect.get(target, verb) as (...args: unknown[]) => Promise<unknown>;
        if (!signalVerbs.includes(verb)) return run;
        return async (...args: unknown[]) => {
          if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
          return run(...args);
        };
      },
    });
  const open: MemoryDisk['open'] = (options) => {
    const storage = disk.open(options);
    return {
      ...storage,
      openServer: async (...server) => {
        const opened = await storage.openServer(...server);
        return opened.ok ? { ...opened, value: slow(opened.value) } : opened;
      },
    };
  };
  return {
    disk: { ...disk, open },
    waiting,
    hold: () => {
      isHeld = true;
    },
    letGo: () => {
      isHeld = false;
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

async function setupFlood() {
  const world = createWorld(seed);
  const rogue = createScriptedServer({ random: createSeededRandom(seed) });
  world.network.listen('10.0.7.1:7420', rogue.accept);
  const slow = createSlowDisk();
  const ann = await world.person('Ann', { disk: slow.disk });
  await ask(world, ann, ['server.join', { target: targetOf(rogue), displayName: 'Ann' }]);
  await world.run(2_000);
  const { roomId } = rogue;
  const params = {
    marker: (index: number) => ({ roomId, readUpTo: index, unreadFrom: null }),
    receipts: (index: number) => ({ delivered: [[personIdOf(1), index]], read: [] }),
  };
  const send = (name: keyof typeof params, index: number) => {
    rogue.session.send({ type: 'signal', name, params: params[name](index) });
  };
  const lastRead = async () =>
    (await ask(world, ann, ['room.list', { serverId: rogue.identity.serverId }]))[0]?.lastRead;
  const counts = async () =>
    (await ask(world, ann, ['server.diagnostics', { serverId: rogue.identity.serverId }])).session.limits;
  return { world, rogue, slow, send, lastRead, counts };
}

function targetOf({ identity: { serverId } }: ScriptedServer): string {
  return formatJoinLine({ serverId, addresses: [{ host: '10.0.7.1', port: 7420 }], invite: null });
}

describe('[D12] a flood from a proven server', () => {
  it.each(['marker', 'receipts'] as const)(
    'of signals of %s fills no memory: few are taken, and no more read',
    async (name) => {
      const { world, rogue, slow, send } = await setupFlood();
      slow.hold();
      for (let index = 1; index <= 1_000; index += 1) send(name, index);
      await world.run(1_000);
      expect(slow.waiting).toHaveLength(limits.maxSignalsUnderWay);
      const unread = rogue.session.connection.bufferedBytes();
      slow.waiting.shift()?.();
      await world.run(100);
      // One was written, and one more is read.
      expect(slow.waiting).toHaveLength(limits.maxSignalsUnderWay);
      expect(rogue.session.connection.bufferedBytes()).toBeLessThan(unread);
    },
  );

  it('of signals is not lost: the connection stays while the disk is slow, all is read in the end, and it is counted', async () => {
    const { world, rogue, slow, send, lastRead, counts } = await setupFlood();
    slow.hold();
    for (let index = 1; index <= 1_000; index += 1) send('marker', index);
    await world.run(60_000);
    expect(await counts()).toMatchObject({ readsSlowed: 1, framesMalformed: 0 });
    slow.letGo();
    await world.run(1_000);
    expect(rogue.sessions).toHaveLength(1);
    expect(rogue.session.connection.bufferedBytes()).toBe(0);
    expect(await lastRead()).toBe(1_000);
  });

  it('of sessions that heal is one of them', async () => {
    const world = createWorld(seed);
    const rogue = createScriptedServer({
      random: createSeededRandom(seed),
      script: (frame, session, identity) => {
        if (frame.type !== 'login') return frame.type === 'request';
        const healing = { ...activeFrame(identity, frame.device), state: 'healing' };
        for (let sent = 0; sent < 1_000; sent += 1) session.send(healing);
        return true;
      },
    });
    world.network.listen('10.0.7.1:7420', rogue.accept);
    const ann = await world.person('Ann');
    await ask(world, ann, ['server.join', { target: targetOf(rogue), displayName: 'Ann' }]);
    await world.run(2_000);
    expect(rogue.session.requests('resume')).toHaveLength(1);
  });
});
