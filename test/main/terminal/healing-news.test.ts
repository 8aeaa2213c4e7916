import { describe, expect, it } from 'vitest';
import { buildRoom, buildServer, commandIdOf, general, jonas, mara, nordlicht, placeOf, roomIdOf } from './builders.ts';
import { settle } from './line-feed.ts';
import { setupPeople } from './setup-people.ts';

describe('a history that the server lost', () => {
  it.each([
    [{ returned: 2, missing: 1, closedRooms: 0 }, '2 entries came back from Jonas; 1 entry is missing so far.'],
    [
      { returned: 0, missing: 0, closedRooms: 1 },
      'Only its private rooms are waited for: they open again once two people who were in them lately have connected.',
    ],
    [
      { returned: 0, missing: 3, closedRooms: 1 },
      'Nothing of it came back so far; 3 entries are missing so far. Private rooms open again once two people who were in them lately have connected.',
    ],
  ])('[H7] is told of once (%o)', async (counts, sentence) => {
    const healed = { startedAt: 0, givers: counts.returned === 0 ? [] : [jonas], ...counts };
    const server = buildServer({ healed });
    const { news, calls, emit } = await setupPeople({ state: { servers: [server] } });
    const said = news().join(' ').replaceAll(/\s+/gu, ' ');
    expect(said).toContain(`Nordlicht lost its latest history and began anew. ${sentence}`);
    expect(/private rooms/iu.test(said)).toBe(counts.closedRooms > 0);
    expect(calls.filter(({ name }) => name === 'server.healingSeen')).toHaveLength(1);
    emit('server.changed', { ...server, unread: 1 });
    await settle();
    expect(news().join(' ')).not.toContain('lost its latest history');
  });
});

describe('what came back', () => {
  it('[H4] is no news: not printed again, and one line says how much of it was not here before', async () => {
    const { news, hear, pass } = await setupPeople();
    hear('said last', { itemNumber: 9, place: placeOf(9) });
    await pass(2_000);
    news();
    const isReturned = true;
    hear('lost above it', { itemNumber: 10, place: placeOf(3), isReturned });
    hear('lost below it', { itemNumber: 11, place: placeOf(11), isReturned });
    hear('lost by oneself', { itemNumber: 12, place: placeOf(4), isReturned, author: mara, delivery: 'sent' });
    await pass(2_000);
    expect(news().join(' ')).toBe(
      '2 messages that the server had lost came back to general. /join general shows what was said.',
    );
    hear('said now', { itemNumber: 13, place: placeOf(13) });
    await settle();
    expect(news().at(-1)).toContain('said now');
  });

  it('[H5] keeps nothing from being printed that is said after it, whatever number it has', async () => {
    const { news, hear, emit } = await setupPeople();
    hear('lost for good', { itemNumber: 9, place: placeOf(9), key: 'lost', commandId: commandIdOf(7) });
    const at = { serverId: nordlicht, roomId: general };
    emit('timeline.changed', { ...at, items: [], removed: ['lost'], isLive: false });
    hear('said now', { itemNumber: 5, place: placeOf(20) });
    await settle();
    expect(news().at(-1)).toContain('said now');
  });
});

it('[D4] an own message that was sent before this start is no news when somebody reads it', async () => {
  const secret = buildRoom({ roomId: roomIdOf('s'), name: 'secret', visibility: 'private' });
  const { news, hear, pass } = await setupPeople({ state: { rooms: [buildRoom(), secret] } });
  news();
  const reach = { people: 2, delivered: 2, read: 1 };
  hear('psst two', { author: mara, delivery: 'sent', reach }, { roomId: secret.roomId });
  await pass(2_000);
  expect(news()).toEqual([]);
});
