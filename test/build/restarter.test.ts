import { describe, expect, it } from 'vitest';
import { createRestarter } from '../../build/restarter.ts';

function setupRestarter() {
  const told: string[] = [];
  const ends: ((code: number | null) => void)[] = [];
  const restarter = createRestarter({
    start: () => {
      const number = ends.length + 1;
      told.push(`start ${number}`);
      const ended = new Promise<number | null>((resolve) => {
        ends.push(resolve);
      });
      return { ended, end: () => told.push(`end ${number}`) };
    },
    onEnded: (code) => told.push(`ended by itself with ${code}`),
  });
  const finish = (number: number, code: number | null): void => ends[number - 1]?.(code);
  return { restarter, told, finish };
}

describe('a program whose code changes', () => {
  it('starts anew only once the last one has ended, which is nobody’s failure', async () => {
    const { restarter, told, finish } = setupRestarter();
    await restarter.restart();
    const again = restarter.restart();
    await Promise.resolve();
    expect(told).toEqual(['start 1', 'end 1']);
    finish(1, null);
    await again;
    expect(told).toEqual(['start 1', 'end 1', 'start 2']);
  });

  it('starts once for all that changed while the last one was ending', async () => {
    const { restarter, told, finish } = setupRestarter();
    await restarter.restart();
    const asked = [restarter.restart(), restarter.restart()];
    finish(1, 0);
    await Promise.all(asked);
    expect(told).toEqual(['start 1', 'end 1', 'start 2']);
  });

  it('tells when it ended by itself, and starts anew all the same', async () => {
    const { restarter, told, finish } = setupRestarter();
    await restarter.restart();
    finish(1, 1);
    await Promise.resolve();
    await restarter.restart();
    expect(told).toEqual(['start 1', 'ended by itself with 1', 'start 2']);
  });

  it('is ended for good, and only then gone', async () => {
    const { restarter, told, finish } = setupRestarter();
    await restarter.restart();
    const stopped = restarter.stop('end').then(() => told.push('stopped'));
    await Promise.resolve();
    finish(1, 0);
    await stopped;
    expect(told).toEqual(['start 1', 'end 1', 'stopped']);
  });

  it('is waited for when it ends by itself', async () => {
    const { restarter, told, finish } = setupRestarter();
    await restarter.restart();
    const stopped = restarter.stop('wait').then(() => told.push('stopped'));
    finish(1, 0);
    await stopped;
    expect(told).toEqual(['start 1', 'stopped']);
  });

  it('does not come back when it is stopped in the middle of a restart', async () => {
    const { restarter, told, finish } = setupRestarter();
    await restarter.restart();
    const restarted = restarter.restart();
    const stopped = restarter.stop('wait');
    finish(1, null);
    await Promise.all([restarted, stopped]);
    expect(told).toEqual(['start 1', 'end 1']);
  });
});
