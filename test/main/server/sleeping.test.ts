import { describe, expect, it } from 'vitest';
import type { EventLog } from '#main/storage/event-log.ts';
import { firstRoom, setupChatServer } from './chat-server-world.ts';

const bye = { type: 'bye', reason: 'sleeping' };

/** A server in which two are live, and whose appends wait until they are let go, once `hold` was called. */
async function setupServer() {
  const waiting: (() => void)[] = [];
  let isHolding = false;
  let closes = 0;
  const world = await setupChatServer({
    wrapLog: (log: EventLog) => ({
      ...log,
      append: async (items) => {
        if (isHolding) await new Promise<void>((resolve) => waiting.push(resolve));
        return log.append(items);
      },
      close: async () => {
        closes += 1;
        await log.close();
      },
    }),
  });
  const roomId = await firstRoom(world);
  const [ada, ben] = [await world.join(1), await world.join(2)];
  for (const person of [ada, ben]) person.sendCommand('room.join', { roomId });
  await world.settle();
  for (const person of [ada, ben]) person.take();
  return {
    world,
    ada,
    ben,
    closes: () => closes,
    say: (text: string) => ada.sendCommand('message.send', { roomId, content: { type: 'text', text } }),
    hold: () => {
      isHolding = true;
    },
    letGo: async () => {
      isHolding = false;
      for (const resolve of waiting.splice(0)) resolve();
      await world.settle();
    },
  };
}

describe('a server whose computer goes to sleep', () => {
  it('[D13] says so, answers what it has taken, and closes its connections and not its log', async () => {
    const { world, ada, ben, say, hold, letGo, closes } = await setupServer();
    hold();
    const taken = say('Just in time');
    await world.settle();
    const sleeping = world.server.sleep();
    const late = say('Too late');
    await world.settle();
    expect(ada.take()).toMatchObject([bye, { type: 'refused', isFinal: false, error: { type: 'stopping' } }]);
    expect(ben.takeOf('bye')).toEqual([bye]);
    await letGo();
    await sleeping;
    await world.settle();
    expect(ada.take()).toMatchObject([{ type: 'accepted', commandId: taken }, { type: 'position' }]);
    expect(ben.takeOf('event')).toMatchObject([{ command: { commandId: taken } }]);
    expect([ada.closed?.code, ben.closed?.code]).toEqual([1001, 1001]);
    expect([world.server.connected(), closes(), world.failures, late === taken]).toEqual([[], 0, [], false]);
  });

  it('[D13] takes nobody in until it wakes up, and then goes on as it was', async () => {
    const { world } = await setupServer();
    await world.server.sleep();
    await world.server.sleep();
    const early = world.connect(1, 11);
    early.sendHello();
    await world.settle();
    expect([early.take(), early.closed?.code]).toEqual([[], 1001]);
    world.server.wake();
    const again = await world.login(1);
    expect(again.takeOf('session')).toMatchObject([{ state: 'active', lastNumber: 2 }]);
    const other = await world.login(2);
    expect([other.takeOf('session').length, world.server.connected().length]).toEqual([1, 2]);
  });

  it('[D13] wakes up by itself where it has not slept after a minute', async () => {
    const { world } = await setupServer();
    await world.server.sleep();
    await world.wait(59_000);
    const early = world.connect(1);
    await world.settle();
    expect(early.closed?.code).toBe(1001);
    await world.wait(1_000);
    expect((await world.login(1)).closed).toBe(null);
  });

  it('[H3] reads what it knows once more where the gate opens while it is being read', async () => {
    let isHolding = false;
    let letGo = (): void => undefined;
    const world = await setupChatServer({
      wrapLog: (log: EventLog) => ({
        ...log,
        openGate: async () => true,
        directory: async () => {
          const snapshot = await log.directory();
          if (!isHolding) return snapshot;
          isHolding = false;
          await new Promise<void>((resolve) => {
            letGo = resolve;
          });
          return { ...snapshot, gate: 'closed' };
        },
      }),
    });
    await world.admit(1);
    isHolding = true;
    const sleeping = world.server.sleep();
    await world.settle();
    expect(await world.server.goOn()).toBe(true);
    letGo();
    await sleeping;
    world.server.wake();
    expect((await world.login(1)).takeOf('session')).toMatchObject([{ state: 'active' }]);
  });

  it('[D13] can be stopped in its sleep, and leaves no timer behind', async () => {
    const { world, closes } = await setupServer();
    const sleeping = world.server.sleep();
    await world.server.stop('closing');
    await sleeping;
    await world.settle();
    world.server.wake();
    const late = world.connect(3);
    await world.settle();
    expect([late.closed?.code, closes(), world.failures, world.clock.pendingTimers()]).toEqual([1001, 1, [], 0]);
  });
});
