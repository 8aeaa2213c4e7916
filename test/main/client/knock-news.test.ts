import { describe, expect, it } from 'vitest';
import { createKnockNews } from '#main/client/knock-news.ts';
import { createNotificationBoard } from '#main/client/notification-board.ts';
import type { KnockView } from '#shared/ipc/door-api.ts';
import { nordlicht } from '#test/main/terminal/builders.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf } from '#test/support/sample-ids.ts';

const turn = () => new Promise(setImmediate);

function knockOf(number: number, parts: Partial<KnockView> = {}): KnockView {
  return {
    knockId: number,
    displayName: `Guest ${number}`,
    device: deviceKeyOf(number),
    address: '10.0.0.9',
    at: 0,
    isOpened: false,
    ...parts,
  };
}

/** The door of Nordlicht, as its server tells of it. */
function setup() {
  const clock = createFakeClock();
  const board = createNotificationBoard();
  const told: string[] = [];
  let [here, reads]: [readonly KnockView[], number] = [[], 0];
  let answer = async (): Promise<readonly KnockView[]> => here;
  board.onKnocks(({ knock, count, isSilent }) =>
    told.push(`${knock.displayName} of ${count}${isSilent ? ', quietly' : ''}`),
  );
  board.onKnocksOver(() => told.push('over'));
  const news = createKnockNews({
    clock,
    serverId: nordlicht,
    serverName: () => 'Nordlicht',
    list: () => {
      reads += 1;
      return answer();
    },
    board,
  });
  return {
    clock,
    news,
    told,
    reads: () => reads,
    /** These wait now; what comes of it is known when it resolves. */
    wait: async (...knocks: readonly KnockView[]) => {
      here = knocks;
      news.waiting(knocks.length);
      clock.advance(3_000);
      await turn();
    },
    answerLater: () => {
      let settle = (_knocks: readonly KnockView[]): void => undefined;
      answer = () => new Promise((resolve) => (settle = resolve));
      return (knocks: readonly KnockView[]) => settle(knocks);
    },
  };
}

describe('[T7] somebody who knocks', () => {
  it('is told of once, and no more when they were let in, were sent away or have left', async () => {
    const { told, wait } = setup();
    await wait(knockOf(1));
    await wait(knockOf(1));
    expect(told).toEqual(['Guest 1 of 1']);
    await wait();
    expect(told).toEqual(['Guest 1 of 1', 'over']);
    await wait();
    expect(told).toHaveLength(2);
  });

  it('takes the place of who came before, without another sound', async () => {
    const { told, wait } = setup();
    await wait(knockOf(1));
    await wait(knockOf(1), knockOf(2));
    await wait(knockOf(1), knockOf(2), knockOf(3));
    expect(told).toEqual(['Guest 1 of 1', 'Guest 2 of 2, quietly', 'Guest 3 of 3, quietly']);
  });

  it('leaves what is told to who still waits', async () => {
    const { told, wait } = setup();
    await wait(knockOf(1), knockOf(2));
    await wait(knockOf(1));
    await wait();
    expect(told).toEqual(['Guest 2 of 2', 'Guest 1 of 1, quietly', 'over']);
  });

  it('is told of no more once somebody has come to the door', async () => {
    const { told, wait } = setup();
    await wait(knockOf(1));
    await wait(knockOf(1, { isOpened: true }), knockOf(2, { isOpened: true }));
    expect(told).toEqual(['Guest 1 of 1', 'over']);
  });

  it('is one notification however many come, and the list is asked for every 3 s at most', async () => {
    const { clock, news, told, reads, wait } = setup();
    await wait(knockOf(1));
    for (let count = 0; count < 1_000; count += 1) {
      news.waiting(1 + (count % 50));
      clock.advance(9);
    }
    await turn();
    expect(told).toEqual(['Guest 1 of 1']);
    expect(reads()).toBeLessThanOrEqual(5);
  });

  it('is told of again without a sound when the connection is back', async () => {
    const { news, told, wait } = setup();
    await wait(knockOf(1));
    news.over();
    await wait(knockOf(1));
    news.over();
    news.over();
    expect(told).toEqual(['Guest 1 of 1', 'over', 'Guest 1 of 1, quietly', 'over']);
  });

  it('is not told of where the answer comes when nobody waits any more, or the server does not say', async () => {
    const { clock, news, told, wait, answerLater } = setup();
    news.waiting(1);
    await turn();
    expect(told).toEqual([]);
    const settle = answerLater();
    clock.advance(3_000);
    news.waiting(2);
    clock.advance(3_000);
    news.waiting(0);
    settle([knockOf(1)]);
    await turn();
    await wait();
    expect(told).toEqual([]);
    expect(clock.pendingTimers()).toBe(0);
  });
});
