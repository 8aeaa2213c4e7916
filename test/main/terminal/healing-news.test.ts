import { describe, expect, it } from 'vitest';
import { buildServer, jonas } from './builders.ts';
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
