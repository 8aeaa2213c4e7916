import { describe, expect, it } from 'vitest';
import { createPresenceBoard } from '#main/server/presence-board.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { personIdOf } from '#test/support/sample-ids.ts';

const ada = personIdOf(1);

function setupBoard(lastSeen: [PersonId, number][] = []) {
  const clock = createFakeClock();
  const changes: string[] = [];
  const board = createPresenceBoard<string>({ clock, lastSeen, onChange: () => changes.push(board.stateOf(ada)) });
  const later = (ms: number) => {
    clock.advance(ms);
    board.expire();
  };
  return { board, changes, clock, later };
}

describe('the board of presence', () => {
  it('[P20] shows the best of a person’s devices', () => {
    const { board, changes } = setupBoard();
    board.set(ada, 'laptop', 'away');
    board.set(ada, 'phone', 'here');
    board.set(ada, 'phone', 'away');
    expect(changes).toEqual(['away', 'here', 'away']);
  });

  it('says nothing when the best stays the same', () => {
    const { board, changes } = setupBoard();
    board.set(ada, 'laptop', 'here');
    board.set(ada, 'phone', 'away');
    board.set(ada, 'laptop', 'here');
    board.remove(ada, 'phone');
    expect(changes).toEqual(['here']);
  });

  it('falls back to the devices that are left', () => {
    const { board, changes } = setupBoard();
    board.set(ada, 'laptop', 'here');
    board.set(ada, 'phone', 'away');
    board.remove(ada, 'laptop');
    expect(changes).toEqual(['here', 'away']);
  });

  it('[P20] counts a person as offline 30 seconds after the last connection', () => {
    const { board, changes, later } = setupBoard();
    board.set(ada, 'laptop', 'here');
    board.remove(ada, 'laptop');
    later(29_999);
    expect(board.stateOf(ada)).toBe('here');
    later(1);
    expect(changes).toEqual(['here', 'offline']);
  });

  it('[P20] does not notice a connection that comes back in time', () => {
    const { board, changes, later } = setupBoard();
    board.set(ada, 'laptop', 'here');
    board.remove(ada, 'laptop');
    later(20_000);
    board.set(ada, 'laptop', 'here');
    later(60_000);
    expect(changes).toEqual(['here']);
  });

  it('[P20] dates the last sight from the moment the connection went', () => {
    const { board, clock, later } = setupBoard();
    board.set(ada, 'laptop', 'here');
    const leftAt = clock.now();
    board.remove(ada, 'laptop');
    expect(board.lastSeenAt(ada)).toBe(null);
    later(30_000);
    expect(board.lastSeenAt(ada)).toBe(leftAt);
  });

  it('is not fooled by a wall clock that jumps', () => {
    const { board, clock, later } = setupBoard();
    board.set(ada, 'laptop', 'here');
    board.remove(ada, 'laptop');
    clock.setNow(clock.now() + 86_400_000);
    later(1_000);
    expect(board.stateOf(ada)).toBe('here');
    clock.setNow(0);
    later(29_000);
    expect(board.stateOf(ada)).toBe('offline');
  });

  it('remembers from the log when somebody was last seen', () => {
    const { board } = setupBoard([[ada, 1_234]]);
    expect([board.lastSeenAt(ada), board.lastSeenAt(personIdOf(2))]).toEqual([1_234, null]);
  });

  it('hands out who was seen once, those who are there with the time now', () => {
    const { board, clock } = setupBoard();
    const ben = personIdOf(2);
    board.set(ada, 'laptop', 'here');
    board.set(ben, 'laptop', 'here');
    board.remove(ben, 'laptop');
    const leftAt = clock.now();
    clock.advance(5_000);
    expect(board.takeSeen()).toEqual([
      { personId: ben, at: leftAt },
      { personId: ada, at: leftAt + 5_000 },
    ]);
    board.remove(ada, 'laptop');
    expect(board.takeSeen()).toEqual([{ personId: ada, at: leftAt + 5_000 }]);
    expect(board.takeSeen()).toEqual([]);
  });
});
