import { describe, expect, it } from 'vitest';
import { createDelivery } from '#main/server/delivery.ts';
import { createDirectory } from '#main/server/directory.ts';
import { createHub } from '#main/server/hub.ts';
import { createOutgoing } from '#main/server/outgoing.ts';
import type { PublishedHead } from '#main/server/published-head.ts';
import { createPublisher } from '#main/server/publisher.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSessionRegistry } from '#main/server/session-registry.ts';
import { createSession } from '#main/server/session.ts';
import type { AppendOutcome } from '#main/storage/event-log.ts';
import type { Connection } from '#main/transport/connection.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { roomStream, serverStream } from '#shared/domain/stream.ts';
import { limits } from '#shared/protocol/limits.ts';
import { deviceKeyOf, outboxIdOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection } from './recording-connection.ts';
import { endOfTurn } from './turn.ts';

/** Some live sessions that all hear the stream of the server, and the order in which they are written to. */
function setupPublisher(count: number) {
  const written: number[] = [];
  const told: [string, PersonId][] = [];
  const counters = createServerCounters();
  const outgoing = createOutgoing({ clock: createFakeClock(), counters });
  const registry = createSessionRegistry();
  const hub = createHub({ directory: { roomsOf: () => [] } });
  const head: PublishedHead = { seq: 0, positionFrame: null };
  const publisher = createPublisher({
    directory: createDirectory({ people: [], rooms: [] }),
    delivery: createDelivery({ outgoing, counters, limits }),
    protocolErrors: { report: () => undefined, forget: () => undefined },
    presence: { join: () => undefined },
    typing: { end: () => undefined },
    receipts: {
      wrote: (personId) => told.push(['wrote', personId]),
      cameBack: (personId) => told.push(['cameBack', personId]),
    },
    onAdmitted: () => undefined,
    doorWatch: { changed: () => undefined },
    reportWatch: { changed: () => undefined },
    doorAnswers: { isHeld: () => false },
    hub,
    registry,
    outgoing,
    head,
    counters,
  });
  const people = Array.from({ length: count }, (_, index) => {
    const recording = createRecordingConnection();
    const connection: Connection = {
      ...recording,
      send: (batch) => {
        written.push(index);
        recording.send(batch);
      },
    };
    const session = createSession(connection);
    const owner = { personId: personIdOf(index), device: deviceKeyOf(index), outboxId: outboxIdOf(index) };
    session.state = { type: 'active', owner };
    session.sync = 'live';
    hub.subscribe(session, serverStream);
    return { session, recording, item: { device: owner.device, outboxId: owner.outboxId, frame: '' } };
  });
  /** Publishes one accepted command of each author. */
  const publish = async (...authors: number[]) => {
    const commands = authors.map((index) => people[index]).filter((author) => author !== undefined);
    const outcomes = authors.map((_, index) => acceptedAt(head.seq + index + 1));
    const headSeq = head.seq + outcomes.length;
    publisher.publish({
      commands,
      result: { outcomes, healed: [], headSeq, positionFrame: `{"type":"position","seq":${headSeq}}` },
    });
    await endOfTurn();
  };
  return { people, publish, written, told, counters, head, publisher };
}

function acceptedAt(seq: number): AppendOutcome {
  const event = { seq, stream: serverStream, streamSeq: seq, itemNumber: null, author: personIdOf(1), changes: [] };
  return {
    type: 'accepted',
    reply: '{"type":"accepted"}',
    event: { ...event, frame: '{"type":"event"}', hidden: null, opened: [] },
  };
}

describe('publishing', () => {
  it('writes to those who wait for an answer before all others', async () => {
    const { publish, written } = setupPublisher(6);
    await publish(4, 2);
    expect(written).toEqual([4, 2, 0, 1, 3, 5]);
  });

  it('writes once to each, and the position once and last', async () => {
    const { people, publish, counters } = setupPublisher(3);
    await publish(0, 1, 0);
    expect(people.map(({ recording }) => recording.frames().map(({ type }) => type))).toEqual([
      ['accepted', 'event', 'accepted', 'position'],
      ['event', 'accepted', 'event', 'position'],
      ['event', 'event', 'event', 'position'],
    ]);
    expect(counters.writes).toBe(3);
  });

  it('[D6] tells no position that a session has passed already', async () => {
    const { people, publish } = setupPublisher(2);
    const [, ahead] = people;
    if (ahead === undefined) return;
    ahead.session.toldSeq = 2;
    await publish(0);
    await publish(0);
    await publish(0);
    expect(ahead.recording.frames().filter(({ type }) => type === 'position')).toEqual([{ type: 'position', seq: 3 }]);
  });

  it('shares the bytes of all who only listen', async () => {
    const { people, publish } = setupPublisher(100);
    await publish(0, 1, 2);
    const listeners = people.slice(3).map(({ recording }) => recording.writes[0]?.wire());
    expect(new Set(listeners).size).toBe(1);
  });

  it('[H4, P19] has receipts follow what came back, and takes nobody to have read by it', () => {
    const { publisher, told } = setupPublisher(2);
    const back = { seq: 1, stream: roomStream(roomIdOf(1)), streamSeq: 1, itemNumber: 1, author: personIdOf(1) };
    const appended = [{ ...back, frame: '{"type":"event"}', hidden: null, opened: [], changes: [] }];
    publisher.publishHealed({ appended, headSeq: 1, positionFrame: '{"type":"position"}' });
    expect(told).toEqual([['cameBack', personIdOf(1)]]);
  });

  it('moves no position for a batch in which nothing was accepted', async () => {
    const { people, publisher, head } = setupPublisher(2);
    const [author, other] = people;
    if (author === undefined || other === undefined) return;
    const outcomes: AppendOutcome[] = [{ type: 'refused', reply: '{"type":"refused"}', isFinal: true, entry: null }];
    publisher.publish({
      commands: [author],
      result: { outcomes, healed: [], headSeq: 0, positionFrame: '{"type":"position"}' },
    });
    await endOfTurn();
    expect([author.recording.frames(), other.recording.frames()]).toEqual([[{ type: 'refused' }], []]);
    expect(head).toEqual({ seq: 0, positionFrame: null });
  });
});
