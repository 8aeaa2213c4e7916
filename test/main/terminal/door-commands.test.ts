import { describe, expect, it } from 'vitest';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { Role } from '#shared/domain/role.ts';
import type { DoorView } from '#shared/ipc/door-api.ts';
import { ok } from '#shared/result.ts';
import { buildPerson, mara, morning, nordlicht } from './builders.ts';
import { setupPeople } from './setup-people.ts';

async function setupDoor(role: Role = 'owner', door: Partial<DoorView> = {}) {
  const me = buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role });
  const people = await setupPeople({ state: { people: [me, buildPerson()] } });
  people.answer('door.read', async () => ok({ door: 'knock', openUntil: 0, banned: [], ...door }));
  people.news();
  const set = () => people.calls.flatMap(({ name, params }) => (name === 'door.set' ? [params] : []));
  return { ...people, set };
}

describe('/door', () => {
  it('[T7] shows how the door is set', async () => {
    const { type, news } = await setupDoor();
    await type('/door');
    expect(news().join(' ')).toBe(
      'The door of Nordlicht is set to knock: whoever comes knocks, and an owner or a moderator lets them in.',
    );
  });

  it('[T7] shows until when everybody comes in, and whose keys stay out', async () => {
    const device = `k${'A'.repeat(42)}` as DeviceKey;
    const { type, news, calls } = await setupDoor('owner', {
      openUntil: morning + 900_000,
      banned: [{ device, bannedAt: morning - 60_000 }],
    });
    await type('/door');
    const said = news().join(' ');
    expect(said).toContain('Until 10:57 everybody comes in. /door knock closes it now.');
    expect(said).toContain('Kept out since 10:41: the key kAAAAAAA…. /door unban kAAAAAAA lets it knock.');
    await type('/door unban kAAAAAAA');
    await type('/door unban x');
    expect(calls.filter(({ name }) => name === 'device.setBan')).toMatchObject([
      { params: { device, isBanned: false } },
    ]);
    expect(news().at(-1)).toContain('/door lists them.');
  });

  it.each([
    ['/door open', { door: 'open', openForMs: 0 }],
    ['/door KNOCK', { door: 'knock', openForMs: 0 }],
    ['/door invite', { door: 'invite', openForMs: 0 }],
    ['/door open 15m', { door: 'knock', openForMs: 900_000 }],
    ['/door open 24h', { door: 'knock', openForMs: 86_400_000 }],
  ])('[T7] is set by %s', async (line, params) => {
    const { type, set } = await setupDoor();
    await type(line);
    expect(set()).toEqual([{ serverId: nordlicht, ...params }]);
  });

  it.each(['/door ajar', '/door open 25h', '/door open 0m', '/door open soon', '/door knock 5m', '/door open 5m now'])(
    'says what it takes in place of doing %s',
    async (line) => {
      const { type, set, news } = await setupDoor();
      await type(line);
      expect([set(), news().join(' ')]).toEqual([
        [],
        '/door takes open, knock or invite; /door open 15m opens it for a while, a day (24h) at most.',
      ]);
    },
  );

  it('[T9] is not for members, which is said in one sentence', async () => {
    const { type, set, news } = await setupDoor('member');
    for (const line of ['/door', '/door open', '/door open 15m', '/knocks', '/invite', '/invites', '/remove Jonas'])
      await type(line);
    expect(set()).toEqual([]);
    expect(new Set(news())).toEqual(new Set(['Only owners and moderators of Nordlicht do this.']));
  });

  it('[T9] is opened for a while and closed again by moderators, and which it is, by owners alone', async () => {
    const { type, set, news } = await setupDoor('moderator');
    for (const line of ['/door open 15m', '/door knock']) await type(line);
    news();
    for (const line of ['/door open', '/door invite']) await type(line);
    expect(set()).toHaveLength(2);
    expect(new Set(news())).toEqual(new Set(['Only owners of Nordlicht do this.']));
  });

  it('says that it waits where the server does not answer, and what was refused', async () => {
    const { type, pass, news, server, emit, state } = await setupDoor();
    server({ outbox: { waiting: 1, failed: 0 } });
    await type('/door open');
    await pass(3_000);
    expect(news().at(-1)).toBe('It waits here, and is done as soon as Nordlicht answers.');
    await type('/door invite');
    const commandId = '00000000-0000-7000-8000-000000000002' as never;
    const reason = { type: 'not_allowed' };
    emit('command.failed', { serverId: nordlicht, commandId, kind: 'server.setDoor', roomId: null, reason });
    await pass(10);
    expect(news().join(' ')).toBe('Not done: /door. Your role does not allow this here. Ask a moderator.');
    expect(state.servers).toHaveLength(1);
  });
});
