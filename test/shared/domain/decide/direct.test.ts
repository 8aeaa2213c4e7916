import { describe, expect, it } from 'vitest';
import { directPeople } from '#shared/domain/decide/direct.ts';
import { roomStream } from '#shared/domain/stream.ts';
import { createMemoryRooms } from '#test/support/memory-rooms.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { personIdOf } from '#test/support/sample-ids.ts';

const peopleInvalid = { ok: false, error: { type: 'direct_people_invalid', maxPeople: 20 } };

function setupDirect() {
  const state = createMemoryRooms();
  state.addPerson(0, { role: 'server' });
  for (let number = 1; number <= 30; number += 1) state.addPerson(number);
  state.addPerson(40, { standing: 'removed' });
  state.addPerson(41, { role: 'guest' });
  const command = (numbers: readonly number[]) => commandOf('direct.open', { personIds: numbers.map(personIdOf) });
  return {
    state,
    open: (author: number, ...numbers: number[]) => state.decideFor(personIdOf(author), command(numbers)),
    run: (author: number, ...numbers: number[]) => state.run(personIdOf(author), command(numbers)),
  };
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('opening a direct room', () => {
  it('[P17] makes the one room of these people', () => {
    const { state, open } = setupDirect();
    const roomId = state.directRoomId([personIdOf(1), personIdOf(2)]);
    expect(open(1, 2)).toEqual({ ok: true, value: { stream: roomStream(roomId), roomId } });
  });

  it('[P17] again, by whoever and in whichever order, is so already', () => {
    const { state, open, run } = setupDirect();
    run(1, 2, 3);
    const roomId = state.directRoomId([personIdOf(1), personIdOf(2), personIdOf(3)]);
    const isSoAlready = { ok: true, value: { stream: null, roomId } };
    expect([open(1, 3, 2), open(2, 1, 3), open(3, 2, 1, 3, 3), open(1, 1, 2, 3)]).toEqual(
      upTo(4).map(() => isSoAlready),
    );
    expect([...(state.members.get(roomId) ?? [])].toSorted()).toEqual(upTo(3).map(personIdOf).toSorted());
  });

  it('[P17] with other people is another room', () => {
    const { state, open, run } = setupDirect();
    run(1, 2, 3);
    expect(open(1, 2)).toMatchObject({ value: { roomId: state.directRoomId([personIdOf(1), personIdOf(2)]) } });
    expect(open(1, 2)).not.toMatchObject({ value: { stream: null } });
  });

  it.each<[string, readonly number[]]>([
    ['nobody', []],
    ['oneself', [1]],
    ['oneself twice', [1, 1]],
    ['twenty others', [...upTo(21).slice(1)]],
    ['twenty others and oneself', upTo(21)],
  ])('with %s is refused', (_who, numbers) => {
    expect(setupDirect().open(1, ...numbers)).toEqual(peopleInvalid);
  });

  it.each<[string, readonly number[]]>([
    ['one other', [2]],
    ['one other, named twice', [2, 2]],
    ['nineteen others', upTo(20).slice(1)],
    ['nineteen others, each named twice', [...upTo(20).slice(1), ...upTo(20).slice(1)]],
    ['nineteen others and oneself', upTo(20)],
  ])('with %s is possible', (_who, numbers) => {
    expect(setupDirect().open(1, ...numbers).ok).toBe(true);
  });

  it.each([
    ['nobody knows, or who waits at the door', 99],
    ['was removed', 40],
    ['is the server itself', 0],
  ])('[T9] with somebody who %s is refused', (_who, number) => {
    expect(setupDirect().open(1, 2, number)).toEqual({
      ok: false,
      error: { type: 'person_not_found', personId: personIdOf(number) },
    });
  });

  it('[T9] is not for guests, who can be in one', () => {
    const { open } = setupDirect();
    expect(open(41, 1)).toEqual({ ok: false, error: { type: 'not_allowed', action: 'direct.open' } });
    expect(open(1, 41).ok).toBe(true);
  });

  it('[P6] makes a private room that shows itself from the first event on', () => {
    const { state, run } = setupDirect();
    const { changes } = run(1, 2);
    const roomId = state.directRoomId([personIdOf(1), personIdOf(2)]);
    expect(changes[0]).toEqual({
      type: 'room.put',
      room: {
        roomId,
        kind: 'direct',
        visibility: 'private',
        history: 'joined',
        name: null,
        topic: '',
        createdBy: personIdOf(1),
        createdAt: state.now(),
      },
    });
    for (const number of [1, 2]) {
      expect(state.accessOf(roomId, personIdOf(number))).toEqual([{ from: 1, to: null }]);
    }
  });
});

it('[P17] the people of a direct room are each there once, the opener too', () => {
  const [one, two, three] = [personIdOf(1), personIdOf(2), personIdOf(3)];
  expect(directPeople(two, [three, one, two, three])).toEqual([one, two, three].toSorted());
  expect(directPeople(one, [])).toEqual([one]);
});
