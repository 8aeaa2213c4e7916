import { describe, expect, it } from 'vitest';
import type { ToldAddress } from '#shared/discovery/heard-server.ts';
import { createAddressTurns } from '#main/client/address-turns.ts';

function told(source: string, ...hosts: readonly string[]): ToldAddress[] {
  return hosts.map((host) => ({ host, port: 7420, source }));
}

/** Turns among what `tell` says each time. */
function setupTurns(tell: () => readonly ToldAddress[]) {
  const turns = createAddressTurns(tell);
  const take = (count: number) => Array.from({ length: count }, () => turns.next()?.host ?? null);
  return { turns, take };
}

describe('the turns of addresses', () => {
  it('go round by sender, and through each one’s addresses in their order', () => {
    const all = [...told('', 'last', 'older'), ...told('liar', 'a', 'b', 'c'), ...told('server', 'new')];
    const { take } = setupTurns(() => all);
    expect(take(7)).toEqual(['last', 'a', 'new', 'older', 'b', 'c', null]);
  });

  it('are one an address, whoever tells it too, and wherever in their list', () => {
    const all = [...told('liar', 'a', 'b', 'new'), ...told('server', 'new')];
    const { take } = setupTurns(() => all);
    expect(take(4)).toEqual(['a', 'new', 'b', null]);
  });

  it('[T4] come to all who tell, at the pace of one a round, whatever others tell anew meanwhile', () => {
    let round = 0;
    const { take } = setupTurns(() => {
      round += 1;
      const fresh = ['x', 'y'].flatMap((liar) => told(liar, `${liar}${round}`, `${liar}${round}'`));
      return [...fresh, ...told('server', 'one', 'two')];
    });
    expect(take(6)).toEqual(['x1', 'y2', 'one', 'x4', 'y5', 'two']);
  });

  it('[T4] come to those who are there before those who come later, however many of them', () => {
    let number = 0;
    const { take } = setupTurns(() => {
      number += 1;
      return [...told(`liar ${number}`, `fake ${number}`), ...told('server', 'one', 'two')];
    });
    expect(take(4)).toEqual(['fake 1', 'one', 'two', 'fake 4']);
  });

  it('begin anew with news, whoever was tried least first', () => {
    const all = told('server', 'one', 'two');
    const { turns, take } = setupTurns(() => all);
    expect(take(1)).toEqual(['one']);
    turns.heard();
    expect(take(3)).toEqual(['two', 'one', null]);
    turns.heard();
    expect(take(3)).toEqual(['two', 'one', null]);
  });

  it('end, whatever is told', () => {
    let number = 0;
    const { turns } = setupTurns(() => told('liar', `fake ${(number += 1)}`));
    let count = 0;
    while (turns.next() !== null) count += 1;
    turns.heard();
    expect([count, turns.next()]).toEqual([32, null]);
  });
});
