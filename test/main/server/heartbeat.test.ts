import { describe, expect, it } from 'vitest';
import { createHeartbeat } from '#main/server/heartbeat.ts';
import { startHeartbeat, stepHeartbeat } from '#main/server/heartbeat-state.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import type { SessionEnd } from '#main/server/session-closing.ts';
import { createSession } from '#main/server/session.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection } from './recording-connection.ts';

function setupHeartbeat() {
  const clock = createFakeClock();
  const counters = createServerCounters();
  const ends: SessionEnd[] = [];
  const closing = {
    close: (session: ReturnType<typeof createSession>, end: SessionEnd) => {
      ends.push(end);
      session.state = { type: 'closed' };
      heartbeat.forget(session);
    },
  };
  const heartbeat = createHeartbeat({ clock, closing, counters, limits });
  const watched = () => {
    const connection = createRecordingConnection();
    const session = createSession(connection);
    const owner = { personId: personIdOf(1), device: deviceKeyOf(1), outboxId: outboxIdOf(1) };
    session.state = { type: 'active', owner };
    heartbeat.watch(session);
    return { session, connection };
  };
  return { clock, counters, ends, heartbeat, watched };
}

describe('a heartbeat', () => {
  it('[D10] pings every ten seconds', () => {
    const { clock, watched } = setupHeartbeat();
    const { connection } = watched();
    for (let second = 1; second <= 60; second += 1) {
      clock.advance(1_000);
      connection.receiveBytes(1);
      expect(connection.pings).toBe(Math.floor(second / 10));
    }
  });

  it('[D10] drops a connection that was silent for 25 seconds, and no sooner', () => {
    const { clock, counters, ends, watched } = setupHeartbeat();
    const { connection } = watched();
    clock.advance(24_000);
    expect(ends).toEqual([]);
    clock.advance(1_000);
    expect(ends).toEqual([{ code: 4001, reason: 'silent' }]);
    expect(connection.isTerminated).toBe(true);
    expect(counters.silentConnectionsDropped).toBe(1);
  });

  it('[D10] takes anything that comes in for a sign of life', () => {
    const { clock, ends, watched } = setupHeartbeat();
    const { connection } = watched();
    clock.advance(24_000);
    connection.receiveBytes(1);
    clock.advance(25_000);
    expect(ends).toEqual([]);
    clock.advance(1_000);
    expect(ends).toHaveLength(1);
  });

  it('[D10] does not count a time in which nobody listened', () => {
    const look = { bytesReceived: 0, elapsedMs: 2_000, isRead: true };
    const { state, action } = stepHeartbeat(startHeartbeat(0), look, limits);
    expect(action).toBe('none');
    expect(state.silentMs).toBe(2_000);
  });

  it('[T2] ends a login that takes longer than five seconds', () => {
    const { clock, counters, ends, heartbeat } = setupHeartbeat();
    const stranger = createSession(createRecordingConnection());
    heartbeat.watch(stranger);
    clock.advance(4_000);
    expect(ends).toEqual([]);
    clock.advance(1_000);
    expect(ends).toEqual([{ code: 4002, reason: 'no login in time', error: { type: 'login_timeout' } }]);
    expect(counters.loginsTimedOut).toBe(1);
  });

  it('[P18] does not hurry a person who waits to be let in', () => {
    const { clock, ends, heartbeat } = setupHeartbeat();
    const connection = createRecordingConnection();
    const session = createSession(connection);
    const owner = { personId: personIdOf(1), device: deviceKeyOf(1), outboxId: outboxIdOf(1) };
    session.state = { type: 'pending', owner };
    heartbeat.watch(session);
    clock.advance(20_000);
    expect(ends).toEqual([]);
  });

  it('has one timer for all connections', () => {
    const { clock, heartbeat, watched } = setupHeartbeat();
    for (let count = 0; count < 100; count += 1) watched();
    expect(clock.pendingTimers()).toBe(1);
    heartbeat.stop();
    expect(clock.pendingTimers()).toBe(0);
  });
});
