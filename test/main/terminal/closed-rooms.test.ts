import { describe, expect, it } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { buildRoom, mara, nordlicht, personIdOf, roomIdOf } from './builders.ts';
import { settle } from './line-feed.ts';
import { setupPeople } from './setup-people.ts';

const secret = buildRoom({ roomId: roomIdOf('s'), name: 'secret', visibility: 'private', isMember: false });
const closed = { ...secret, isClosed: true };
const open = { ...secret, isMember: true };

describe('a room that the server keeps closed', () => {
  it('[H3] is told of once when it opens, by whoever is to say something in it', async () => {
    const { news, emit } = await setupPeople({ state: { rooms: [buildRoom(), closed] } });
    news();
    const tell = (room: typeof secret) => {
      emit('room.changed', { serverId: nordlicht, rooms: [room], removed: [] });
    };
    tell({ ...closed, topic: 'plans' });
    tell(open);
    tell({ ...open, topic: 'plans' });
    await settle();
    expect(news()).toEqual(['secret is open again. /join secret goes there.']);
    tell(secret);
    tell(open);
    await settle();
    expect(news()).toEqual([]);
  });

  it('[H3] is listed as closed, and /join says why and what opens it', async () => {
    const { news, type, calls } = await setupPeople({ state: { rooms: [buildRoom(), closed] } });
    news();
    await type('/rooms');
    expect(news().join(' ')).toMatch(/secret +closed for now · private/u);
    for (const typed of ['secret', '2']) {
      await type(`/join ${typed}`);
      expect(news().join(' ')).toBe(
        'Nordlicht lost what was said last, and keeps secret closed until two people who were in it lately have connected. One line says when it opens. You are still in general.',
      );
    }
    expect(calls.filter(({ name }) => name === 'room.join')).toEqual([]);
  });
});

it('[H3] a direct chat that the server lost waits for nobody to open it', async () => {
  const direct = { ...closed, kind: 'direct', name: null, memberIds: [mara, personIdOf('l')] } as const;
  const { news, type } = await setupPeople({ state: { rooms: [buildRoom(), direct] } });
  await type('/rooms');
  news();
  await type('/join 2');
  expect(news().join(' ')).toMatch(/^Nordlicht lost .+\. One line says when it is back\. You are still in general\.$/u);
});

it('a private room that one has left is not there to join, and says who can bring one back', async () => {
  const { news, type } = await setupPeople({ state: { rooms: [buildRoom(), secret] } });
  news();
  await type('/join secret');
  expect(news().join(' ')).toBe(
    'You are not in secret any more. It is private: somebody in it can bring you back. You are still in general.',
  );
});

describe('a room that one cannot go into', () => {
  const lost = buildRoom({ roomId: roomIdOf('l'), name: 'ops', isMember: false, isClosed: true });
  const browsed = (letter: string, name: string) => {
    return { roomId: roomIdOf(letter), name, topic: '', memberCount: 2, isMember: false };
  };
  const setup = async () => {
    const people = await setupPeople({ state: { rooms: [buildRoom(), secret, lost] } });
    people.answer('room.browse', async () => ok([browsed('x', 'sec'), browsed('y', 'Ops'), browsed('z', 'secretary')]));
    people.news();
    const joined = () => people.calls.flatMap(({ name, params }) => (name === 'room.join' ? [params] : []));
    return { ...people, joined };
  };

  it.each([
    ['sec', 'x'],
    ['ops', 'y'],
    ['secr', null],
    ['secret', null],
  ] as const)('is not in the way of one that everybody may join: /join %s', async (typed, letter) => {
    const { type, joined } = await setup();
    await type(`/join ${typed}`);
    expect(joined()).toEqual(letter === null ? [] : [{ serverId: nordlicht, roomId: roomIdOf(letter) }]);
  });

  it('says why by its name and by its number, also without the server', async () => {
    const { type, news, answer } = await setup();
    await type('/rooms');
    const saidOf = async (typed: string): Promise<string[]> => {
      news();
      await type(`/join ${typed}`);
      return news();
    };
    const why = ['Nordlicht lost ops. One line says when it is back.', 'You are still in general.'];
    expect(await saidOf('2')).toEqual(why);
    answer('room.browse', async () => err({ type: 'server_unreachable' }));
    expect([await saidOf('ops'), await saidOf('2')]).toEqual([why, why]);
  });
});

it('rooms are numbered as they are listed, and a number means what was listed last', async () => {
  const alpha = buildRoom({ roomId: roomIdOf('a'), name: 'alpha' });
  const zulu = buildRoom({ roomId: roomIdOf('z'), name: 'zulu' });
  const { news, type, emit, prompt } = await setupPeople({ state: { rooms: [alpha, open, zulu] } });
  const numbers = async () => {
    news();
    await type('/rooms');
    return news().map((line) => line.trim().split(' ').slice(0, 2).join(' '));
  };
  expect(await numbers()).toEqual(['1 alpha', '2 secret', '3 zulu']);
  emit('room.changed', { serverId: nordlicht, rooms: [secret], removed: [] });
  await settle();
  expect(await numbers()).toEqual(['1 alpha', '2 zulu', '3 secret']);
  await type('/join 2');
  expect(prompt()).toBe('Nordlicht · zulu >');
});
