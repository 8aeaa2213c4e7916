import { afterEach, describe, expect, it } from 'vitest';
import { createProcessStage } from '#test/support/process-stage.ts';
import { clientDatabase, readRows, serverDatabase } from '#test/support/read-database.ts';

const stage = createProcessStage();
afterEach(() => stage.close());

async function setupAnnAndBob() {
  const { server, folder: serverFolder, address, serverId } = await stage.newServer();
  const [annFolder, bobFolder] = [stage.folder(), stage.folder()];
  const ann = stage.chat({ folder: annFolder, name: 'Ann', server: address });
  const bob = stage.chat({ folder: bobFolder, name: 'Bob', server: address });
  await Promise.all([ann, bob].map((chat) => chat.do('wait', { for: 'room', room: 'general' })));
  await Promise.all([
    ann.do('wait', { for: 'person', person: 'Bob' }),
    bob.do('wait', { for: 'person', person: 'Ann' }),
  ]);
  return {
    ...{ ann, bob, server },
    annDatabase: clientDatabase(annFolder, serverId),
    bobDatabase: clientDatabase(bobFolder, serverId),
    logDatabase: serverDatabase(serverFolder),
  };
}

describe('one message, keyboard to a colleague’s screen', () => {
  it('[D1, D2, D4, D6] stops where ARCHITECTURE.md says', async () => {
    const { ann, bob, server, annDatabase, bobDatabase, logDatabase } = await setupAnnAndBob();
    const { room } = await ann.do('direct.open', { people: ['Bob'] });
    await ann.do('wait', { for: 'sent' });
    await bob.until('the direct room', (event) => event.event === 'room' && event['room'] === room);
    // A server that stands still shows what comes before it.
    process.kill(server.pid, 'SIGSTOP');

    // 1. terminal: a line is typed, and answered with the id of its command.
    const { command } = await ann.do('message.send', { room, text: 'Lunch at noon?' });
    const isOfCommand = (state: string) => (event: { event: string; [key: string]: unknown }) =>
      event.event === 'delivery' && event['command'] === command && event['state'] === state;

    // 2. client: on disk as queued, and only then shown.
    await ann.until('that it is queued', isOfCommand('queued'));
    const [queued, ...others] = readRows(annDatabase, 'SELECT commandId, kind, roomId, failure FROM outbox');
    expect([queued, others]).toEqual([{ commandId: command, kind: 'message.send', roomId: room, failure: null }, []]);
    expect(ann.events.some(isOfCommand('sent'))).toBe(false);
    expect(messagesIn(logDatabase)).toEqual([]);
    process.kill(server.pid, 'SIGCONT');

    // 3. to 6. server: taken, decided, numbered, on disk; the reply to the author.
    const sent = await ann.until('that it is sent', isOfCommand('sent'));
    expect(sent['number']).toBe(1);
    expect(messagesIn(logDatabase)).toEqual([{ streamSeq: 2, itemNumber: 1, room: `room:${String(room)}` }]);
    expect(readRows(annDatabase, 'SELECT * FROM outbox')).toEqual([]);

    // 6. to 8. the event to everybody in the room, on the colleague's disk, on the colleague's screen.
    const shown = await bob.until('the message', (event) => event.event === 'message');
    expect(shown).toMatchObject({ command, personName: 'Ann', isMine: false, text: 'Lunch at noon?', number: 1 });
    expect(shown).not.toHaveProperty('isForged');
    const [kept] = readRows(bobDatabase, 'SELECT seq, streamSeq FROM events WHERE commandId = ?', String(command));
    const [meta] = readRows(bobDatabase, "SELECT position ->> 'seq' AS seq FROM meta");
    expect([kept?.['streamSeq'], Number(meta?.['seq'])]).toEqual([2, expect.any(Number)]);
    expect(Number(meta?.['seq'])).toBeGreaterThanOrEqual(Number(kept?.['seq']));

    // And back: Bob's device has it.
    await ann.until('that it is delivered', isOfCommand('delivered'));
  });
});

function messagesIn(logDatabase: string) {
  return readRows(
    logDatabase,
    "SELECT streamSeq, itemNumber, stream AS room FROM events JOIN streams USING (streamRef) WHERE kind = 'message.posted'",
  );
}
