import { describe, expect, it } from 'vitest';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import { silentLogger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createConnector, type SessionReport } from '#main/client/connector.ts';
import type { ReachedServer } from '#main/client/reach-server.ts';
import type { SessionState } from '#main/client/session-state.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { epochIdOf, serverIdOf } from '#test/support/sample-ids.ts';

const unreachable: ConnectionProblem = { type: 'unreachable', code: 'refused' };
const turn = () => new Promise(setImmediate);

/** A connector whose tries and sessions do what the test says. */
function setupConnector(fraction = 0.5) {
  const clock = createFakeClock();
  const states: SessionState['type'][] = [];
  const tries: {
    readonly at: number;
    isCancelled: boolean;
    looks: number;
    end(result: Result<ReachedServer, ConnectionProblem>): void;
  }[] = [];
  const sessions: { readonly report: SessionReport; probes: number; isClosed: boolean }[] = [];
  const connector = createConnector({
    clock,
    random: { bytes: () => new Uint8Array(), fraction: () => fraction },
    log: silentLogger,
    reach: () => {
      let end: (typeof tries)[number]['end'] = () => undefined;
      const result = new Promise<Result<ReachedServer, ConnectionProblem>>((resolve) => {
        end = resolve;
      });
      const attempt = { at: clock.monotonic(), isCancelled: false, looks: 0, end };
      tries.push(attempt);
      return { result, lookAgain: () => (attempt.looks += 1), cancel: () => (attempt.isCancelled = true) };
    },
    openSession: (_reached, report) => {
      const session = { report, probes: 0, isClosed: false };
      sessions.push(session);
      return {
        probe: () => (session.probes += 1),
        close: () => (session.isClosed = true),
      };
    },
    onState: ({ type }) => states.push(type),
  });
  const reached = (version: number | null = 1) =>
    ok({
      version,
      versions: [7],
      serverId: serverIdOf(1),
      connection: { terminate: () => undefined },
    } as unknown as ReachedServer);
  const endTry = async (result: Result<ReachedServer, ConnectionProblem>) => {
    tries.at(-1)?.end(result);
    await turn();
  };
  const goOnline = async () => {
    await endTry(reached());
    sessions.at(-1)?.report.news({ type: 'active', epoch: { epoch: 1, epochId: epochIdOf(1) } });
    sessions.at(-1)?.report.news({ type: 'phase', phase: 'live' });
  };
  return { clock, connector, states, tries, sessions, endTry, reached, goOnline };
}

describe('a connector', () => {
  it('[D11] tries again after each failure, later and later', async () => {
    const { clock, connector, tries, endTry } = setupConnector();
    connector.start();
    for (let index = 0; index < 5; index += 1) {
      await endTry(err(unreachable));
      clock.advance(5_000);
    }
    const waits = tries.map(({ at }, index) => at - (tries[index - 1]?.at ?? 0));
    expect(tries).toHaveLength(6);
    expect(waits.slice(1, 4)).toEqual([150, 5_000 + 300 - 150, 5_000 + 600 - 300]);
  });

  it('[D11] tries from the start again after a connection that held', async () => {
    const { clock, connector, tries, sessions, endTry, goOnline } = setupConnector();
    connector.start();
    for (let index = 0; index < 4; index += 1) {
      await endTry(err(unreachable));
      clock.advance(3_000);
    }
    await goOnline();
    clock.advance(1_000);
    sessions[0]?.report.ended({ type: 'connection_lost', code: 1006 });
    const before = tries.length;
    clock.advance(150);
    expect(tries).toHaveLength(before + 1);
  });

  it('[D11] goes on backing off where the connection breaks at once', async () => {
    const { clock, connector, tries, sessions, goOnline } = setupConnector();
    connector.start();
    const waits: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      await goOnline();
      const lostAt = clock.monotonic();
      sessions.at(-1)?.report.ended({ type: 'storage_failed', detail: 'full' });
      clock.advance(1_300);
      waits.push((tries.at(-1)?.at ?? 0) - lostAt);
      await turn();
    }
    expect(waits).toEqual([150, 300, 600, 1_200]);
  });

  it('[D11] waits as long as a full server asks for', async () => {
    const { clock, connector, tries, endTry } = setupConnector();
    connector.start();
    await endTry(err({ type: 'server_full', retryAfterMs: 2_000 }));
    clock.advance(1_999);
    expect(tries).toHaveLength(1);
    clock.advance(1);
    expect(tries).toHaveLength(2);
  });

  it('[D11] says by the wall clock since when it tries, and when it tries next', async () => {
    const { clock, connector, endTry } = setupConnector();
    connector.start();
    await endTry(err(unreachable));
    const since = clock.now();
    expect(connector.state).toEqual({ type: 'waiting', lost: { problem: unreachable, since, nextTryAt: since + 150 } });
    clock.advance(150);
    await endTry(err(unreachable));
    expect(connector.state).toMatchObject({ type: 'waiting', lost: { since } });
    connector.stop();
    expect(connector.state).toEqual({ type: 'idle', since: since + 150 });
  });

  it('[D11] is nudged by discovery at once, but no more than once a second', async () => {
    const { clock, connector, tries, endTry } = setupConnector(0.999);
    connector.start();
    for (let index = 0; index < 8; index += 1) {
      await endTry(err(unreachable));
      clock.advance(3_000);
    }
    await endTry(err(unreachable));
    const before = tries.length;
    for (let index = 0; index < 20; index += 1) connector.nudge();
    await endTry(err(unreachable));
    expect(tries).toHaveLength(before + 1);
  });

  it('[D11, T4] gives up no try for a nudge, which lets it look again once a second', async () => {
    const { clock, connector, tries, endTry } = setupConnector();
    connector.start();
    for (let passedMs = 0; passedMs < 5_000; passedMs += 250) {
      connector.nudge();
      clock.advance(250);
    }
    expect(tries).toMatchObject([{ isCancelled: false, looks: 6 }]);
    await endTry(err(unreachable));
    clock.advance(150);
    expect(tries).toHaveLength(2);
  });

  it('is not nudged into life when it was stopped or refused', async () => {
    const { clock, connector, tries, sessions, endTry, reached } = setupConnector();
    connector.nudge();
    connector.wake();
    expect(tries).toHaveLength(0);
    connector.start();
    await endTry(reached());
    sessions[0]?.report.ended({ type: 'replaced' });
    connector.nudge();
    connector.wake();
    clock.advance(60_000);
    expect([connector.state.type, tries.length]).toEqual(['refused', 1]);
    connector.connectNow();
    expect(tries).toHaveLength(2);
  });

  it('[D10] probes the connection when it wakes up, or tries anew where there is none', async () => {
    const { connector, tries, sessions, goOnline, endTry } = setupConnector();
    connector.start();
    connector.wake();
    expect([tries.length, tries[0]?.isCancelled]).toEqual([2, true]);
    await goOnline();
    connector.wake();
    expect([sessions[0]?.probes, tries.length]).toEqual([1, 2]);
    sessions[0]?.report.ended({ type: 'connection_lost', code: 4001 });
    connector.wake();
    expect(tries).toHaveLength(3);
    await endTry(err(unreachable));
  });

  it('does not hear a try that it gave up, nor a session that it closed', async () => {
    const { clock, connector, tries, sessions, states, goOnline, reached } = setupConnector();
    connector.start();
    connector.stop();
    tries[0]?.end(reached());
    await turn();
    expect([connector.state.type, sessions.length]).toEqual(['idle', 0]);
    connector.start();
    await goOnline();
    connector.stop();
    expect(sessions[0]?.isClosed).toBe(true);
    sessions[0]?.report.news({ type: 'phase', phase: 'replaying' });
    sessions[0]?.report.ended({ type: 'connection_lost', code: 1000 });
    clock.advance(60_000);
    expect([states.at(-1), tries.length, connector.session]).toEqual(['idle', 2, null]);
    connector.start();
    await goOnline();
    sessions[0]?.report.ended({ type: 'connection_lost', code: 1000 });
    expect(connector.session).not.toBeNull();
    expect(states.at(-1)).toBe('active');
  });

  it('[D11] is refused where the proven server speaks no version of ours', async () => {
    const { connector, sessions, endTry, reached } = setupConnector();
    connector.start();
    await endTry(reached(null));
    expect(connector.state).toEqual({ type: 'refused', problem: { type: 'version_unsupported', versions: [7] } });
    expect(sessions).toEqual([]);
  });

  it('leaves no timer when it is closed, and stays closed', async () => {
    const { clock, connector, tries, endTry } = setupConnector();
    connector.start();
    await endTry(err(unreachable));
    connector.close();
    expect(clock.pendingTimers()).toBe(0);
    connector.start();
    connector.connectNow();
    expect([connector.state.type, tries.length]).toEqual(['closed', 1]);
  });
});
