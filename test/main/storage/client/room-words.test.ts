import { expect, it } from 'vitest';
import { personStream, roomStream } from '#shared/domain/stream.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { systemRandom } from '#main/identity/system-random.ts';
import { createClientEngine } from '#main/storage/client/client-engine.ts';
import { createMemoryClientDatabase } from '#main/storage/client/direct-client-store.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { roomIdOf } from '#test/support/sample-ids.ts';
import { roomOf, snapshotOf } from './sample-room.ts';
import { SampleServer, seedOf, type SampleEvent, type SamplePerson } from './sample-server.ts';

const general = roomIdOf(1);
const stream = roomStream(general);

/** Somebody who has blocked Ben, in a room with him and Ann. */
function setupBlocker() {
  const server = new SampleServer(1);
  const [me, ann, ben] = [server.person(2), server.person(3), server.person(4)];
  const engine = createClientEngine({
    db: createMemoryClientDatabase(),
    serverId: server.serverId,
    deviceKeys: createKeyPair(seedOf(2)),
    clock: createFakeClock(),
    random: systemRandom,
  });
  const people = [
    [me, 'me'],
    [ann, 'Ann'],
    [ben, 'Ben'],
  ] as const;
  const rooms = [{ room: roomOf(general, ann.personId), members: [me, ann, ben] }];
  engine.applySnapshot({ ...snapshotOf(server, { people, rooms }) });
  const receive = (...events: SampleEvent[]) =>
    engine.applyFrames({
      epoch: server.epoch,
      position: server.position(),
      source: 'live',
      frames: events.map(({ frame }) => ({ text: frame, isSigned: true })),
    });
  const body = { personId: ben.personId, isBlocked: true };
  receive(server.log(me, { stream: personStream(me.personId), kind: 'person.setBlock', body }));
  const topic = (author: SamplePerson, text: string, at = server) =>
    at.log(author, { stream, kind: 'room.setTopic', body: { roomId: general, topic: text } });
  /** The same server in a life that is lost. */
  const lostTopic = (author: SamplePerson, text: string) => topic(author, text, new SampleServer(1));
  return { server, ann, ben, receive, topic, lostTopic, shown: () => engine.rooms()[0]?.topic };
}

it('[H4, T15] whose topic it is says the one that stands, and none that came back behind it', () => {
  const { server, ann, ben, receive, topic, lostTopic, shown } = setupBlocker();
  const lost = lostTopic(ben, 'I know where you live');
  const present = topic(ann, 'tea at four');
  receive(present, server.heal(ben, lost, true));
  expect(shown()).toBe('tea at four');
});

it('[H4, T15] nor is the topic of somebody who is blocked shown for one that came back', () => {
  const { server, ann, ben, receive, topic, lostTopic, shown } = setupBlocker();
  const lost = lostTopic(ann, 'tea at four');
  const present = topic(ben, 'I know where you live');
  receive(present, server.heal(ann, lost, true));
  expect(shown()).toBe('');
  receive(topic(ann, 'tea at five'));
  expect(shown()).toBe('tea at five');
});
