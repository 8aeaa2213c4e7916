import { describe, expect, it } from 'vitest';
import { createConnectionFigures } from '#main/client/connection-figures.ts';
import type { SessionState } from '#main/client/session-state.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { epochIdOf } from '#test/support/sample-ids.ts';

const noLimits = { framesMalformed: 0, framesRefused: 0, repliesRefused: 0, readsSlowed: 0, backlogsDropped: 0 };
const problem = { type: 'timed_out' } as const;
const connecting: SessionState = { type: 'connecting', lost: null };
const proving: SessionState = { type: 'proving', lost: null };
const waiting = { type: 'waiting', lost: { problem, since: 0, nextTryAt: 0 } } as const;
const active = (phase: 'resuming' | 'live'): SessionState => ({
  type: 'active',
  phase,
  epoch: { epoch: 1, epochId: epochIdOf(1) },
});

function setupFigures() {
  const clock = createFakeClock();
  const figures = createConnectionFigures(clock);
  const startedAt = clock.now();
  /** Each state a second after the one before. */
  const pass = (...states: readonly SessionState[]) => {
    for (const state of states) {
      clock.advance(1_000);
      figures.state(state);
    }
  };
  return { figures, startedAt, pass };
}

describe('the figures of connections', () => {
  it('begin with nothing', () => {
    const { figures, startedAt } = setupFigures();
    expect(figures.read()).toEqual({
      since: null,
      address: null,
      headSeq: 0,
      session: { startedAt, connections: 0, losses: 0, lastLoss: null, limits: noLimits },
    });
  });

  it('[D11] count a login as one, whatever it goes through, and say since when what is shown holds', () => {
    const { figures, startedAt, pass } = setupFigures();
    pass(connecting);
    figures.reached('10.0.0.1:7420');
    expect(figures.read().address).toBeNull();
    pass(proving, active('resuming'), active('live'), active('live'));
    expect(figures.read()).toMatchObject({
      since: startedAt + 4_000,
      address: '10.0.0.1:7420',
      session: { connections: 1, losses: 0 },
    });
  });

  it('[D11] count a connection that was lost, and no try that came to nothing', () => {
    const { figures, startedAt, pass } = setupFigures();
    pass(connecting, waiting);
    expect(figures.read().session).toMatchObject({ losses: 0, lastLoss: null });
    pass(connecting, proving, active('live'), waiting, { type: 'connecting', lost: waiting.lost }, waiting);
    expect(figures.read()).toMatchObject({
      since: startedAt + 6_000,
      address: null,
      session: { connections: 1, losses: 1, lastLoss: { at: startedAt + 6_000, problem } },
    });
    pass(connecting, proving, active('live'), { type: 'refused', problem: { type: 'replaced' } });
    expect(figures.read().session).toMatchObject({
      connections: 2,
      losses: 2,
      lastLoss: { problem: { type: 'replaced' } },
    });
  });

  it('[H3] count no new login that the server asked for, unless the server is away before it comes to one', () => {
    const { figures, pass } = setupFigures();
    const resync = { type: 'connection_lost', code: closeCodes.resync } as const;
    const told = { type: 'waiting', lost: { problem: resync, since: 0, nextTryAt: 0 } } as const;
    const trying: SessionState = { type: 'connecting', lost: told.lost };
    pass(connecting, proving, active('live'), told, trying, proving, { type: 'healing' }, told, trying, proving);
    pass(active('resuming'), active('live'));
    expect(figures.read().session).toMatchObject({ connections: 1, losses: 0, lastLoss: null });
    pass(told, trying, waiting, connecting, waiting, connecting, proving, active('live'));
    expect(figures.read().session).toMatchObject({ connections: 2, losses: 1, lastLoss: { problem } });
  });

  it('[D12] count each limit that the server went beyond', () => {
    const { figures } = setupFigures();
    figures.beyondLimit('readsSlowed');
    figures.beyondLimit('framesMalformed');
    figures.beyondLimit('readsSlowed');
    expect(figures.read().session.limits).toEqual({ ...noLimits, framesMalformed: 1, readsSlowed: 2 });
  });

  it('keep the furthest that the server said of its log', () => {
    const { figures } = setupFigures();
    figures.head(7);
    figures.head(3);
    expect(figures.read().headSeq).toBe(7);
  });
});
