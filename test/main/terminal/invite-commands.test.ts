import { describe, expect, it } from 'vitest';
import type { CommandId, InviteId } from '#shared/domain/ids.ts';
import type { InviteView } from '#shared/ipc/door-api.ts';
import { err, ok } from '#shared/result.ts';
import { buildPerson, buildRoom, general, jonas, mara, morning, nordlicht, roomIdOf } from './builders.ts';
import { setupPeople } from './setup-people.ts';

const link = `hallway://join?s=${nordlicht}&h=192.168.4.20:7420&t=AAAAAAAAAAAAAAAAAAAAAA&x=1800000000`;
const inviteId = roomIdOf('i') as string as InviteId;
const open: InviteView = {
  inviteId,
  createdBy: jonas,
  createdAt: morning,
  note: '',
  role: 'member',
  roomIds: [general],
  maxUses: 1,
  uses: 0,
  expiresAt: morning + 3_600_000,
};

async function setupInvites(list: readonly InviteView[] = [open], memberIds = [mara, jonas]) {
  const me = buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role: 'owner' });
  const people = await setupPeople({ state: { people: [me, buildPerson()], rooms: [buildRoom({ memberIds })] } });
  people.answer('invite.list', async () => ok(list));
  people.answer('invite.create', async () => {
    const commandId = '00000000-0000-7000-8000-000000000009' as CommandId;
    return ok({ commandId, inviteId, link, expiresAt: morning + 86_400_000 });
  });
  people.news();
  const asked = (call: string) => people.calls.flatMap(({ name, params }) => (name === call ? [params] : []));
  return { ...people, asked };
}

describe('/invite', () => {
  it('[T6] makes a link for one person and the room, whole in a line of its own', async () => {
    const { type, news, asked } = await setupInvites();
    await type('/invite');
    expect(asked('invite.create')).toMatchObject([
      { serverId: nordlicht, role: 'member', roomIds: [general], maxUses: 1, expiresInMs: 86_400_000 },
    ]);
    const said = news();
    expect(said.at(-1)).toBe(link);
    expect(said.slice(0, -1).join(' ')).toBe(
      'This link lets one person in as a member, and into general, until Friday, 15 May, 10:42. Give it to nobody else:',
    );
  });

  it.each([
    ['/invite --several', { role: 'member', maxUses: 1_000 }],
    ['/invite --guest', { role: 'guest', maxUses: 1 }],
  ])('makes others by %s', async (line, params) => {
    const { type, asked } = await setupInvites();
    await type(line);
    expect(asked('invite.create')).toMatchObject([params]);
  });

  it('with a name brings somebody into the room, as before', async () => {
    const { type, asked } = await setupInvites([], [mara]);
    await type('/invite Jonas');
    expect([asked('room.invite'), asked('invite.create')]).toMatchObject([[{ personId: jonas }], []]);
  });

  it('says of somebody who is in the room that they are', async () => {
    const { type, news, asked } = await setupInvites();
    await type('/invite Jonas');
    expect([asked('room.invite'), news()]).toEqual([[], ['Jonas is in general already.']]);
  });

  it('says what it takes, and why it cannot be', async () => {
    const { type, news, answer } = await setupInvites();
    await type('/invite --everybody');
    expect(news().join(' ')).toContain('/invite makes a link for one person; --several for several');
    answer('invite.create', async () => err({ type: 'server_unreachable' }));
    await type('/invite');
    expect(news().join(' ')).toContain("Nordlicht can't be reached");
  });

  it('leads into no direct room', async () => {
    const direct = buildRoom({ kind: 'direct', name: null });
    const me = buildPerson({ personId: mara, isMe: true, role: 'owner', displayName: 'Mara' });
    const { type, news, calls } = await setupPeople({ state: { people: [me, buildPerson()], rooms: [direct] } });
    news();
    await type('/invite --guest');
    expect(calls.some(({ name }) => name === 'invite.create')).toBe(false);
    expect(news().join(' ')).toContain('Guests come into rooms');
  });
});

describe('/invites', () => {
  it('[T6] lists those that still work, and takes one back by its number', async () => {
    const { type, news, asked } = await setupInvites();
    await type('/invites');
    expect(news()[0]).toBe('  1 by Jonas  member · for one · general · until 11:42');
    await type('/invites revoke 1');
    expect(asked('invite.revoke')).toEqual([{ serverId: nordlicht, inviteId }]);
    expect(news()).toEqual(['Taken back: nobody comes in by it any more.']);
    await type('/invites revoke 2');
    expect(news()).toEqual(['There is no invite of that number any more. /invites lists them.']);
  });

  it('says that there is none', async () => {
    const { type, news } = await setupInvites([]);
    await type('/invites');
    expect(news()).toEqual(['No invite is open. /invite makes one.']);
  });
});
