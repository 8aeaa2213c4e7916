import { describe, expect, it } from 'vitest';
import { buildServer } from './builders.ts';
import { settle } from './line-feed.ts';
import { setupPeople } from './setup-people.ts';

const diskFull = { type: 'server_disk_full' } as const;

describe('a server that can keep nothing', () => {
  it('[I7] is told of once, and once more when it goes on', async () => {
    const { news, server, prompt } = await setupPeople();
    news();
    server({ holdup: diskFull, outbox: { waiting: 1, failed: 0 } });
    server({ holdup: diskFull, outbox: { waiting: 2, failed: 0 } });
    await settle();
    expect(news().join(' ')).toBe(
      'Nordlicht cannot keep anything just now: its disk is full. What you write waits here and goes out by itself.',
    );
    expect(prompt()).toBe('Nordlicht · general · its disk is full >');
    server({ holdup: null });
    server({ holdup: null, outbox: { waiting: 0, failed: 0 } });
    await settle();
    expect(news()).toEqual(['Nordlicht keeps what is sent again, and goes on.']);
    expect(prompt()).toBe('Nordlicht · general >');
  });

  it('[I7] says so to whoever comes in and cannot be kept, in place of pointing to rooms', async () => {
    const pending = { type: 'pending', door: 'open', digits: null, claim: null, refusal: null } as const;
    const server = buildServer({ connection: pending, holdup: diskFull });
    const { news, type } = await setupPeople({ state: { servers: [server], rooms: [] } });
    const sentence = 'Nordlicht cannot keep anything just now: its disk is full. It lets you in as soon as it can.';
    expect(news().join(' ')).toContain(sentence);
    await type('hello');
    const said = news().join(' ');
    expect(said).toContain(sentence);
    expect(said).toContain('Not sent: hello');
    expect(said).not.toContain('/join');
  });

  it('[I7] says so in the list of servers', async () => {
    const { news, type } = await setupPeople({ state: { servers: [buildServer({ holdup: diskFull })] } });
    news();
    await type('/servers');
    expect(news().join(' ')).toContain('connected · its disk is full');
  });
});

describe('a name that is not let in', () => {
  it('[P18] is what is said where nothing can be said, in place of pointing to rooms', async () => {
    const refusal = { type: 'name_taken', displayName: 'Ole' } as const;
    const server = buildServer({ connection: { type: 'pending', door: 'open', digits: null, claim: null, refusal } });
    const { news, type } = await setupPeople({ state: { servers: [server], rooms: [] } });
    news();
    await type('hello');
    const said = news().join(' ');
    expect(said).toContain('Too close to "Ole". Add a last name or a place. /name NEW tries again.');
    expect(said).not.toContain('/join');
  });
});
