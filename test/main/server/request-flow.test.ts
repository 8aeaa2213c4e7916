import { describe, expect, it } from 'vitest';
import { createOutgoing } from '#main/server/outgoing.ts';
import { createRequestFlow } from '#main/server/request-flow.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSession } from '#main/server/session.ts';
import { present } from '#shared/assert.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection } from './recording-connection.ts';

const reply = '{"type":"reply","id":1,"result":{}}';
const maxUnreadBytes = 256 * 1024;

function setupFlow() {
  const clock = createFakeClock();
  const outgoing = createOutgoing({ clock, counters: createServerCounters() });
  const flow = createRequestFlow({ outgoing, clock, limits });
  const connect = (person: number, device: number) => {
    const connection = createRecordingConnection();
    const session = createSession(connection);
    session.state = {
      type: 'active',
      owner: { personId: personIdOf(person), device: deviceKeyOf(device), outboxId: outboxIdOf(device) },
    };
    return { connection, session };
  };
  const { connection, session } = connect(1, 1);
  const begin = (count: number): void => {
    for (let asked = 0; asked < count; asked += 1) flow.begin(session);
  };
  const end = (count: number): void => {
    for (let answered = 0; answered < count; answered += 1) flow.end(session, reply);
  };
  return { clock, flow, connect, connection, session, begin, end };
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

  it('[D12] has one look at a time, however often it is held back', () => {
    const { clock, connection, begin, end } = setupFlow();
    connection.setBufferedBytes(maxUnreadBytes + 1);
    for (let round = 0; round < 100; round += 1) {
      begin(1);
      end(1);
    }
    expect(clock.pendingTimers()).toBe(1);
    connection.setBufferedBytes(0);
    clock.advance(50);
    expect([connection.isReading, clock.pendingTimers()]).toEqual([true, 0]);
  });
});

describe('a person who asks with several devices', () => {
  const setupDevices = (devices: number) => {
    const { clock, flow, connect } = setupFlow();
    const all = Array.from({ length: devices }, (_, at) => connect(1, at + 1));
    const underWay = () => all.reduce((sum, { session }) => sum + session.unansweredRequests, 0);
    /** Each asks for as long as it is read. */
    const askAll = () => {
      for (const { connection, session } of all) while (connection.isReading) flow.begin(session);
    };
    return { clock, flow, connect, all, underWay, askAll };
  };

  it('[D12] has 16 requests under way over all of them, and the others wait unread', () => {
    const { clock, flow, all, underWay, askAll } = setupDevices(60);
    for (const { session } of all) flow.begin(session);
    expect(underWay()).toBe(60);
    for (const { session } of all) flow.end(session, reply);
    for (let round = 0; round < 200; round += 1) {
      askAll();
      expect(underWay()).toBe(16);
      const one = all.find(({ session }) => session.unansweredRequests > 0);
      flow.end(present(one, 'one has asked').session, reply);
    }
    expect(clock.pendingTimers()).toBe(0);
  });

  it('[D12] keeps nobody else waiting', () => {
    const { flow, connect, askAll } = setupDevices(3);
    const other = connect(2, 9);
    flow.begin(other.session);
    flow.end(other.session, reply);
    askAll();
    expect(other.connection.isReading).toBe(true);
  });

  it('[D12] gains nothing by coming again while what it asked is under way', () => {
    const { flow, connect, all, askAll } = setupDevices(2);
    askAll();
    for (const { session } of all) {
      session.state = { type: 'closed' };
      flow.forget(session);
    }
    const again = connect(1, 3);
    flow.begin(again.session);
    expect(again.connection.isReading).toBe(false);
    for (const { session } of all) while (session.unansweredRequests > 0) flow.end(session, reply);
    expect(again.connection.isReading).toBe(true);
  });

  it('[D12] counts as a stranger by the address, for whoever has no name has as many keys as they like', () => {
    const { flow, connect } = setupDevices(0);
    const strangers = Array.from({ length: 20 }, (_, at) => connect(at + 1, at + 1));
    for (const { session } of strangers) session.isStranger = true;
    for (const { session, connection } of strangers) if (connection.isReading) flow.begin(session);
    expect(strangers.map(({ session }) => session.unansweredRequests)).toContain(1);
    expect(
      strangers.filter(({ connection, session }) => session.unansweredRequests > 0 && connection.isReading),
    ).toEqual([]);
  });
});
