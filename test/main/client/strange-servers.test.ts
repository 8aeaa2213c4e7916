import { describe, expect, it } from 'vitest';
import type { ClientFrame } from '#shared/protocol/client-frame.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { TemporaryRefusal } from '#shared/protocol/command-frame.ts';
import { formatJoinLine } from '#shared/discovery/join-line.ts';
import { createWorld } from '#test/support/world.ts';
import {
  createScriptedServer,
  pendingFrame,
  activeFrame,
  snapshotPlan,
  type Script,
  type ScriptedSession,
} from '#test/support/scripted-server.ts';
import { joinScriptedServer, scriptedAddress as address, textsOf } from '#test/support/scripted-world.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { ask } from '#test/support/world-talk.ts';

const isCommand = (frame: ClientFrame) => frame.type === 'command';
/** Refuses for now each number that is listed, once. */
function refusingOnce(errors: ReadonlyMap<number, TemporaryRefusal | Refusal>): Script {
  const left = new Map(errors);
  return (frame, session) => {
    const error = frame.type === 'command' ? left.get(frame.command.number) : undefined;
    if (frame.type !== 'command' || error === undefined) return false;
    left.delete(frame.command.number);
    const { commandId, number } = frame.command;
    session.send({ type: 'refused', isFinal: false, commandId, number, error });
    return true;
  };
}

describe('the handshake', () => {
  it('[T2] says nothing more to a server whose proof is for another certificate', async () => {
    const world = createWorld('relay');
    const server = createScriptedServer({ random: createSeededRandom('relay') });
    const hashes = { certificateHash: new Uint8Array(32).fill(1), shownHash: new Uint8Array(32).fill(2) };
    world.network.listen('10.0.7.1:7420', server.accept, hashes);
    const ann = await world.person('Ann');
    const { serverId } = server.identity;
    const target = formatJoinLine({ serverId, addresses: [address], invite: null });
    await ask(world, ann, ['server.join', { target, displayName: 'Ann' }]);
    await world.run(30_000);
    expect(await ask(world, ann, ['server.list', {}])).toMatchObject([
      { connection: { type: 'reconnecting', problem: { type: 'proof_wrong' } } },
    ]);
    const said = server.sessions.flatMap(({ received }) => received.map(({ type }) => type));
    expect(new Set(said)).toEqual(new Set(['hello']));
  });

  it.each([
    ['silence', () => undefined, { type: 'timed_out' }],
    ['nonsense', (session: ScriptedSession) => session.sendText('{"hello":'), { type: 'not_hallway' }],
    [
      'another frame',
      (session: ScriptedSession) => session.send({ type: 'bye', reason: 'closing' }),
      { type: 'not_hallway' },
    ],
    [
      'a frame over 1 KiB',
      (session: ScriptedSession) => session.sendText('x'.repeat(1_025)),
      { type: 'connection_lost', code: 1009 },
    ],
    [
      'a close',
      (session: ScriptedSession) => session.connection.close(4002, ''),
      { type: 'connection_lost', code: 4002 },
    ],
  ])('[D11] answered by %s is tried again', async (_what, answer, problem) => {
    const { world, server, view } = await joinScriptedServer((frame, session) => {
      if (frame.type === 'hello') answer(session);
      return frame.type === 'hello';
    });
    await world.run(30_000);
    expect((await view()).connection).toMatchObject({ type: 'reconnecting', problem });
    expect(server.sessions.length).toBeGreaterThan(2);
  });

  it('[D11] ends in a refusal where the proven server speaks no version of ours', async () => {
    const { world, server, view } = await joinScriptedServer(undefined, { versions: [7, 8], version: null });
    await world.run(30_000);
    expect((await view()).connection).toEqual({
      type: 'refused',
      problem: { type: 'version_unsupported', versions: [7, 8] },
    });
    expect(server.sessions).toHaveLength(1);
  });
});

describe('a login', () => {
  it.each([
    ['device_removed', { type: 'device_removed' }],
    ['device_revoked', { type: 'device_revoked' }],
    ['replaced', { type: 'replaced' }],
    ['proof_wrong', { type: 'login_refused', reason: 'proof_wrong' }],
  ] as const)('[D11] refused as %s is not tried again', async (type, problem) => {
    const { world, server, view } = await joinScriptedServer((frame, session) => {
      if (frame.type !== 'login') return false;
      session.send({ type: 'error', error: { type } });
      session.connection.close(4502, '');
      return true;
    });
    await world.run(60_000);
    expect((await view()).connection).toEqual({ type: 'refused', problem });
    expect(server.sessions).toHaveLength(1);
  });

  it('[D11] refused once is tried again on a click', async () => {
    let isClosed = true;
    const { world, serverId, ann, view } = await joinScriptedServer((frame, session) => {
      if (frame.type === 'login' && isClosed) session.connection.close(4503, '');
      return frame.type === 'login' && isClosed;
    });
    expect((await view()).connection).toEqual({ type: 'refused', problem: { type: 'device_removed' } });
    isClosed = false;
    await ask(world, ann, ['server.connectNow', { serverId }]);
    await world.run(100);
    expect((await view()).connection).toEqual({ type: 'online' });
  });

  it('[P18] that is pending sends the request for admission and nothing else', async () => {
    const { world, server, ann, serverId, view } = await joinScriptedServer((frame, session, identity) => {
      if (frame.type === 'login') session.send(pendingFrame(identity, frame.device));
      return frame.type === 'login' || frame.type === 'command';
    });
    await ask(world, ann, ['presence.watch', { serverId, roomIds: [], personIds: [], everybody: true }]);
    await ask(world, ann, ['presence.set', { state: 'away' }]);
    await world.run(60_000);
    expect(server.session.received.map(({ type }) => type)).toEqual(['hello', 'login', 'knock', 'command']);
    expect(server.session.commands[0]).toMatchObject({ kind: 'person.admit', number: 1 });
    expect((await view()).connection).toEqual({
      type: 'pending',
      door: 'knock',
      refusal: null,
      digits: null,
      claim: null,
    });
  });

  it('[P18] whose door refuses the name asks again under the other one, with the same number', async () => {
    let isIn = false;
    const taken: Refusal = { type: 'name_taken', displayName: 'Ann' };
    const refuse = refusingOnce(new Map([[1, taken]]));
    const { world, server, ann, serverId, view } = await joinScriptedServer((frame, session, identity) => {
      if (frame.type === 'login' && !isIn) session.send(pendingFrame(identity, frame.device));
      if (frame.type === 'command' && !isIn && !refuse(frame, session, identity)) {
        isIn = true;
        session.accept(frame.command);
        session.send(activeFrame(identity, frame.command.device));
        return true;
      }
      return frame.type === 'login' || (frame.type === 'command' && !isIn);
    });
    expect((await view()).connection).toMatchObject({ type: 'pending', refusal: taken });
    await ask(world, ann, ['person.rename', { serverId, displayName: 'Anna' }]);
    await world.run(100);
    const refusals = ann.told.flatMap(({ name, event }) =>
      name === 'server.changed' && event.connection.type === 'pending' ? [event.connection.refusal] : [],
    );
    expect(refusals.filter((refusal, index) => index === 0 || refusal !== refusals[index - 1])).toEqual([
      null,
      taken,
      null,
    ]);
    const asked = server.session.commands.filter(({ kind }) => kind === 'person.admit');
    expect(asked.map(({ number, body }) => [number, body['displayName']])).toEqual([
      [1, 'Ann'],
      [1, 'Anna'],
    ]);
    expect((await view()).connection).toEqual({ type: 'online' });
  });

  it('[D7] sends resume before anything else, then what it has to say', async () => {
    const { server } = await joinScriptedServer();
    const names = server.session.received.map((frame) => ('params' in frame ? frame.name : frame.type));
    expect(names.slice(0, 3)).toEqual(['hello', 'login', 'resume']);
    expect(names).toContain('command');
  });
});

describe('commands', () => {
  it('[P14] keep to a window of 64 unanswered, in order', async () => {
    let isDeaf = false;
    const { world, server, say } = await joinScriptedServer((frame) => isDeaf && isCommand(frame));
    isDeaf = true;
    for (let index = 0; index < 80; index += 1) await say(`${index}`);
    expect(textsOf(server.session)).toHaveLength(64);
    const [first] = server.session.commands.filter(({ kind }) => kind === 'message.send');
    if (first !== undefined) server.session.accept(first);
    await world.run(100);
    expect(textsOf(server.session)).toEqual(Array.from({ length: 65 }, (_, index) => `${index}`));
  });

  it.each<TemporaryRefusal>([
    { type: 'overloaded', retryAfterMs: 2_000 },
    { type: 'disk_full' },
    { type: 'storage_failed' },
    { type: 'stopping' },
    { type: 'window_exceeded', maxUnanswered: 64 },
  ])(
    '[D3, P14] refused for now ($type) go again under the same number, once all in flight is answered',
    async (error) => {
      const outOfOrder: TemporaryRefusal = { type: 'out_of_order', expected: 2 };
      const refuse = refusingOnce(
        new Map([
          [2, error],
          [3, outOfOrder],
          [4, outOfOrder],
        ]),
      );
      const { world, server, ann, serverId, view } = await joinScriptedServer(refuse);
      const { roomId } = server;
      for (const text of ['a', 'b', 'c']) void ann.api.call('message.send', { serverId, roomId, text });
      await world.run(5_000);
      expect(textsOf(server.session)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
      const numbers = server.session.commands.map(({ number }) => number);
      expect(numbers).toEqual([1, 2, 3, 4, 2, 3, 4]);
      expect(server.sessions).toHaveLength(1);
      expect((await view()).outbox).toEqual({ waiting: 0, failed: 0 });
    },
  );

  it('[D14] wait as long as an overloaded server asks for', async () => {
    const refuse = refusingOnce(new Map([[2, { type: 'overloaded', retryAfterMs: 2_000 }]]));
    const { world, server, say } = await joinScriptedServer(refuse);
    await say('patience');
    await world.run(1_900);
    expect(textsOf(server.session)).toEqual(['patience']);
    await world.run(200);
    expect(textsOf(server.session)).toEqual(['patience', 'patience']);
  });

  it('[P14] whose numbers somebody else has used go again in a new outbox, with the same ids', async () => {
    const refuse = refusingOnce(new Map([[2, { type: 'number_used', expected: 9 }]]));
    const { world, server, say, view } = await joinScriptedServer(refuse);
    await say('mine');
    await world.run(2_000);
    expect(server.sessions).toHaveLength(2);
    const [before, after] = server.sessions.map(({ commands }) =>
      commands.filter(({ kind }) => kind === 'message.send'),
    );
    expect(after).toMatchObject([{ number: 1, commandId: before?.[0]?.commandId, body: before?.[0]?.body }]);
    expect(after?.[0]?.outboxId).not.toBe(before?.[0]?.outboxId);
    expect((await view()).outbox).toEqual({ waiting: 0, failed: 0 });
  });

  it('[P14] that a server wants from a number on which this outbox has passed go in a new outbox', async () => {
    const refuse = refusingOnce(new Map([[2, { type: 'out_of_order', expected: 1 }]]));
    const { world, server, say, view } = await joinScriptedServer(refuse);
    await say('after a restore');
    await world.run(2_000);
    expect(server.sessions).toHaveLength(2);
    expect(textsOf(server.session)).toEqual(['after a restore']);
    expect((await view()).outbox).toEqual({ waiting: 0, failed: 0 });
  });

  it('[D7] whose answers stand behind a snapshot of many slow parts do not end the connection', async () => {
    const parts = 6;
    let answer = (): void => undefined;
    let isHeld = true;
    const { world, server, view } = await joinScriptedServer((frame, session) => {
      if (frame.type === 'request' && frame.name === 'resume') session.reply(frame, snapshotPlan(parts));
      else if (frame.type === 'request' && frame.name === 'snapshot.pull')
        answer = () => session.reply(frame, { people: [], rooms: [], members: [] });
      else return frame.type === 'command' && isHeld;
      return true;
    });
    for (let part = 0; part < parts; part += 1) {
      await world.run(8_000);
      answer();
    }
    isHeld = false;
    for (const command of server.session.commands) server.session.accept(command);
    await world.run(60_000);
    expect([server.sessions.length, server.session.requests('snapshot.pull').length]).toEqual([1, parts]);
    expect((await view()).connection).toEqual({ type: 'online' });
  });

  it('that are never answered end the connection after 30 s, and go again', async () => {
    let isDeaf = false;
    const { world, server, say } = await joinScriptedServer((frame) => isDeaf && isCommand(frame));
    isDeaf = true;
    await say('hello?');
    await world.run(29_000);
    expect(server.sessions).toHaveLength(1);
    isDeaf = false;
    await world.run(3_000);
    expect(server.sessions).toHaveLength(2);
    expect(textsOf(server.session)).toEqual(['hello?']);
  });
});
