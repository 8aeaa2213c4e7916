import { describe, expect, it } from 'vitest';
import { createOutgoing } from '#main/server/outgoing.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createRequestFlow } from '#main/server/request-flow.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSession } from '#main/server/session.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection } from './recording-connection.ts';

const reply = '{"type":"reply","id":1,"result":{}}';
const maxUnreadBytes = 256 * 1024;

function setupFlow() {
  const clock = createFakeClock();
  const outgoing = createOutgoing({ clock, counters: createServerCounters() });
  const flow = createRequestFlow({ outgoing, clock, limits });
  const connection = createRecordingConnection();
  const session = createSession(connection);
  session.state = {
    type: 'active',
    owner: { personId: personIdOf(1), device: deviceKeyOf(1), outboxId: outboxIdOf(1) },
  };
  const begin = (count: number): void => {
    for (let asked = 0; asked < count; asked += 1) flow.begin(session);
  };
  const end = (count: number): void => {
    for (let answered = 0; answered < count; answered += 1) flow.end(session, reply);
  };
  return { clock, connection, session, begin, end };
}

describe('a session that asks', () => {
  it('is read from no further at 16 unanswered requests, and again at the first answer', () => {
    const { clock, connection, begin, end } = setupFlow();
    begin(15);
    expect(connection.isReading).toBe(true);
    begin(1);
    expect(connection.isReading).toBe(false);
    end(1);
    expect([connection.isReading, clock.pendingTimers()]).toEqual([true, 0]);
    expect(connection.frames()).toHaveLength(1);
  });

  it('[D12] and does not take its answers is read from no further until it does', () => {
    const { clock, connection, begin, end } = setupFlow();
    begin(16);
    connection.setBufferedBytes(maxUnreadBytes + 1);
    end(16);
    expect([connection.isReading, connection.frames().length]).toEqual([false, 16]);
    clock.advance(10_000);
    expect(connection.isReading).toBe(false);
    connection.setBufferedBytes(maxUnreadBytes);
    clock.advance(50);
    expect([connection.isReading, clock.pendingTimers()]).toEqual([true, 0]);
  });

  it('[D12] one at a time is held to that as well', () => {
    const { connection, begin, end } = setupFlow();
    begin(1);
    end(1);
    connection.setBufferedBytes(maxUnreadBytes + 1);
    expect(connection.isReading).toBe(true);
    begin(1);
    expect(connection.isReading).toBe(false);
  });

  it('is looked after no more once it has ended', () => {
    const { clock, session, begin, end } = setupFlow();
    begin(16);
    session.state = { type: 'closed' };
    end(16);
    clock.advance(50);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('has one look at a time, however often it is held back', () => {
    const { clock, begin, end } = setupFlow();
    begin(15);
    for (let round = 0; round < 100; round += 1) {
      begin(1);
      end(1);
    }
    begin(1);
    expect(clock.pendingTimers()).toBe(1);
  });
});
