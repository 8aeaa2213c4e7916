import { expect, it } from 'vitest';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { createClientEngine } from '#main/storage/client/client-engine.ts';
import { createMemoryClientDatabase } from '#main/storage/client/direct-client-store.ts';
import { migrate } from '#main/storage/migrate.ts';
import { clientMigrations } from '#main/storage/migrations/client-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { roomStream } from '#shared/domain/stream.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { roomOf, snapshotOf } from './sample-room.ts';
import { SampleServer, seedOf, type SampleEvent } from './sample-server.ts';

const general = roomIdOf(1);
const stream = roomStream(general);

function setupHolder() {
  const server = new SampleServer(1);
  const [me, ann] = [server.person(2), server.person(3)];
  const db = createMemoryClientDatabase();
  const clock = { now: () => -1.5 };
  const options = { db, serverId: server.serverId, deviceKeys: createKeyPair(seedOf(2)), clock, random: systemRandom };
  const engine = createClientEngine(options);
  const snapshot = (cutSeq: number | null = null) => {
    const rooms = [{ room: roomOf(general, ann.personId), members: [me, ann] }];
    return engine.applySnapshot(snapshotOf(server, { people: [[me, 'me']], rooms, cutSeq }));
  };
  snapshot();
  const receive = (...frames: string[]) =>
    engine.applyFrames({
      epoch: server.epoch,
      position: server.position(),
      source: 'live',
      frames: frames.map((text) => ({ text, isSigned: true })),
    });
  const aside = () =>
    db
      .query<[], { frame: string }>('SELECT frame FROM setAside ORDER BY streamSeq, rowid')
      .all()
      .map(({ frame }) => frame);
  const held = () =>
    db
      .query<[], { frame: string }>('SELECT frame FROM events ORDER BY streamSeq')
      .all()
      .map(({ frame }) => frame);
  const say = (text: string): SampleEvent => server.message(ann, general, text);
  return { server, me, engine, snapshot, receive, aside, held, say };
}

it('[P12] what a new epoch contradicts is set aside whole, and not thrown away', () => {
  const { server, engine, snapshot, receive, aside, held, say } = setupHolder();
  const [kept, lost, lostToo] = [say('kept'), say('lost'), say('lost too')];
  receive(kept.frame, lost.frame, lostToo.frame);
  server.restore({ [stream]: 1 }, 1);
  const since = say('since');
  snapshot(1);
  expect(aside()).toEqual([lost.frame, lostToo.frame]);
  engine.applyHistory({
    roomId: general,
    epoch: server.epoch,
    from: 2,
    to: 2,
    next: 2,
    frames: [{ text: since.frame, isSigned: true }],
  });
  expect(aside()).toEqual([lost.frame, lostToo.frame]);
  expect(held()).toEqual([kept.frame, since.frame]);
});

it('[D9] what was lost twice at one place in one epoch is kept twice', () => {
  const { server, snapshot, receive, aside, say } = setupHolder();
  const lost = ['first', 'second'].map((text) => {
    const event = say(text);
    receive(event.frame);
    server.goBack({ [stream]: 0 }, 0);
    snapshot(0);
    return event.frame;
  });
  expect(aside()).toEqual(lost);
});

it('[D9] what was set aside by an older version is still there', () => {
  const db = openMemoryDatabase(clientMigrations.slice(0, 1));
  const frame = '{"command":{"commandId":"c"},"header":{"person":"p"},"mac":"AAAA"}';
  const values = `('room:x', 7, 1, '${frame}', 1)`;
  db.runScript(`INSERT INTO setAside (stream, streamSeq, epoch, frame, isSigned) VALUES ${values}`);
  migrate(db, clientMigrations);
  expect(db.query('SELECT streamSeq, mac, person, commandId, wasRead FROM setAside').all()).toEqual([
    { streamSeq: 7, mac: 'AAAA', person: 'p', commandId: 'c', wasRead: 0 },
  ]);
});

it('[P15] an accepted command is kept as the very bytes of its event', () => {
  const { server, me, engine, receive, held } = setupHolder();
  engine.queueCommand({
    kind: 'message.send',
    body: { roomId: general, content: { type: 'text', text: 'héllo "x"' } },
  });
  const [sent] = engine.takeCommands(0, 1);
  const event = server.accept(me, { frame: sent?.frame ?? '', stream });
  receive(event.accepted);
  expect(held()).toEqual([event.frame]);
});

it('[P15] of a command that was signed twice the event that arrives has the signed bytes, if it is signed', () => {
  const { server, me, engine, receive, held } = setupHolder();
  engine.queueCommand({ kind: 'message.send', body: { roomId: general, content: { type: 'text', text: 'hello' } } });
  const [first] = engine.takeCommands(0, 1);
  const event = server.accept(me, { frame: first?.frame ?? '', stream });
  engine.renewOutbox();
  engine.takeCommands(0, 1);
  receive(event.accepted);
  expect(held()).not.toEqual([event.frame]);
  const frames = [{ text: event.frame, isSigned: false }];
  engine.applyFrames({ epoch: server.epoch, frames, position: null, source: 'replay' });
  expect(held()).not.toEqual([event.frame]);
  receive(event.frame);
  expect(held()).toEqual([event.frame]);
});

it('[P9] a clock that is out of all bounds still gives a time that can be sent', () => {
  const { engine } = setupHolder();
  engine.queueCommand({ kind: 'message.send', body: { roomId: general, content: { type: 'text', text: 'hello' } } });
  const [sent] = engine.takeCommands(0, 1);
  expect(JSON.parse(sent?.frame ?? '')).toMatchObject({ command: { body: { writtenAt: 0 } } });
});
