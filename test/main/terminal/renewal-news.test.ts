import { describe, expect, it } from 'vitest';
import { buildServer } from './builders.ts';
import { settle } from './line-feed.ts';
import { setupPeople } from './setup-people.ts';

describe('a damaged history', () => {
  it.each([
    [0, 'What waits to be sent was kept.'],
    [1, 'Of what waits to be sent, 1 entry could not be read.'],
    [null, 'What waits to be sent was kept as far as it could be read.'],
  ])('is told of once, with where it lies (%s not read)', async (lostCommands, sentence) => {
    const file = '/data/n.db.damaged-1';
    const server = buildServer({ renewed: { file, lostCommands } });
    const { news, calls, emit } = await setupPeople({ state: { servers: [server] } });
    const said = news().join(' ').replaceAll(/\s+/gu, ' ');
    expect(said).toContain('What is kept here of Nordlicht was damaged, and comes from the server again.');
    expect(said).toContain(`${sentence} The damaged file is kept: ${file}`);
    expect(calls.filter(({ name }) => name === 'server.renewalSeen')).toHaveLength(1);
    emit('server.changed', { ...server, unread: 1 });
    await settle();
    expect(news().join(' ')).not.toContain('damaged');
  });
});

describe('a damaged list of servers', () => {
  it.each([
    [0, 'None could be found again: join those you were in. You keep your key and are known there.'],
    [1, '1 server was found again.'],
    [2, '2 servers were found again.'],
  ])('is told of once, with where it lies (%s found)', async (servers, sentence) => {
    const renewedProfile = { file: '/data/profile.db.damaged-1', servers };
    const { news, calls } = await setupPeople({ state: { renewedProfile } });
    const said = news().join(' ').replaceAll(/\s+/gu, ' ');
    expect(said).toContain(`The list of your servers was damaged, and was made anew. ${sentence}`);
    expect(said).toContain('The damaged file is kept: /data/profile.db.damaged-1');
    expect(calls.filter(({ name }) => name === 'profile.renewalSeen')).toHaveLength(1);
  });

  it('that is sound is not told of', async () => {
    const { news, calls } = await setupPeople();
    expect(news().join(' ')).not.toContain('damaged');
    expect(calls.filter(({ name }) => name === 'profile.renewalSeen')).toEqual([]);
  });
});
