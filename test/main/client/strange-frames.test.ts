import { describe, expect, it } from 'vitest';
import { createIds } from '#main/identity/ids.ts';
import { joinScriptedServer, textsOf } from '#test/support/scripted-world.ts';
import { ask } from '#test/support/world-talk.ts';

/** An event of somebody else in the stream given; nobody signed it, which does not matter here. */
function eventOf(stream: string, streamSeq: number): object {
  const device = 'A'.repeat(43);
  const place = { stream, streamSeq, seq: 100 + streamSeq, epoch: 1, at: 1, device, person: 'a'.repeat(26) };
  const body = { writtenAt: 1, salt: 'A'.repeat(22), later: true };
  const commandId = `00000000-0000-7000-8000-${String(streamSeq).padStart(12, '0')}`;
  const ids = { serverId: 'a'.repeat(52), device, outboxId: commandId, commandId };
  const command = { ...ids, v: 1, number: 1, kind: 'x.y', body };
  return {
    type: 'event',
    header: { ...place, kind: 'x.yed' },
    command,
    signature: 'A'.repeat(86),
    mac: 'A'.repeat(22),
  };
}

describe('frames', () => {
  it('[D8] that leave a hole in a room have it fetched at once', async () => {
    const { world, server } = await joinScriptedServer();
    const stream = `room:${server.roomId}`;
    const before = server.session.requests('history.page').length;
    server.session.send(eventOf(stream, 2));
    await world.run(50);
    expect(server.session.requests('history.page')).toHaveLength(before);
    server.session.send(eventOf(stream, 6));
    await world.run(10);
    const asked = server.session.requests('history.page').slice(before);
    expect(asked.map(({ params }) => [params['roomId'], params['before']])).toEqual([[server.roomId, 6]]);
  });

  it('[D8] that leave a hole where there are no pages bring a snapshot over the next connection', async () => {
    const { world, server } = await joinScriptedServer();
    server.session.send(eventOf('server', 7));
    server.session.send(eventOf('server', 9));
    server.session.tellPosition(109);
    await world.run(5_000);
    expect(server.sessions).toHaveLength(2);
    const resumes = server.session.requests('resume').map(({ params }) => params);
    expect(resumes).toMatchObject([{ position: { seq: 109 } }, { position: null }]);
  });

  it('[P7] that are own events stand for the answers of their commands', async () => {
    const { world, server, say, view } = await joinScriptedServer((frame, session, identity) => {
      if (frame.type !== 'command' || frame.command.kind !== 'message.send') return false;
      const { command, signature } = frame;
      const seq = command.number;
      const person = createIds(identity.serverId).personId(command.device);
      const place = { epoch: 1, at: 1, seq, stream: `room:${String(command.body['roomId'])}`, streamSeq: seq };
      const header = { ...place, itemNumber: seq, kind: 'message.posted', person, device: command.device };
      session.send({ type: 'event', header, command, signature, mac: 'A'.repeat(22) });
      return true;
    });
    for (let index = 0; index < 100; index += 1) await say(`${index}`);
    await world.run(500);
    expect(textsOf(server.session)).toHaveLength(100);
    expect((await view()).outbox).toEqual({ waiting: 0, failed: 0 });
    expect(server.sessions).toHaveLength(1);
  });

  it('[P1] of unknown types and unknown signals are ignored', async () => {
    const { world, server, view } = await joinScriptedServer();
    for (let index = 0; index < 100; index += 1) {
      server.session.send({ type: 'weather.changed', sun: true });
      server.session.send({ type: 'signal', name: 'weather', params: {} });
      server.session.send({ type: 'signal', name: 'presence', params: { people: 'nobody' } });
    }
    await world.run(100);
    expect((await view()).connection).toEqual({ type: 'online' });
    expect(server.sessions).toHaveLength(1);
  });

  it('that are malformed are put up with nineteen times a minute, as a server puts up with its clients', async () => {
    const { world, server } = await joinScriptedServer();
    for (let index = 0; index < 19; index += 1) server.session.sendText('{"type":"event"}');
    await world.run(61_000);
    expect(server.sessions).toHaveLength(1);
    for (let index = 0; index < 20; index += 1) server.session.sendText('[]');
    await world.run(5_000);
    expect(server.sessions).toHaveLength(2);
  });

  it('over 128 KiB end the connection', async () => {
    const { world, server } = await joinScriptedServer();
    server.session.sendText('x'.repeat(128 * 1024 + 1));
    await world.run(5_000);
    expect(server.sessions).toHaveLength(2);
  });

  it('[P11] with a message that its author did not sign show it as forged', async () => {
    const { world, server, ann, serverId, say } = await joinScriptedServer();
    await say('genuine');
    await world.run(100);
    const written = server.session.commands.at(-1);
    const device = written?.device;
    const header = { at: 1, device, epoch: 1, itemNumber: 3, kind: 'message.posted', seq: 3, streamSeq: 3 };
    server.session.send({
      type: 'event',
      header: {
        ...header,
        person: (await ask(world, ann, ['server.list', {}]))[0]?.personId,
        stream: `room:${server.roomId}`,
      },
      command: {
        ...written,
        number: 99,
        commandId: '00000000-0000-7000-8000-000000000001',
        body: { ...written?.body, content: { type: 'text', text: 'words in her mouth' } },
      },
      signature: 'A'.repeat(86),
      mac: 'A'.repeat(22),
    });
    await world.run(100);
    const { items } = await ask(world, ann, ['timeline.page', { serverId, roomId: server.roomId, maxItems: 50 }]);
    const shown = items.flatMap((item) => (item.type === 'message' ? [[item.content, item.isForged]] : []));
    expect(shown).toContainEqual([{ type: 'text', text: 'words in her mouth' }, true]);
    expect(shown).toContainEqual([{ type: 'text', text: 'genuine' }, false]);
  });
});
