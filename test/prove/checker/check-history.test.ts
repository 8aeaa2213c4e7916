import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '#test/support/seeded-random.ts';
import { checkHistory } from './check-history.ts';
import type { Check, History, Step } from './history.ts';
import { rightHistory } from './right-history.ts';

const rightSeeds = 500;

/** Ann writes a and c, Bob b; Ann reads everything in the end. */
const right: History = {
  sent: [
    { commandId: 'a', author: 'Ann' },
    { commandId: 'b', author: 'Bob' },
    { commandId: 'c', author: 'Ann' },
  ],
  acknowledged: [at('a', 1), at('b', 2), at('c', 3)],
  final: [at('a', 1), at('b', 2), at('c', 3)],
  observers: [
    {
      name: 'Ann',
      completeFrom: 1,
      screen: ['a', 'b', 'c'],
      steps: [
        told('a', 1),
        saw('a', 1),
        saw('b', 2),
        told('c', 3),
        saw('c', 3),
        read(1, [at('a', 1), at('b', 2), at('c', 3)]),
      ],
    },
    { name: 'Bob', completeFrom: 1, steps: [saw('a', 1), told('b', 2), saw('b', 2), saw('c', 3)] },
  ],
};

/** Each is wrong in one way, which one check alone catches. */
const wrong: readonly { readonly what: string; readonly caughtBy: Check; readonly history: History }[] = [
  {
    what: 'what was acknowledged is lost',
    caughtBy: 'set',
    history: { ...right, final: [at('a', 1), at('b', 2)], observers: [], acknowledged: right.acknowledged },
  },
  {
    what: 'the log holds a command twice',
    caughtBy: 'set',
    history: { ...right, acknowledged: [], observers: [], final: [...right.final, at('c', 4)] },
  },
  {
    what: 'the log holds what nobody sent',
    caughtBy: 'set',
    history: { ...right, observers: [], final: [...right.final, at('d', 4)] },
  },
  {
    what: 'an acknowledgement named a place where nothing stands',
    caughtBy: 'set',
    history: { ...right, acknowledged: [at('c', 9)] },
  },
  {
    what: 'a device was shown something that the log does not hold',
    caughtBy: 'set',
    history: { ...right, final: [at('a', 1), at('b', 2)], acknowledged: [], observers: [watcher(saw('c', 3))] },
  },
  {
    what: 'a page shows something that the log does not hold',
    caughtBy: 'set',
    history: { ...right, final: [at('a', 1)], acknowledged: [], observers: [watcher(read(2, [at('b', 2)]))] },
  },
  {
    what: 'a device was shown something twice',
    caughtBy: 'set',
    history: { ...right, observers: [watcher(saw('c', 3), saw('c', 4))] },
  },
  {
    what: 'a device was never shown something',
    caughtBy: 'set',
    history: { ...right, observers: [{ ...watcher(saw('a', 1), saw('c', 3)), completeFrom: 1 }] },
  },
  {
    what: 'a device saw two people in another order',
    caughtBy: 'order',
    history: { ...right, observers: [watcher(saw('b', 2), saw('a', 1), saw('c', 3))] },
  },
  {
    what: 'two devices have different things at one place',
    caughtBy: 'order',
    history: { ...right, observers: [watcher(saw('a', 2))] },
  },
  {
    what: 'a page is not in order',
    caughtBy: 'order',
    history: { ...right, observers: [watcher(read(1, [at('b', 2), at('a', 1), at('c', 3)]))] },
  },
  {
    what: 'all agree on an order in which the author did not write',
    caughtBy: 'author order',
    history: { ...right, final: [at('c', 1), at('b', 2), at('a', 3)], acknowledged: [], observers: [] },
  },
  {
    what: 'a later page does not reach so far',
    caughtBy: 'monotonic reads',
    history: { ...right, observers: [watcher(read(1, [at('a', 1), at('b', 2), at('c', 3)]), read(1, [at('a', 1)]))] },
  },
  {
    what: 'a later page lacks what an earlier one had',
    caughtBy: 'monotonic reads',
    history: {
      ...right,
      observers: [watcher(read(1, [at('a', 1), at('b', 2), at('c', 3)]), read(1, [at('a', 1), at('c', 3)]))],
    },
  },
  {
    what: 'a page lacks what its reader was told is stored',
    caughtBy: 'read your writes',
    history: { ...right, observers: [watcher(told('b', 2), read(1, [at('a', 1), at('c', 3)]))] },
  },
  {
    what: 'a page ends before what its reader was told is stored',
    caughtBy: 'read your writes',
    history: { ...right, observers: [watcher(told('c', 3), read(1, [at('a', 1)]))] },
  },
  {
    what: 'a screen lacks what somebody else wrote',
    caughtBy: 'whole screen',
    history: { ...right, observers: [{ ...watcher(read(1, [at('a', 1), at('c', 3)])), screen: ['a', 'c'] }] },
  },
  {
    what: 'a screen shows what the log does not hold',
    caughtBy: 'whole screen',
    history: { ...right, observers: [{ ...watcher(), screen: ['a', 'b', 'c', 'd'] }] },
  },
  {
    what: 'a screen shows something twice',
    caughtBy: 'whole screen',
    history: { ...right, observers: [{ ...watcher(), screen: ['a', 'b', 'b', 'c'] }] },
  },
  {
    what: 'a screen shows all in another order',
    caughtBy: 'whole screen',
    history: { ...right, observers: [{ ...watcher(), screen: ['b', 'a', 'c'] }] },
  },
];

describe('the checker of histories', () => {
  it('finds nothing wrong with a history that is right', () => {
    expect(checkHistory(right)).toEqual([]);
  });

  it(`finds nothing wrong with ${rightSeeds} histories that chance has made right`, () => {
    for (let seed = 1; seed <= rightSeeds; seed += 1) {
      const history = rightHistory(createSeededRandom(seed));
      expect({ seed, violations: checkHistory(history) }).toEqual({ seed, violations: [] });
    }
  });

  it.each(wrong)('[I1, I2, I3, I4, I5] finds that $what, by the $caughtBy check alone', ({ history, caughtBy }) => {
    expect([...new Set(checkHistory(history).map(({ check }) => check))]).toEqual([caughtBy]);
  });

  it('finds what is lost, doubled or exchanged in whatever history', () => {
    for (let seed = 1; seed <= rightSeeds; seed += 1) {
      const history = rightHistory(createSeededRandom(seed));
      const [first, second] = history.final;
      if (first === undefined || second === undefined) continue;
      const observers: History['observers'] = [];
      const lost = { ...history, observers, acknowledged: [first], final: history.final.slice(1) };
      const doubled = { ...history, final: [...history.final, { ...first, place: 1_000 }] };
      const exchanged = { ...history, observers: [watcher(sawAt(second), sawAt(first))] };
      for (const broken of [lost, doubled, exchanged])
        expect({ seed, found: checkHistory(broken).length }).not.toEqual({ seed, found: 0 });
    }
  });
});

function at(commandId: string, place: number) {
  return { commandId, place };
}

function saw(commandId: string, place: number): Step {
  return { type: 'saw', commandId, place };
}

function sawAt({ commandId, place }: { readonly commandId: string; readonly place: number | null }): Step {
  return saw(commandId, place ?? 0);
}

function told(commandId: string, place: number): Step {
  return { type: 'acknowledged', commandId, place };
}

function read(from: number, entries: readonly { readonly commandId: string; readonly place: number }[]): Step {
  return { type: 'read', from, upTo: entries.at(-1)?.place ?? from, entries };
}

function watcher(...steps: readonly Step[]): History['observers'][number] {
  return { name: 'Cem', completeFrom: null, steps };
}
