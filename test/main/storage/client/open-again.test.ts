import { describe, expect, it } from 'vitest';
import { roomStream } from '#shared/domain/stream.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { createClientEngine } from '#main/storage/client/client-engine.ts';
import { createMemoryClientDatabase } from '#main/storage/client/direct-client-store.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { roomOf, snapshotOf } from './sample-room.ts';
import { SampleServer, seedOf, type SampleEvent } from './sample-server.ts';

const general = roomIdOf(1);
const stream = roomStream(general);

/** A database that an older version filled: to it the kinds of these events were unknown. */
function setupOlder() {
  const server = new SampleServer(1);
  const [me, ann] = [server.person(2), server.person(3)];
  const db = createMemoryClientDatabase();
  const open = (seed = 2) =>
    createClientEngine({
      db,
      serverId: server.serverId,
      deviceKeys: createKeyPair(seedOf(seed)),
      clock: createFakeClock(),
      random: systemRandom,
    });
  const engine = open();
  const rename = (name: string) => server.log(ann, { stream, kind: 'room.rename', body: { roomId: general, name } });
  const snapshot = (name: string) => {
    const rooms = [{ room: roomOf(general, ann.personId, { name }), members: [me, ann] }];
    return engine.applySnapshot(snapshotOf(server, { people: [[me, 'me']], rooms }));
  };
  snapshot('general');
  const receive = (...events: SampleEvent[]) =>
    engine.applyFrames({
      epoch: server.epoch,
      position: server.position(),
      source: 'live',
      frames: events.map(({ frame }) => ({ text: frame, isSigned: true })),
    });
  /** Makes the database forget what the newer version made of these. */
  const makeUnknown = (state: string, ...events: SampleEvent[]) => {
    db.change<[string]>('UPDATE rooms SET name = ?').run(state);
    for (const { header } of events) {
      db.change<[number]>('UPDATE events SET isKnown = 0, isShown = 0 WHERE streamSeq = ?').run(header.streamSeq);
    }
    db.change("UPDATE meta SET vocabulary = 'message.send'").run();
  };
  const name = (opened = open()) => opened.rooms()[0]?.name;
  const rows = (opened = open()) => {
    const page = opened.timelinePage({ roomId: general, before: null, maxItems: 10 });
    return page.ok ? page.value.items.map((item) => (item.type === 'notice' ? item.text : item.type)) : [];
  };
  const unknown = () => db.query<[], { n: number }>('SELECT count(*) AS n FROM events WHERE isKnown = 0').get()?.n;
  return { server, ann, open, unknown, rename, snapshot, receive, makeUnknown, name, rows };
}

describe('a database that a newer version opens', () => {
  it('[D7] shows and applies what the older one could not read', () => {
    const { receive, rename, makeUnknown, name, rows } = setupOlder();
    const event = rename('renamed');
    receive(event);
    makeUnknown('general', event);
    expect(rows()).toEqual(['renamed']);
    expect(name()).toBe('renamed');
  });

  it('[D7] applies it in its order, before what came later', () => {
    const { receive, rename, makeUnknown, name, rows } = setupOlder();
    const [old, newer] = [rename('old'), rename('newer')];
    receive(old, newer);
    makeUnknown('newer', old);
    expect(name()).toBe('newer');
    expect(rows()).toEqual(['old', 'newer']);
  });

  it('[D7] applies all of it, from the first on', () => {
    const { server, ann, open, receive, rename, makeUnknown } = setupOlder();
    const topic = server.log(ann, { stream, kind: 'room.setTopic', body: { roomId: general, topic: 'tea' } });
    const events = [rename('renamed'), topic];
    receive(...events);
    makeUnknown('general', ...events);
    expect(open().rooms()).toMatchObject([{ name: 'renamed', topic: 'tea' }]);
  });

  it('[D7] does not apply what the server had in the state that it gave', () => {
    const { receive, rename, snapshot, makeUnknown, name, rows } = setupOlder();
    const old = rename('old');
    receive(old);
    rename('missed');
    snapshot('missed');
    makeUnknown('missed', old);
    expect(name()).toBe('missed');
    expect(rows()).toEqual(['old', 'gap']);
  });

  it('[D7] does so once', () => {
    const { receive, rename, makeUnknown, name, open } = setupOlder();
    const event = rename('renamed');
    receive(event);
    makeUnknown('general', event);
    open();
    makeUnknown('since');
    open();
    expect(name()).toBe('since');
  });
});

it('[D7] what no version could read yet waits for one that can', () => {
  const { server, ann, open, receive, makeUnknown, unknown } = setupOlder();
  receive(server.log(ann, { stream, kind: 'poll.create', eventKind: 'poll.created', body: { roomId: general } }));
  makeUnknown('general');
  open();
  expect(unknown()).toBe(1);
});

describe('a database', () => {
  it('is opened by the device that it belongs to', () => {
    const { open } = setupOlder();
    expect(() => open(99)).toThrow('a client database is opened by its own device');
  });

  it('[D1] has an outbox of its own, whose id is minted with it', () => {
    const [one, other] = [setupOlder(), setupOlder()];
    expect(one.open().load().outboxId).not.toBe(other.open().load().outboxId);
    expect(one.open().load().outboxId).toBe(one.open().load().outboxId);
  });
});
