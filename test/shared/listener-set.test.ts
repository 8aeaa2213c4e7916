import { describe, expect, it } from 'vitest';
import { createListenerSet } from '#shared/listener-set.ts';

function setupListeners() {
  const heard: string[] = [];
  const set = createListenerSet<string>();
  const listen = (name: string) => set.add((value) => heard.push(`${name} ${value}`));
  return { heard, set, listen };
}

describe('listeners', () => {
  it('hear each value in the order in which they came', () => {
    const { heard, set, listen } = setupListeners();
    listen('one');
    listen('two');
    set.call('a');
    set.call('b');
    expect(heard).toEqual(['one a', 'two a', 'one b', 'two b']);
  });

  it('hear nothing more once they left, also while they are called', () => {
    const { heard, set, listen } = setupListeners();
    const leave = listen('one');
    set.add(() => {
      leave();
    });
    listen('two');
    set.call('a');
    set.call('b');
    expect(heard).toEqual(['one a', 'two a', 'two b']);
    expect(set.size).toBe(2);
  });

  it('are called as often as they were added, and leave once each', () => {
    const calls: string[] = [];
    const set = createListenerSet<string>();
    const listener = (value: string) => calls.push(value);
    const leave = set.add(listener);
    set.add(listener);
    set.call('a');
    leave();
    leave();
    set.call('b');
    expect(calls).toEqual(['a', 'a', 'b']);
  });
});
