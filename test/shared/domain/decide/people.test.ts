import { describe, expect, it } from 'vitest';
import { serverStream } from '#shared/domain/stream.ts';
import { createMemoryRooms, serverPersonId } from '#test/support/memory-rooms.ts';
import { commandKinds, commandOf } from '#test/support/sample-commands.ts';
import { nameOf, personIdOf } from '#test/support/sample-ids.ts';

const taken = (displayName: string) => ({ ok: false, error: { type: 'name_taken', displayName } });
const isNews = { ok: true, value: { stream: serverStream } };
const isSoAlready = { ok: true, value: { stream: null } };

function setupPeople() {
  const state = createMemoryRooms();
  state.addPerson(0, { role: 'server', name: 'Front desk' });
  state.addPerson(1, { name: 'Ann' });
  state.addPerson(2, { name: 'Bob' });
  state.addPerson(3, { name: 'Gone', standing: 'removed' });
  return {
    admit: (number: number, displayName: string) =>
      state.decideFor(personIdOf(number), commandOf('person.admit', { displayName })),
    rename: (number: number, displayName: string) =>
      state.decideFor(personIdOf(number), commandOf('person.rename', { displayName })),
    state,
  };
}

describe('who comes in', () => {
  it('[P18] is a person from then on, known by the first key', () => {
    const { state, admit } = setupPeople();
    expect(admit(9, 'Cem')).toEqual({ ok: true, value: { stream: serverStream, role: 'member' } });
    const { changes } = state.run(personIdOf(9), commandOf('person.admit', { displayName: ' Cem\u200b ' }));
    expect(changes).toMatchObject([
      { type: 'person.put', personId: personIdOf(9), displayName: 'Cem', role: 'member' },
      { type: 'device.put', personId: personIdOf(9) },
    ]);
  });

  it.each(['Ann', 'ANN', 'a n n', 'A\u200bnn', 'Ａｎｎ', 'Ann\u034f'])(
    '[T8] does not take the name of another as %j',
    (name) => {
      expect(setupPeople().admit(9, name)).toEqual(taken(nameOf(name)));
    },
  );

  it.each(['\u0410nn', 'Аnn', 'АNN', '𝓐𝓷𝓷', 'Frоnt dеsk', 'В0b'])(
    '[T8] does not take a name that looks like %s',
    (name) => {
      expect(setupPeople().admit(9, name)).toEqual(taken(nameOf(name)));
      expect(setupPeople().rename(3, name)).toMatchObject({ ok: false });
    },
  );

  it('[T8] does not turn into another by the case of the own name', () => {
    const { state, rename } = setupPeople();
    state.addPerson(4, { name: 'Ian' });
    state.addPerson(5, { name: 'Lan' });
    expect(rename(5, 'LAN')).toEqual(isNews);
    expect(rename(5, 'lan')).toEqual(taken('lan'));
  });

  it('[T8] keeps a name that was accepted before it was the same as another', () => {
    const { state, rename } = setupPeople();
    state.addPerson(4, { name: 'Аnn' });
    for (const [number, name] of [
      [1, 'Ann'],
      [4, 'Аnn'],
    ] as const)
      expect(rename(number, name)).toEqual(isSoAlready);
    expect(rename(4, 'ANN')).toEqual(taken('ANN'));
  });

  it('[T8] is told the name that was typed, never how the other one writes it', () => {
    expect(setupPeople().admit(9, 'aNN')).toEqual(taken('aNN'));
  });

  it.each(['Front desk', 'front  DESK', 'frontdesk'])('[T1, T8] does not pass for the server itself as %j', (name) => {
    expect(setupPeople().admit(9, name)).toMatchObject({ error: { type: 'name_taken' } });
    expect(setupPeople().rename(1, name)).toMatchObject({ error: { type: 'name_taken' } });
  });

  it.each([
    ['', { type: 'name_empty' }],
    ['\u3164', { type: 'name_empty' }],
    ['a'.repeat(65), { type: 'name_too_long', maxCodePoints: 64 }],
    ['a\u0000', { type: 'name_ill_formed' }],
  ])('[T8, P2] does not come in as %j', (name, error) => {
    expect(setupPeople().admit(9, name)).toEqual({ ok: false, error });
    expect(setupPeople().rename(1, name)).toEqual({ ok: false, error });
  });

  it('[P18] comes in once', () => {
    expect(setupPeople().admit(1, 'Another')).toEqual({ ok: false, error: { type: 'already_admitted' } });
    expect(setupPeople().admit(0, 'Another')).toEqual({ ok: false, error: { type: 'already_admitted' } });
  });

  it('[P18] does not come back by a new name after a removal', () => {
    expect(setupPeople().admit(3, 'Another')).toEqual({ ok: false, error: { type: 'not_admitted' } });
  });
});

describe('who is not in', () => {
  const others = commandKinds.filter((kind) => kind !== 'person.admit');

  it.each(others)('[P18] cannot %s', (kind) => {
    const { state } = setupPeople();
    state.addRoom(1, { members: [9] });
    expect(state.decideFor(personIdOf(9), commandOf(kind))).toEqual({ ok: false, error: { type: 'not_admitted' } });
  });

  it.each(others)('[T9] for being removed cannot %s', (kind) => {
    const { state } = setupPeople();
    state.addRoom(1, { members: [3] });
    expect(state.decideFor(personIdOf(3), commandOf(kind))).toEqual({ ok: false, error: { type: 'not_admitted' } });
  });
});

describe('a new name', () => {
  it('[P18] is an event of the server', () => {
    const { state, rename } = setupPeople();
    expect(rename(1, 'Anna')).toEqual(isNews);
    state.run(personIdOf(1), commandOf('person.rename', { displayName: 'Anna' }));
    expect(state.people.get(personIdOf(1))?.displayName).toBe('Anna');
  });

  it.each(['ANN', 'ann', 'A nn', 'Ａnn'])('[T8] may be another form of the old one: %j', (name) => {
    expect(setupPeople().rename(1, name)).toEqual(isNews);
  });

  it.each(['Ann', ' Ann ', 'A\u200bnn', 'Ann\ufe0f'])('that is cleaned to the old one is so already: %j', (name) => {
    expect(setupPeople().rename(1, name)).toEqual(isSoAlready);
  });

  it.each(['Bob', 'BOB', 'B ob'])('[T8] is not that of another: %j', (name) => {
    expect(setupPeople().rename(1, name)).toEqual(taken(nameOf(name)));
  });

  it('[P18] is not one that somebody removed had', () => {
    expect(setupPeople().rename(1, 'GONE')).toEqual(taken('GONE'));
  });

  it('[T9] is not the server’s to take', () => {
    expect(setupPeople().state.decideFor(serverPersonId, commandOf('person.rename'))).toEqual({
      ok: false,
      error: { type: 'not_allowed', action: 'person.rename' },
    });
  });
});
