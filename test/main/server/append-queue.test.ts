import { describe, expect, it } from 'vitest';
import { createAppendQueue, type AppendedBatch } from '#main/server/append-queue.ts';
import { createSession } from '#main/server/session.ts';
import type { AppendItem, AppendResult } from '#main/storage/event-log.ts';
import { limits as defaults, type Limits } from '#shared/protocol/limits.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection } from './recording-connection.ts';
import { endOfTurn } from './turn.ts';

interface Append {
  readonly frames: string[];
  finish(): void;
  fail(): void;
}

/** The log itself would answer too soon to see what waits for what. */
function setupQueue(limits: Partial<Limits> = {}) {
  const clock = createFakeClock();
  const session = createSession(createRecordingConnection());
  const appends: Append[] = [];
  const batches: AppendedBatch[] = [];
  const failures: unknown[] = [];
  const append = (items: readonly AppendItem[]) =>
    new Promise<AppendResult>((resolve, reject) => {
      appends.push({
        frames: items.map(({ frame }) => frame),
        finish: () => {
          const outcomes = items.map(({ frame }) => ({
            type: 'refused' as const,
            reply: frame,
            isFinal: true,
            entry: null,
          }));
          resolve({ outcomes, healed: [], positionFrame: '', headSeq: 0 });
        },
        fail: () => {
          reject(new Error('the disk is gone'));
        },
      });
    });
  const queue = createAppendQueue({
    log: { append },
    clock,
    limits: { ...defaults, ...limits },
    onAppended: (batch) => batches.push(batch),
    onFailed: (error) => failures.push(error),
  });
  const push = (frame: string) =>
    queue.push({ session, item: { device: deviceKeyOf(1), outboxId: outboxIdOf(1), frame } });
  return { queue, push, appends, batches, failures, clock };
}

describe('the append queue', () => {
  it('[D2] appends a lone command in the turn it arrives in', async () => {
    const { push, appends } = setupQueue();
    push('a');
    await Promise.resolve();
    expect(appends.map(({ frames }) => frames)).toEqual([['a']]);
  });

  it('[D2] appends what arrived in one turn as one batch, in order', async () => {
    const { push, appends } = setupQueue();
    for (const frame of ['a', 'b', 'c']) push(frame);
    await endOfTurn();
    expect(appends.map(({ frames }) => frames)).toEqual([['a', 'b', 'c']]);
  });

  it('[P4] has one append in flight at most; what arrives meanwhile is the next', async () => {
    const { push, appends, batches } = setupQueue();
    push('a');
    await endOfTurn();
    push('b');
    await endOfTurn();
    push('c');
    await endOfTurn();
    expect(appends).toHaveLength(1);
    appends[0]?.finish();
    await endOfTurn();
    expect(appends.map(({ frames }) => frames)).toEqual([['a'], ['b', 'c']]);
    expect(batches).toHaveLength(1);
  });

  it('[P4] puts no more commands into a batch than allowed', async () => {
    const { push, appends } = setupQueue({ maxAppendCommands: 2 });
    for (const frame of ['a', 'b', 'c']) push(frame);
    await endOfTurn();
    appends[0]?.finish();
    await endOfTurn();
    expect(appends.map(({ frames }) => frames)).toEqual([['a', 'b'], ['c']]);
  });

  it('[P4] puts no more bytes into a batch than allowed, but always one command', async () => {
    const { push, appends } = setupQueue({ maxAppendBytes: 10 });
    for (const frame of ['x'.repeat(25), 'y'.repeat(6), 'z'.repeat(4), 'w']) push(frame);
    await endOfTurn();
    appends[0]?.finish();
    await endOfTurn();
    appends[1]?.finish();
    await endOfTurn();
    expect(appends.map(({ frames }) => frames.map((frame) => frame.length))).toEqual([[25], [6, 4], [1]]);
  });

  it('[D14] takes no more commands than allowed, those in flight among them', async () => {
    const { push, queue, appends } = setupQueue({ maxQueuedCommands: 2 });
    expect(push('a')).toBe(true);
    await endOfTurn();
    expect([push('b'), push('c')]).toEqual([true, false]);
    expect(queue.waiting()).toBe(2);
    appends[0]?.finish();
    await endOfTurn();
    expect([push('d'), push('e')]).toEqual([true, false]);
  });

  it('[D14] takes no more bytes than may wait in all', () => {
    const { push } = setupQueue({ maxTotalBufferedBytes: 10 });
    expect([push('x'.repeat(6)), push('y'.repeat(6)), push('z'.repeat(4))]).toEqual([true, false, true]);
  });

  it('tells how long the log took', async () => {
    const { push, appends, batches, clock } = setupQueue();
    push('a');
    await endOfTurn();
    clock.advance(7);
    appends[0]?.finish();
    await endOfTurn();
    expect(batches[0]?.appendMs).toBe(7);
  });

  it('[D13] is settled when every command that was taken has its outcome', async () => {
    const { push, queue, appends, batches } = setupQueue({ maxAppendCommands: 1 });
    await queue.settled();
    push('a');
    push('b');
    let isDrained = false;
    void queue.settled().then(() => (isDrained = true));
    await endOfTurn();
    appends[0]?.finish();
    await endOfTurn();
    expect(isDrained).toBe(false);
    appends[1]?.finish();
    await endOfTurn();
    expect(isDrained).toBe(true);
    expect(batches).toHaveLength(2);
  });

  it('goes no further once the log has failed', async () => {
    const { push, queue, appends, failures } = setupQueue();
    push('a');
    await endOfTurn();
    push('b');
    appends[0]?.fail();
    await endOfTurn();
    expect(failures).toEqual([new Error('the disk is gone')]);
    expect(appends).toHaveLength(1);
    await queue.settled();
  });
});
