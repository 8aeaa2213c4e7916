import { describe, expect, it } from 'vitest';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { createVerificationNotes } from '#main/storage/server/verification-notes.ts';
import { sampleBytes } from '#test/support/sample-ids.ts';
import { firstRoom, setupChatServer } from './chat-server-world.ts';

describe('before login', () => {
  it('[T2] the server proves itself before it is told anything', async () => {
    const world = await setupChatServer();
    const ada = world.connect(1);
    ada.sendHello();
    await world.settle();
    expect(ada.take()).toMatchObject([{ type: 'hello', version: 1, versions: [1] }]);
    expect(world.loggedIn).toEqual([]);
  });

  it('[P13] a client that speaks no common version is told which there are', async () => {
    const world = await setupChatServer();
    const ada = world.connect(1);
    ada.sendHello({ versions: [99] });
    await world.settle();
    const error = { type: 'version_unsupported', versions: [1] };
    expect(ada.take()).toMatchObject([
      { type: 'hello', version: null },
      { type: 'error', error },
    ]);
    expect(ada.closed?.code).toBe(4501);
  });

  it('[T3] a wrong proof ends the connection', async () => {
    const world = await setupChatServer();
    const ada = world.connect(1);
    ada.sendHello();
    await world.settle();
    ada.sendLogin({ proof: sampleBytes(64, 5) });
    await world.settle();
    expect(ada.takeOf('error')).toMatchObject([{ error: { type: 'proof_wrong' } }]);
    expect(ada.closed?.code).toBe(4502);
    expect(world.server.stats().counters.loginsRefused).toBe(1);
  });

  it('[T3] a proof of somebody else’s device does not help', async () => {
    const world = await setupChatServer();
    const eve = world.connect(1);
    eve.sendHello();
    await world.settle();
    eve.sendLogin({ device: createKeyPair(new Uint8Array(32).fill(99)).publicKey });
    await world.settle();
    expect(eve.closed?.code).toBe(4502);
  });

  it.each([
    ['nothing that is JSON', 'hello?'],
    ['JSON without a type', '{"a":1}'],
    ['an array', '[]'],
    ['a hello without a nonce', '{"type":"hello","versions":[1]}'],
    ['a hello with a short nonce', '{"type":"hello","versions":[1],"nonce":"AAAA"}'],
    ['a hello without versions', `{"type":"hello","versions":[],"nonce":"${sampleBytes(32)}"}`],
  ])('%s ends the connection', async (_case, text) => {
    const world = await setupChatServer();
    const stranger = world.connect(1);
    stranger.send(text);
    await world.settle();
    expect(stranger.take()).toMatchObject([{ type: 'error', error: { type: 'invalid_frame' } }]);
    expect(stranger.closed?.code).toBe(4504);
  });

  it.each(['login', 'request', 'signal', 'command', 'bye', 'somethingNew'])('%s is not expected', async (type) => {
    const world = await setupChatServer();
    const stranger = world.connect(1);
    stranger.send({ type, id: 1, name: 'resume', params: {} });
    await world.settle();
    expect(stranger.take()).toEqual([{ type: 'error', error: { type: 'unexpected_frame', frame: type } }]);
    expect(stranger.closed).toBe(null);
  });

  it('a command in its own form is not expected either', async () => {
    const world = await setupChatServer();
    const ada = world.connect(1);
    ada.sendCommand('person.admit', { displayName: 'Ada' });
    await world.settle();
    expect(ada.take()).toEqual([{ type: 'error', error: { type: 'unexpected_frame', frame: 'command' } }]);
  });

  it('a frame of more than a kilobyte ends the connection', async () => {
    const world = await setupChatServer();
    const stranger = world.connect(1);
    stranger.sendHello({ padding: 'x'.repeat(1024) });
    await world.settle();
    expect(stranger.closed?.code).toBe(1009);
  });

  it('who does not log in within five seconds has to go', async () => {
    const world = await setupChatServer();
    const [silent, half] = [world.connect(1), world.connect(2)];
    half.sendHello();
    await world.wait(4_000);
    expect([silent.closed, half.closed]).toEqual([null, null]);
    await world.wait(1_000);
    expect([silent.closed?.code, half.closed?.code]).toEqual([4002, 4002]);
    expect(half.takeOf('error')).toEqual([{ type: 'error', error: { type: 'login_timeout' } }]);
    expect(world.server.stats().sessions.loggingIn).toBe(0);
  });

  it('a second hello and a second login are not expected', async () => {
    const world = await setupChatServer();
    const ada = world.connect(1);
    ada.sendHello();
    ada.sendHello();
    await world.settle();
    ada.sendLogin();
    ada.sendLogin();
    await world.settle();
    const errors = ada.takeOf('error').map(({ error }) => (error as { frame: string }).frame);
    expect(errors).toEqual(['hello', 'login']);
    expect(ada.closed).toBe(null);
  });
});

describe('a pending session', () => {
  it('[P18, T7] waits in pending and may send person.admit and nothing else', async () => {
    const world = await setupChatServer();
    const ada = await world.login(1);
    ada.take();
    ada.send(ada.commandFrame('room.join', { roomId: await firstRoom(world) }));
    ada.sendRequest('resume', { position: null });
    ada.send({ type: 'signal', name: 'presence.set', params: { state: 'here' } });
    await world.settle();
    expect(ada.take()).toMatchObject([
      { type: 'refused', isFinal: false, number: 1, error: { type: 'not_admitted' } },
      { type: 'reply', id: 1, error: { type: 'not_admitted' } },
    ]);
    expect(world.server.stats().sessions).toMatchObject({ pending: 1 });
  });

  it('[P18] may try another name with the same number', async () => {
    const world = await setupChatServer();
    await world.admit(1);
    const eve = await world.login(2);
    eve.take();
    eve.send(eve.commandFrame('person.admit', { displayName: 'person  1' }));
    await world.settle();
    expect(eve.take()).toMatchObject([{ type: 'refused', isFinal: false, number: 1, error: { type: 'name_taken' } }]);
    eve.sendCommand('person.admit', { displayName: 'Eve' });
    await world.settle();
    expect(eve.take()).toMatchObject([
      { type: 'accepted', number: 1 },
      { type: 'session', state: 'active' },
    ]);
  });

  it('[P18] becomes active again after a restart of the connection between admission and answer', async () => {
    const world = await setupChatServer();
    const ada = await world.login(1);
    const frame = ada.commandFrame('person.admit', { displayName: 'Ada' });
    ada.send(frame);
    await world.settle();
    const again = await world.login(1);
    expect(again.takeOf('session')).toMatchObject([{ state: 'active', lastNumber: 1 }]);
  });

  it('[P14, P18] waits until what its device sent over an older connection has its outcome, and counts it', async () => {
    const letGo: (() => void)[] = [];
    const world = await setupChatServer({
      wrapLog: (log) => ({
        ...log,
        append: async (items) => {
          await new Promise<void>((resolve) => letGo.push(resolve));
          return log.append(items);
        },
      }),
    });
    const older = await world.login(1);
    older.sendCommand('person.admit', { displayName: 'Ada' });
    await world.settle();
    const newer = await world.login(1);
    expect([older.closed?.code, newer.takeOf('session')]).toEqual([4500, []]);
    letGo[0]?.();
    await world.settle();
    expect(newer.takeOf('session')).toMatchObject([{ state: 'active', lastNumber: 1 }]);
  });

  it('is held to a kilobyte a frame until it is admitted', async () => {
    const world = await setupChatServer();
    const [patient, hasty] = [await world.admit(1), await world.login(2)];
    for (const client of [patient, hasty]) client.send({ type: 'signal', name: 'x', params: { y: 'z'.repeat(2_000) } });
    await world.settle();
    expect([patient.closed, hasty.closed?.code]).toEqual([null, 1009]);
  });
});

describe('a session', () => {
  it('[D3] says at login how far the server has this outbox', async () => {
    const world = await setupChatServer();
    const ada = await world.join(1);
    ada.sendCommand('room.join', { roomId: await firstRoom(world) });
    await world.settle();
    const [same, other] = [await world.login(1), await world.login(1, 77)];
    expect(same.takeOf('session')).toMatchObject([{ lastNumber: 2 }]);
    expect(other.takeOf('session')).toMatchObject([{ lastNumber: 0 }]);
  });

  it('[P14] of a device ends the older one of the same device, and of no other', async () => {
    const world = await setupChatServer();
    const [older, other] = [await world.join(1), await world.join(2)];
    const newer = await world.login(1);
    expect(older.takeOf('error')).toEqual([{ type: 'error', error: { type: 'replaced' } }]);
    expect([older.closed?.code, newer.closed, other.closed]).toEqual([4500, null, null]);
    await world.resume(newer);
    expect(world.server.stats().sessions).toMatchObject({ live: 2 });
    expect(world.server.stats().counters.sessionsReplaced).toBe(1);
  });

  it('[P14] that was replaced does not take its successor’s place with it', async () => {
    const world = await setupChatServer();
    const [first, second, third] = [await world.join(1), await world.login(1), await world.login(1)];
    expect([first.closed?.code, second.closed?.code, third.closed]).toEqual([4500, 4500, null]);
    const fourth = await world.login(1);
    expect([third.closed?.code, fourth.closed]).toEqual([4500, null]);
  });

  it('[P14] that waits for what the older one had on its way gives way to a newer one, which waits for that too', async () => {
    const waiting: (() => void)[] = [];
    let isSlow = false;
    const world = await setupChatServer({
      wrapLog: (log) => ({
        ...log,
        append: async (items) => {
          if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
          return log.append(items);
        },
      }),
    });
    const roomId = await firstRoom(world);
    const first = await world.join(1);
    isSlow = true;
    first.sendCommand('room.join', { roomId });
    await world.settle();
    const [second, third] = [await world.login(1), await world.login(1)];
    expect([first.closed?.code, second.closed?.code, third.closed]).toEqual([4500, 4500, null]);
    expect(third.takeOf('session')).toEqual([]);
    for (const resolve of waiting) resolve();
    await world.settle();
    expect([third.closed, third.takeOf('session')]).toMatchObject([null, [{ lastNumber: 2 }]]);
    expect(world.server.stats().counters.sessionsReplaced).toBe(2);
  });

  it('is none when the connection ended while the log was asked whose device it is', async () => {
    const answers: (() => void)[] = [];
    const world = await setupChatServer({
      wrapLog: (log) => ({
        ...log,
        login: async (...args) => {
          await new Promise<void>((resolve) => answers.push(resolve));
          return log.login(...args);
        },
      }),
    });
    const ada = await world.login(1);
    ada.link.cut();
    await world.settle();
    answers[0]?.();
    await world.settle();
    const { sessions } = world.server.stats();
    expect([Object.values(sessions).every((count) => count === 0), world.loggedIn]).toEqual([true, []]);
  });

  it('tells the transport when its device has proved itself', async () => {
    const world = await setupChatServer();
    const ada = await world.login(1);
    expect(world.loggedIn).toEqual([ada.link.server]);
  });

  it('[T10] of a removed person is cut at once', async () => {
    const world = await setupChatServer();
    const [ada, ben] = [await world.join(1), await world.join(2)];
    await world.server.act({ kind: 'person.setStanding', body: { personId: ada.personId, standing: 'removed' } });
    await world.settle();
    expect(ada.takeOf('error')).toEqual([{ type: 'error', error: { type: 'device_removed' } }]);
    expect([ada.closed?.code, ben.closed]).toEqual([4503, null]);
  });

  it('[T10] of a removed person does not begin', async () => {
    const world = await setupChatServer({
      wrapLog: (log) => ({
        ...log,
        login: async (...args) => ({ ...(await log.login(...args)), standing: 'removed' }),
      }),
    });
    const ada = await world.login(1);
    expect(ada.takeOf('error')).toEqual([{ type: 'error', error: { type: 'device_removed' } }]);
    expect(ada.closed?.code).toBe(4503);
  });

  it('[P11] of a device whose signatures failed is cut, and no other one', async () => {
    const world = await setupChatServer();
    const [ada, ben] = [await world.join(1), await world.join(2)];
    world.server.cutDevice(ada.device);
    await world.settle();
    expect(ada.takeOf('error')).toEqual([{ type: 'error', error: { type: 'proof_wrong' } }]);
    expect([ada.closed?.code, ben.closed]).toEqual([4502, null]);
  });

  it('[P11] of a device whose signatures failed does not begin', async () => {
    const db = openMemoryDatabase(serverMigrations);
    const world = await setupChatServer({ db });
    const ada = await world.admit(1);
    createVerificationNotes(db, world.clock).noteVerified({ upToSeq: 1, unsigned: [{ seq: 1, device: ada.device }] });
    const again = await world.login(1);
    expect(again.takeOf('error')).toEqual([{ type: 'error', error: { type: 'proof_wrong' } }]);
    expect(again.closed?.code).toBe(4502);
    expect((await world.login(2)).closed).toBeNull();
  });

  it('ends when the log cannot say whose device it is', async () => {
    const world = await setupChatServer({
      wrapLog: (log) => ({ ...log, login: () => Promise.reject(new Error('the disk is gone')) }),
    });
    const ada = await world.login(1);
    expect(ada.closed?.code).toBe(1001);
  });

  it('leaves nothing behind when it ends', async () => {
    const world = await setupChatServer();
    const ada = await world.join(1);
    ada.link.client.close(1000, '');
    await world.settle();
    const { sessions } = world.server.stats();
    expect(Object.values(sessions).reduce((sum, count) => sum + count)).toBe(0);
  });
});

describe('a frame that is wrong', () => {
  it('is answered, and nobody else notices', async () => {
    const world = await setupChatServer();
    const [ada, ben] = [await world.join(1), await world.join(2)];
    ben.take();
    for (const frame of [
      '{',
      { type: 'request', id: -1, name: 'resume', params: {} },
      { type: 'newThing' },
      { type: 7 },
    ]) {
      ada.send(frame);
    }
    await world.settle();
    const errors = ada.takeOf('error').map(({ error }) => (error as { type: string }).type);
    expect(errors).toEqual(['invalid_frame', 'invalid_frame', 'unexpected_frame', 'invalid_frame']);
    expect(ben.take()).toEqual([]);
    expect(ada.closed).toBe(null);
  });

  it('ends the connection the twentieth time within a minute', async () => {
    const world = await setupChatServer();
    const ada = await world.join(1);
    for (let count = 0; count < 19; count += 1) ada.send('{');
    await world.settle();
    expect(ada.closed).toBe(null);
    ada.send('{');
    await world.settle();
    expect(ada.closed?.code).toBe(4003);
    expect(world.server.stats().counters.protocolErrors).toBe(20);
  });

  it('is forgotten after a minute', async () => {
    const world = await setupChatServer();
    const ada = await world.join(1);
    for (let minute = 0; minute < 5; minute += 1) {
      for (let count = 0; count < 19; count += 1) ada.send('{');
      await world.wait(60_000);
    }
    expect(ada.closed).toBe(null);
  });

  it('[P1] is none when it is only unknown: requests are answered, signals ignored', async () => {
    const world = await setupChatServer();
    const ada = await world.join(1);
    ada.send({ type: 'request', id: 7, name: 'future.thing', params: {} });
    ada.send({ type: 'request', id: 8, name: 'room.browse', params: { after: 'nonsense' } });
    ada.send({ type: 'signal', name: 'future.thing', params: {} });
    ada.send({ type: 'signal', name: 'presence.set', params: { state: 'asleep' } });
    await world.settle();
    expect(ada.take()).toEqual([
      { type: 'reply', id: 7, error: { type: 'unknown_request', name: 'future.thing' } },
      { type: 'reply', id: 8, error: { type: 'invalid_params', path: 'after', problem: 'not a 128-bit id' } },
    ]);
    expect(world.server.stats().counters.protocolErrors).toBe(0);
  });
});
