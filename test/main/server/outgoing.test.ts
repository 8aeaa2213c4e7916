import { describe, expect, it } from 'vitest';
import { createOutgoing } from '#main/server/outgoing.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSession, type Session } from '#main/server/session.ts';
import { createFrame } from '#main/transport/frame.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { createRecordingConnection, type RecordingConnection } from './recording-connection.ts';
import { endOfTurn } from './turn.ts';

function setupOutgoing() {
  const counters = createServerCounters();
  const outgoing = createOutgoing({ clock: createFakeClock(), counters });
  const written: RecordingConnection[] = [];
  const open = (): { session: Session; connection: RecordingConnection } => {
    const recording = createRecordingConnection();
    const connection: RecordingConnection = {
      ...recording,
      send: (batch) => {
        written.push(connection);
        recording.send(batch);
      },
    };
    return { session: createSession(connection), connection };
  };
  return { counters, outgoing, open, written };
}

const [a, b] = [createFrame('{"type":"a"}'), createFrame('{"type":"b"}')];

describe('what goes out', () => {
  it('is written once a turn, whatever number of frames it is', async () => {
    const { counters, outgoing, open } = setupOutgoing();
    const { session, connection } = open();
    for (let count = 0; count < 100; count += 1) outgoing.add(session, count % 2 === 0 ? a : b);
    expect(connection.writes).toHaveLength(0);
    await endOfTurn();
    expect(connection.writes.map(({ texts }) => texts.length)).toEqual([100]);
    expect(counters).toMatchObject({ writes: 1, bytesWritten: 100 * a.wire().length });
  });

  it('is the same buffer for all who get the same', async () => {
    const { outgoing, open } = setupOutgoing();
    const people = Array.from({ length: 10 }, open);
    for (const frame of [a, b]) for (const { session } of people) outgoing.add(session, frame);
    await endOfTurn();
    expect(new Set(people.map(({ connection }) => connection.writes[0]?.wire())).size).toBe(1);
  });

  it('goes first to those for whom a place was kept, and to them only if there is something', async () => {
    const { outgoing, open, written } = setupOutgoing();
    const [waiting, idle, other] = [open(), open(), open()];
    outgoing.reserve(waiting.session);
    outgoing.reserve(idle.session);
    outgoing.add(other.session, a);
    outgoing.add(waiting.session, a);
    await endOfTurn();
    expect(written).toEqual([waiting.connection, other.connection]);
  });

  it('can be written before the turn ends, and the rest of the turn behind it', async () => {
    const { outgoing, open } = setupOutgoing();
    const { session, connection } = open();
    outgoing.add(session, a);
    outgoing.flush(session);
    outgoing.flush(session);
    outgoing.add(session, b);
    await endOfTurn();
    expect(connection.writes.map(({ texts }) => texts)).toEqual([[a.text], [b.text]]);
  });

  it('of one turn is not in the next', async () => {
    const { outgoing, open } = setupOutgoing();
    const { session, connection } = open();
    outgoing.add(session, a);
    await endOfTurn();
    outgoing.send(session, b.text);
    expect(outgoing.dirty()).toEqual([session]);
    await endOfTurn();
    expect(connection.writes.map(({ texts }) => texts)).toEqual([[a.text], [b.text]]);
    expect(outgoing.dirty()).toEqual([]);
  });
});
