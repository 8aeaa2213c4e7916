import { describe, expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { createHistory } from '#main/client/history.ts';
import type { RequestFailure, Requests } from '#main/client/requests.ts';
import type { Gap } from '#main/storage/client-store.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { epochIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { fakeStore } from './fake-store.ts';

const epoch = { epoch: 1, epochId: epochIdOf(1) };
const [busy, quiet] = [roomIdOf(1), roomIdOf(2)];

interface Asked {
  readonly roomId: string;
  readonly before: number;
  readonly maxItems: number;
}

/** Gaps that a page makes smaller by as many as were asked for. */
function setupHistory(
  gaps: readonly Gap[],
  options: { readonly isStubborn?: boolean; readonly isGone?: boolean; readonly firstFailure?: RequestFailure } = {},
) {
  const clock = createFakeClock();
  const left = [...gaps];
  const asked: Asked[] = [];
  const failures: unknown[] = [];
  let isBusy = false;
  const requests = {
    request: async (_name: string, params: Asked) => {
      asked.push(params);
      if (options.isGone === true) return err({ type: 'disconnected' });
      if (options.firstFailure !== undefined && asked.length === 1) return err(options.firstFailure);
      const from = Math.max(1, params.before - params.maxItems);
      return ok({ value: { events: [], from, to: params.before - 1, next: null }, raw: { events: [] } });
    },
  } as unknown as Requests;
  const history = createHistory({
    store: fakeStore({
      nextGaps: async (max, roomId) =>
        left.filter((gap) => roomId === undefined || gap.roomId === roomId).slice(0, max),
    }),
    requests,
    inbox: {
      history: async ({ roomId, from, to }: Gap) => {
        const index = left.findIndex((gap) => gap.roomId === roomId && gap.to === to);
        const gap = left[index];
        if (gap === undefined || options.isStubborn === true) return;
        if (from <= gap.from) left.splice(index, 1);
        else left[index] = { ...gap, to: from - 1 };
      },
    } as never,
    clock,
    epoch,
    isBusy: () => isBusy,
    onFailed: (error) => failures.push(error),
  });
  const run = async (durationMs: number) => {
    for (let passed = 0; passed < durationMs; passed += 50) {
      clock.advance(50);
      await new Promise(setImmediate);
    }
  };
  return { clock, left, asked, failures, history, run, setBusy: (value: boolean) => (isBusy = value) };
}

const places = (asked: readonly Asked[]) =>
  asked.map(({ roomId, before }) => [roomId === busy ? 'busy' : 'quiet', before]);

describe('the history', () => {
  it('[D7] is fetched in the background, a page at a time, in the order the store says', async () => {
    const { history, run, asked, left } = setupHistory([
      { roomId: busy, from: 1, to: 120 },
      { roomId: quiet, from: 5, to: 20 },
    ]);
    history.start();
    await run(2_000);
    expect(places(asked)).toEqual([
      ['busy', 121],
      ['busy', 71],
      ['busy', 21],
      ['quiet', 21],
    ]);
    expect(left).toEqual([]);
  });

  it.each<RequestFailure>([{ type: 'timed_out' }, { type: 'overloaded', retryAfterMs: 1 }, { type: 'storage_failed' }])(
    '[D7] is asked for again after %o',
    async (firstFailure) => {
      const { history, run, asked, left } = setupHistory([{ roomId: busy, from: 1, to: 20 }], { firstFailure });
      history.start();
      await run(500);
      expect(asked).toHaveLength(1);
      await run(1_000);
      expect([asked.length, left]).toEqual([2, []]);
    },
  );

  it('[D7] goes on when something is missing after it had come to its end', async () => {
    const { history, run, asked, left } = setupHistory([]);
    history.start();
    await run(500);
    left.push({ roomId: busy, from: 1, to: 5 });
    history.goOn();
    await run(500);
    expect([places(asked), left]).toEqual([[['busy', 6]], []]);
  });

  it('[D7] begins also where no room was wanted just before', async () => {
    const { history, run, left } = setupHistory([{ roomId: quiet, from: 1, to: 50 }]);
    history.want([]);
    history.start();
    await run(1_000);
    expect(left).toEqual([]);
  });

  it('[D7] goes on when something is missing since it last looked', async () => {
    const { history, run, left } = setupHistory([]);
    history.start();
    left.push({ roomId: busy, from: 1, to: 5 });
    history.goOn();
    await run(500);
    expect(left).toEqual([]);
  });

  it('keeps its pace, so that the rest of the client has its turn', async () => {
    const { history, run, asked } = setupHistory([{ roomId: busy, from: 1, to: 10_000 }]);
    history.start();
    await run(1_000);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.length).toBeLessThan(12);
  });

  it('waits while own commands wait', async () => {
    const { history, run, asked, setBusy } = setupHistory([{ roomId: busy, from: 1, to: 10 }]);
    setBusy(true);
    history.start();
    await run(5_000);
    expect(asked).toEqual([]);
    setBusy(false);
    await run(500);
    expect(asked).toHaveLength(1);
  });

  it('[D8] of a room that is wanted comes before the rest, though commands wait', async () => {
    const { history, run, asked, setBusy } = setupHistory([
      { roomId: busy, from: 1, to: 200 },
      { roomId: quiet, from: 1, to: 10 },
    ]);
    setBusy(true);
    history.start();
    history.want([quiet, quiet]);
    await run(100);
    expect(places(asked)).toEqual([['quiet', 11]]);
  });

  it('[D7, P6] of a room that was refused is asked for again where the room is opened once more', async () => {
    const gap = { roomId: busy, from: 1, to: 20 };
    const firstFailure = { type: 'room_not_found', roomId: busy } as const;
    const { history, run, asked, left } = setupHistory([gap], { firstFailure });
    history.start();
    await run(3_000);
    expect([asked.length, left]).toEqual([1, [gap]]);
    history.want([quiet]);
    await run(500);
    expect(asked).toHaveLength(1);
    history.want([busy]);
    await run(500);
    expect([asked.length, left]).toEqual([2, []]);
  });

  it('[D7] that somebody looks at comes first of all, as large as it is looked at', async () => {
    const { history, run, asked, left } = setupHistory([
      { roomId: busy, from: 1, to: 300 },
      { roomId: quiet, from: 1, to: 10 },
    ]);
    history.want([busy, quiet]);
    let isDone = false;
    void history.fill({ roomId: busy, from: 1, to: 300 }, { maxItems: 120 }).then(() => (isDone = true));
    await run(50);
    expect(isDone).toBe(true);
    // The page that was under way has made the gap smaller already.
    expect(asked.map(({ before, maxItems }) => [before, maxItems])).toEqual([
      [301, 50],
      [251, 120],
      [11, 50],
    ]);
    expect(left).toEqual([{ roomId: busy, from: 1, to: 130 }]);
  });

  it('gives up a gap that the server does not fill, and goes on with the others', async () => {
    const { history, run, asked, left } = setupHistory(
      [
        { roomId: busy, from: 1, to: 10 },
        { roomId: quiet, from: 1, to: 10 },
      ],
      { isStubborn: true },
    );
    history.start();
    await run(5_000);
    expect(places(asked)).toEqual([
      ['busy', 11],
      ['quiet', 11],
    ]);
    expect(left).toHaveLength(2);
  });

  it('says what became of a gap that somebody looks at', async () => {
    const gap = { roomId: busy, from: 1, to: 10 };
    const filled = setupHistory([gap]);
    expect(await filled.history.fill(gap, { maxItems: 50 })).toBe('filled');
    expect(await filled.history.fill(gap, { maxItems: 50 })).toBe('filled');
    const stubborn = setupHistory([gap], { isStubborn: true });
    expect(await stubborn.history.fill(gap, { maxItems: 50 })).toBe('not_there');
    const late = setupHistory([gap], { firstFailure: { type: 'overloaded', retryAfterMs: 1 } });
    expect(await late.history.fill(gap, { maxItems: 50 })).toBe('unreachable');
    expect(await setupHistory([gap], { isGone: true }).history.fill(gap, { maxItems: 50 })).toBe('unreachable');
  });

  it('asks again for what did not come only when somebody tries again', async () => {
    const gap = { roomId: busy, from: 1, to: 10 };
    const { history, asked } = setupHistory([gap], { isStubborn: true });
    await history.fill(gap, { maxItems: 50 });
    expect(await history.fill(gap, { maxItems: 50 })).toBe('not_there');
    expect(asked).toHaveLength(1);
    expect(await history.fill(gap, { maxItems: 50, isRetry: true })).toBe('not_there');
    expect(asked).toHaveLength(2);
  });

  it('stops when the server is gone', async () => {
    const { history, run, asked } = setupHistory([{ roomId: busy, from: 1, to: 10 }], { isGone: true });
    history.start();
    await run(5_000);
    expect(asked).toHaveLength(1);
  });

  it('lets nobody wait who looks at a gap when it ends, and leaves no timer', async () => {
    const { clock, history, run, asked } = setupHistory([{ roomId: busy, from: 1, to: 10_000 }]);
    history.start();
    await run(500);
    history.end();
    const before = asked.length;
    expect(await history.fill({ roomId: busy, from: 1, to: 5 }, { maxItems: 50 })).toBe('unreachable');
    expect(clock.pendingTimers()).toBe(0);
    await run(1_000);
    expect(asked).toHaveLength(before);
  });

  it('tells when the store fails', async () => {
    const clock = createFakeClock();
    const failures: unknown[] = [];
    const history = createHistory({
      store: fakeStore({ nextGaps: () => Promise.reject(new Error('gone')) }),
      requests: {} as Requests,
      inbox: {} as never,
      clock,
      epoch,
      isBusy: () => false,
      onFailed: (error) => failures.push(error),
    });
    history.start();
    await new Promise(setImmediate);
    expect(failures).toEqual([new Error('gone')]);
  });
});
