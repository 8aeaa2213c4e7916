import { describe, expect, it, vi } from 'vitest';
import { createPump } from '#main/client/pump.ts';
import { createRetryTimer } from '#main/client/retry-timer.ts';
import { createSerialQueue } from '#main/client/serial-queue.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const turn = () => new Promise(setImmediate);

/** A promise that somebody else settles. */
function deferred() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((settle, refuse) => {
    resolve = settle;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

describe('a retry timer', () => {
  function setup(fraction = 0.5) {
    const clock = createFakeClock();
    const run = vi.fn<() => void>();
    const retry = createRetryTimer({ clock, random: { bytes: () => new Uint8Array(), fraction: () => fraction } });
    return { clock, run, retry };
  }

  it('[D11] runs after the backoff, which doubles', () => {
    const { clock, run, retry } = setup();
    expect([1, 2, 3].map(() => retry.failed(0, run))).toEqual([150, 300, 600]);
    clock.advance(600);
    expect(run).toHaveBeenCalledTimes(1);
    expect(retry.isWaiting).toBe(false);
  });

  it('begins anew when it is reset', () => {
    const { run, retry } = setup();
    retry.failed(0, run);
    retry.failed(0, run);
    retry.reset();
    expect(retry.failed(0, run)).toBe(150);
  });

  it('goes on where it was when it was only cancelled', () => {
    const { clock, run, retry } = setup();
    retry.failed(0, run);
    retry.cancel();
    expect(retry.isWaiting).toBe(false);
    clock.advance(10_000);
    expect(run).not.toHaveBeenCalled();
    expect(retry.failed(0, run)).toBe(300);
  });
});

describe('a serial queue', () => {
  it('runs one task after the other, and goes on after one that fails', async () => {
    const queue = createSerialQueue();
    const order: string[] = [];
    const gate = deferred();
    const first = queue.run(async () => {
      await gate.promise;
      order.push('first');
    });
    const second = queue.run(() => Promise.reject(new Error('second')));
    const third = queue.run(async () => order.push('third'));
    await turn();
    expect(order).toEqual([]);
    gate.resolve();
    await first;
    await expect(second).rejects.toThrow('second');
    await third;
    expect(order).toEqual(['first', 'third']);
  });
});

describe('a pump', () => {
  it('works once more for all kicks that came while it worked', async () => {
    const gates = [deferred(), deferred(), deferred()];
    let started = 0;
    const pump = createPump(
      async () => gates[(started += 1) - 1]?.promise,
      () => expect.unreachable(),
    );
    pump.kick();
    for (let index = 0; index < 10; index += 1) pump.kick();
    expect([started, pump.isBusy]).toEqual([1, true]);
    gates[0]?.resolve();
    await turn();
    expect(started).toBe(2);
    gates[1]?.resolve();
    await turn();
    expect([started, pump.isBusy]).toEqual([2, false]);
  });

  it('tells what its work threw, and can be kicked again', async () => {
    const failures: unknown[] = [];
    const pump = createPump(
      () => Promise.reject(new Error('no')),
      (error) => failures.push(error),
    );
    pump.kick();
    await turn();
    pump.kick();
    await turn();
    expect(failures).toHaveLength(2);
    expect(pump.isBusy).toBe(false);
  });
});
