import { describe, expect, it } from 'vitest';
import type { AppendItem, AppendResult, EventLog } from '#main/storage/event-log.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import { personIdOf } from '#test/support/sample-ids.ts';
import { firstRoom, setupChatServer } from './chat-server-world.ts';
import type { TestClient } from './test-client.ts';

/** A server whose log takes its time: appends wait until they are let go, once `hold` was called. */
async function setupSlowLog(limits: Partial<Limits> = {}) {
  const waiting: (() => void)[] = [];
  let isHolding = false;
  const wrapLog = (log: EventLog): EventLog => ({
    ...log,
    append: async (items: readonly AppendItem[]): Promise<AppendResult> => {
      if (isHolding) await new Promise<void>((resolve) => waiting.push(resolve));
      return log.append(items);
    },
  });
  const world = await setupChatServer({ limits, wrapLog });
  const general = await firstRoom(world);
  const ada = await world.join(1);
  ada.sendCommand('room.join', { roomId: general });
  await world.settle();
  ada.take();
  const say = (person: TestClient, text: string) =>
    person.sendCommand('message.send', { roomId: general, content: { type: 'text', text } });
  const hold = () => {
    isHolding = true;
  };
  const letGo = async () => {
    isHolding = false;
    for (const resolve of waiting.splice(0)) resolve();
    await world.settle();
  };
  return { world, ada, say, hold, letGo };
}

function errorsOf(client: TestClient): unknown[] {
  return client.takeOf('refused').map(({ error }) => error);
}

describe('the way into the log', () => {
  it('[P14] takes 64 unanswered commands of a device and no more', async () => {
    const { world, ada, say, hold, letGo } = await setupSlowLog({ maxCommandBurst: 100 });
    hold();
    for (let count = 0; count < 66; count += 1) say(ada, `Message ${count}`);
    await world.settle();
    const window = { type: 'window_exceeded', maxUnanswered: 64 };
    expect(errorsOf(ada)).toEqual([window, window]);
    expect(world.server.stats().counters).toMatchObject({ commandsBeyondWindow: 2, commandsRefusedForNow: 2 });
    await letGo();
    expect(ada.takeOf('accepted')).toHaveLength(64);
  });

  it('[P14] opens the window again with each answer', async () => {
    const { world, ada, say } = await setupSlowLog({ commandWindow: 2 });
    for (let count = 0; count < 10; count += 1) {
      say(ada, `Message ${count}`);
      await world.settle();
    }
    expect(ada.takeOf('accepted')).toHaveLength(10);
  });

  it('[P14] opens the window again for what was no command', async () => {
    const { world, ada, say } = await setupSlowLog({ commandWindow: 2 });
    for (let count = 0; count < 5; count += 1) {
      ada.send('{"command":{}}');
      await world.settle();
    }
    expect(ada.takeOf('error')).toHaveLength(5);
    say(ada, 'Still possible');
    await world.settle();
    expect(ada.takeOf('accepted')).toHaveLength(1);
  });

  it('[D14] says when there is too much in the queue, and to whom', async () => {
    const { world, ada, say, hold, letGo } = await setupSlowLog({ maxQueuedCommands: 3 });
    hold();
    const ids = [1, 2, 3, 4].map((number) => say(ada, `Message ${number}`));
    await world.settle();
    expect(ada.take()).toMatchObject([
      { type: 'refused', isFinal: false, commandId: ids[3], error: { type: 'overloaded', retryAfterMs: 500 } },
    ]);
    expect(world.server.stats()).toMatchObject({ queuedCommands: 3, counters: { commandsOverloaded: 1 } });
    await letGo();
    expect(ada.takeOf('accepted').map(({ commandId }) => commandId)).toEqual(ids.slice(0, 3));
  });

  it('does not mind whose connection went while the log was at work', async () => {
    const { world, ada, say, hold, letGo } = await setupSlowLog();
    const ben = await world.join(2);
    hold();
    say(ada, 'Last words');
    await world.settle();
    ada.link.cut();
    await world.settle();
    await letGo();
    const again = await world.login(1);
    expect(again.takeOf('session')).toMatchObject([{ lastNumber: 3 }]);
    expect(ben.closed).toBe(null);
  });

  it('stops everything when the log fails, and tells nobody that anything was sent', async () => {
    const world = await setupChatServer({
      wrapLog: (log) => ({ ...log, append: () => Promise.reject(new Error('the disk is gone')) }),
    });
    const ada = await world.login(1);
    ada.take();
    ada.sendCommand('person.admit', { displayName: 'Ada' });
    await world.settle();
    expect(ada.take()).toEqual([]);
    expect(ada.closed?.code).toBe(1006);
    expect(world.failures).toEqual([new Error('the disk is gone')]);
  });
});

describe('a server that stops', () => {
  it('[D13] says so, answers what it has taken, and closes', async () => {
    const { world, ada, say, hold, letGo } = await setupSlowLog();
    const ben = await world.join(2);
    ada.take();
    hold();
    say(ada, 'Just in time');
    await world.settle();
    const stopped = world.server.stop('restarting');
    say(ada, 'Too late');
    await world.settle();
    const bye = { type: 'bye', reason: 'restarting' };
    expect(ada.take()).toMatchObject([bye, { type: 'refused', isFinal: false, error: { type: 'stopping' } }]);
    expect(ben.takeOf('bye')).toEqual([bye]);
    await letGo();
    await stopped;
    await world.settle();
    expect(ada.take()).toMatchObject([{ type: 'accepted' }, { type: 'position' }]);
    expect([ada.closed?.code, ben.closed?.code]).toEqual([1001, 1001]);
  });

  it('[D13] takes in nobody else', async () => {
    const { world } = await setupSlowLog();
    const stopped = world.server.stop('closing');
    const late = world.connect(3);
    late.sendHello();
    await world.settle();
    expect([late.take(), late.closed?.code]).toEqual([[], 1001]);
    await stopped;
  });

  it('[D13] closes its log last, and only once', async () => {
    const calls: string[] = [];
    const world = await setupChatServer({
      wrapLog: (log) => ({
        ...log,
        saveLastSeen: async (rows) => {
          calls.push(`saved ${rows.length}`);
          await log.saveLastSeen(rows);
        },
        close: async () => {
          calls.push('closed');
          await log.close();
        },
      }),
    });
    await world.join(1);
    await Promise.all([world.server.stop('closing'), world.server.stop('sleeping')]);
    expect(calls).toEqual(['saved 1', 'closed']);
  });

  it('leaves no timer behind', async () => {
    const { world } = await setupSlowLog();
    await world.server.stop('closing');
    await world.settle();
    expect(world.clock.pendingTimers()).toBe(0);
  });

  it('[D14] takes no more rooms of a person than they may make, and everything else', async () => {
    const { world, ada, say } = await setupSlowLog({ maxRoomBurst: 3, maxRoomsPerHour: 60 });
    const make = (name: string) =>
      ada.sendCommand('room.create', { name, topic: '', visibility: 'public', history: 'everything' });
    const open = (person: TestClient) => ada.sendCommand('direct.open', { personIds: [person.personId] });
    const others = [await world.join(2), await world.join(3)];
    make('One');
    for (const other of others) open(other);
    say(ada, 'what a room is called: "kind":"room.create"');
    await world.settle();
    expect(ada.takeOf('accepted')).toHaveLength(4);
    make('Two');
    await world.settle();
    expect(errorsOf(ada)).toEqual([{ type: 'overloaded', retryAfterMs: 60_000 }]);
    expect(world.server.stats().counters).toMatchObject({ commandsBeyondRooms: 1 });
  });

  it('[D14] counts no room that was there already, and none that was refused', async () => {
    const { world, ada } = await setupSlowLog({ maxRoomBurst: 2, maxRoomsPerHour: 60 });
    const ben = await world.join(2);
    const open = (personId: PersonId) => ada.sendCommand('direct.open', { personIds: [personId] });
    for (const personId of [ben.personId, ben.personId, personIdOf(77), ben.personId]) {
      open(personId);
      await world.settle();
    }
    expect(ada.takeOf('accepted')).toHaveLength(3);
    ada.sendCommand('room.create', { name: 'One', topic: '', visibility: 'public', history: 'everything' });
    await world.settle();
    expect(ada.takeOf('accepted')).toHaveLength(1);
    open(ben.personId);
    await world.settle();
    expect(errorsOf(ada)).toEqual([{ type: 'overloaded', retryAfterMs: 60_000 }]);
  });

  it('[D14] takes no more names of rooms and topics than a person may give, and counts those that change nothing as none', async () => {
    const { world, ada, say } = await setupSlowLog({ maxRenameBurst: 3, maxRenamesPerHour: 60 });
    ada.sendCommand('room.create', { name: 'One', topic: '', visibility: 'public', history: 'everything' });
    await world.settle();
    const [made] = ada.takeOf('accepted');
    const roomId = made?.['roomId'] as RoomId;
    for (const name of ['Two', 'Two', 'Two']) {
      ada.sendCommand('room.rename', { roomId, name });
      await world.settle();
    }
    ada.sendCommand('room.setTopic', { roomId, topic: 'quokkas' });
    ada.sendCommand('room.rename', { roomId, name: 'Three' });
    say(ada, 'what a room is called: "kind":"room.rename"');
    await world.settle();
    expect(ada.takeOf('accepted')).toHaveLength(6);
    ada.sendCommand('room.rename', { roomId, name: 'Four' });
    await world.settle();
    expect(errorsOf(ada)).toEqual([{ type: 'overloaded', retryAfterMs: 60_000 }]);
    expect(world.server.stats().counters).toMatchObject({ commandsBeyondRenames: 1, commandsBeyondRooms: 0 });
  });

  it('[D14] gives back names that changed nothing also where whoever gave them is gone by then', async () => {
    const { world, ada, hold, letGo } = await setupSlowLog({ maxRenameBurst: 2, maxRenamesPerHour: 60 });
    ada.sendCommand('room.create', { name: 'One', topic: '', visibility: 'public', history: 'everything' });
    await world.settle();
    const roomId = ada.takeOf('accepted')[0]?.['roomId'] as RoomId;
    hold();
    for (let count = 0; count < 2; count += 1) ada.sendCommand('room.rename', { roomId, name: 'One' });
    await world.settle();
    ada.link.client.close(1000, '');
    await world.settle();
    await letGo();
    const again = await world.login(1);
    await world.resume(again);
    again.take();
    again.sendCommand('room.rename', { roomId, name: 'Two' });
    await world.settle();
    expect([errorsOf(again), world.server.stats().counters.commandsBeyondRenames]).toEqual([[], 0]);
  });

  it('[D14] takes the next room when it was told to come again', async () => {
    const { world, ada } = await setupSlowLog({ maxRoomBurst: 1, maxRoomsPerHour: 60 });
    const make = (name: string) =>
      ada.commandFrame('room.create', { name, topic: '', visibility: 'public', history: 'everything' });
    ada.sendCommand('room.create', { name: 'One', topic: '', visibility: 'public', history: 'everything' });
    await world.settle();
    const next = make('Two');
    ada.send(next);
    await world.wait(59_000);
    ada.take();
    ada.send(next);
    await world.wait(2_000);
    expect(errorsOf(ada)).toEqual([{ type: 'overloaded', retryAfterMs: 1_000 }]);
    ada.send(next);
    await world.settle();
    expect(ada.takeOf('accepted')).toHaveLength(1);
  });
});
