import { describe, expect, it } from 'vitest';
import { buildServer } from './builders.ts';
import { setupPeople } from './setup-people.ts';

describe('whoever comes to nothing', () => {
  it.each([
    ['off', false],
    ['working', true],
  ] as const)('reads that servers are looked for only where they are (%s)', async (type, isLooking) => {
    const { news } = await setupPeople({
      state: { servers: [], nearby: { servers: [], status: { type, problem: null } } },
    });
    const said = news().join(' ');
    expect(said.includes('Looking for servers on this network.')).toBe(isLooking);
    expect(said.includes('Looking for servers is switched off.')).toBe(!isLooking);
    expect(said).toContain('/help lists what you can type.');
  });
});

describe('a pipe', () => {
  it('[P18] does not wait for who is kept out until somebody does something', async () => {
    const connection = {
      type: 'pending',
      door: 'open',
      digits: null,
      claim: null,
      refusal: { type: 'name_taken', displayName: 'Ole' },
    } as const;
    const server = buildServer({ connection, outbox: { waiting: 1, failed: 0 } });
    const { feed, ended, news } = await setupPeople({ state: { servers: [server], rooms: [] }, pipedWaitMs: 600_000 });
    feed.type('hello');
    feed.end();
    expect(await ended).toEqual({ type: 'unsent' });
    expect(news().join(' ')).toContain('Not sent: hello');
  });
});
