import { describe, expect, it } from 'vitest';
import { limits } from '#shared/protocol/limits.ts';
import { joinScriptedServer } from '#test/support/scripted-world.ts';
import { snapshotPlan, type Script, type ScriptedSession } from '#test/support/scripted-server.ts';
import { ask } from '#test/support/world-talk.ts';

const none = { framesMalformed: 0, framesRefused: 0, repliesRefused: 0, readsSlowed: 0, backlogsDropped: 0 };

/** A server that behaves, except that `misbehave` has it do once as the script says. */
async function setupServer(script: Script = () => false) {
  let isBad = false;
  const setup = await joinScriptedServer((...heard) => {
    if (!isBad || !script(...heard)) return false;
    isBad = false;
    return true;
  });
  const { world, ann, serverId } = setup;
  const session = async () => (await ask(world, ann, ['server.diagnostics', { serverId }])).session;
  const misbehave = () => {
    isBad = true;
  };
  return { ...setup, misbehave, session };
}

/** Nobody signed it, and nobody reads it. */
function sendEvent(session: ScriptedSession, roomId: string, streamSeq: number): void {
  const device = 'A'.repeat(43);
  const place = { stream: `room:${roomId}`, streamSeq, seq: 100 + streamSeq, epoch: 1, at: 1, device };
  const commandId = `00000000-0000-7000-8000-${String(streamSeq).padStart(12, '0')}`;
  const body = { writtenAt: 1, salt: 'A'.repeat(22), later: 'x'.repeat(120 * 1024) };
  session.send({
    type: 'event',
    header: { ...place, person: 'a'.repeat(26), kind: 'x.yed' },
    command: { serverId: 'a'.repeat(52), device, outboxId: commandId, commandId, v: 1, number: 1, kind: 'x.y', body },
    signature: 'A'.repeat(86),
    mac: 'A'.repeat(22),
  });
}

describe('[D12] what goes beyond a limit is counted, and is', () => {
  it('nothing at a server that behaves', async () => {
    const { session, say } = await setupServer();
    await say('hello');
    expect((await session()).limits).toEqual(none);
  });

  it('a frame that fits no schema, and a reply whose result does not', async () => {
    const { world, server, session, misbehave, ann, serverId } = await setupServer((frame, { reply }) => {
      if (frame.type !== 'request' || frame.name !== 'room.browse') return false;
      reply(frame, { rooms: 7 });
      return true;
    });
    for (const text of ['[]', '{"type":"event"}']) server.session.sendText(text);
    await world.run(100);
    expect((await session()).limits).toEqual({ ...none, framesMalformed: 2 });
    misbehave();
    const answer = ann.api.call('room.browse', { serverId });
    await world.run(100);
    expect(await answer).toMatchObject({ ok: false });
    expect((await session()).limits).toEqual({ ...none, framesMalformed: 3 });
  });

  it('a frame that is too large', async () => {
    const { world, server, session } = await setupServer();
    server.session.sendText('x'.repeat(limits.maxFrameBytes + 1));
    await world.run(5_000);
    expect(await session()).toMatchObject({ losses: 1, limits: { ...none, framesRefused: 1 } });
  });

  it('a snapshot of too many parts', async () => {
    const { world, server, session, misbehave } = await setupServer((frame, { reply }) => {
      if (frame.type !== 'request' || frame.name !== 'resume') return false;
      reply(frame, snapshotPlan(limits.maxSnapshotParts + 1));
      return true;
    });
    misbehave();
    server.session.connection.terminate();
    await world.run(1_500);
    expect((await session()).limits).toEqual({ ...none, repliesRefused: 1 });
  });

  it('more than memory is given to, before the disk takes any of it', async () => {
    const { world, server, session, misbehave } = await setupServer((frame, heard) => {
      if (frame.type !== 'request' || frame.name !== 'resume') return false;
      for (let index = 1; index <= 560; index += 1) sendEvent(heard, server.roomId, index);
      return true;
    });
    misbehave();
    server.session.connection.terminate();
    await world.run(1_500);
    expect((await session()).limits).toEqual({ ...none, backlogsDropped: 1 });
  });
});
