import { describe, expect, it } from 'vitest';
import type { Role } from '#shared/domain/role.ts';
import type { PersonView } from '#shared/ipc/chat-view.ts';
import { buildPerson, jonas, mara, morning, nordlicht, personIdOf } from './builders.ts';
import { setupPeople } from './setup-people.ts';

const priya = personIdOf('p');

async function setupMembers(role: Role = 'owner', others: readonly Partial<PersonView>[] = []) {
  const me = buildPerson({ personId: mara, displayName: 'Mara', isMe: true, role });
  const people = await setupPeople({ state: { people: [me, buildPerson(), ...others.map(buildPerson)] } });
  people.news();
  const asked = (call: string) => people.calls.flatMap(({ name, params }) => (name === call ? [params] : []));
  return { ...people, asked };
}

describe('/members', () => {
  it('[T9] lists everybody with what they are, and who is out last', async () => {
    const gone = { personId: priya, displayName: 'Priya', standing: 'removed', standingSince: morning } as const;
    const { type, news } = await setupMembers('moderator', [gone]);
    await type('/members');
    expect(news()).toEqual(['  Mara   you · moderator', '  Jonas  member', '  Priya  member · removed since 10:42']);
  });
});

describe('/role', () => {
  it('[T9] makes somebody what is said', async () => {
    const { type, news, asked } = await setupMembers();
    await type('/role Jonas moderator');
    expect(asked('person.setRole')).toEqual([{ serverId: nordlicht, personId: jonas, role: 'moderator' }]);
    expect(news()).toEqual(['Jonas is a moderator now.']);
  });

  it('[T9] asks before somebody becomes an owner, and before one steps down', async () => {
    const { type, news, asked } = await setupMembers();
    await type('/role Jonas owner');
    expect([asked('person.setRole'), news().join(' ')]).toEqual([[], expect.stringContaining('/yes does it.')]);
    await type('/yes');
    await type('/role Mara member');
    await type('/yes');
    expect(asked('person.setRole')).toMatchObject([
      { personId: jonas, role: 'owner' },
      { personId: mara, role: 'member' },
    ]);
  });

  it.each<[Role, string, string]>([
    ['member', '/role Jonas guest', 'Only owners and moderators of Nordlicht do this.'],
    ['moderator', '/role Jonas moderator', 'You can make nobody a moderator: only what stands below yourself.'],
    ['moderator', '/role Priya guest', 'Priya is an owner: only who stands above that can do this.'],
    ['moderator', '/role Mara member', 'Mara is a moderator: only who stands above that can do this.'],
    ['owner', '/role Ole guest', 'There is no "Ole" here.'],
    ['owner', '/role Jonas king', '/role needs a name and what they are to be: owner, moderator, member or guest.'],
    ['owner', '/role guest', '/role needs a name and what they are to be: owner, moderator, member or guest.'],
  ])('[T9] of a %s: %s is refused', async (role, line, sentence) => {
    const { type, news, asked } = await setupMembers(role, [{ personId: priya, displayName: 'Priya', role: 'owner' }]);
    await type(line);
    expect([asked('person.setRole'), news().join(' ')]).toEqual([[], sentence]);
  });
});

describe('whoever is put out', () => {
  it.each([
    ['remove', 'removed', 'while they are out the invites they made let nobody in. /let-back Jonas takes it back.'],
    ['ban', 'banned', 'no invite they made lets anybody in. /let-back Jonas takes it back within 30 days.'],
  ])('[T10] by /%s is asked about first, with what it means', async (word, standing, meaning) => {
    const { type, news, asked } = await setupMembers();
    await type(`/${word} Jonas`);
    const question = expect.stringContaining(`${meaning} /yes does it.`) as string;
    expect([asked('person.setStanding'), news().join(' ')]).toEqual([[], question]);
    await type('/yes');
    expect(asked('person.setStanding')).toEqual([{ serverId: nordlicht, personId: jonas, standing }]);
    expect(news().join(' ')).toContain('/let-back Jonas takes it back');
  });

  it('[T10] stays where something else was typed in place of a yes', async () => {
    const { type, news, asked } = await setupMembers();
    await type('/remove Jonas');
    await type('/who');
    news();
    await type('/yes');
    expect([asked('person.setStanding'), news()]).toEqual([[], ['Nothing was asked. //yes says it.']]);
  });

  it('[T10] for a time, or let back, is so at once', async () => {
    const gone = { personId: priya, displayName: 'Priya', standing: 'banned' } as const;
    const { type, asked } = await setupMembers('moderator', [gone]);
    await type('/deactivate Jonas');
    await type('/let-back Priya');
    expect(asked('person.setStanding')).toMatchObject([
      { personId: jonas, standing: 'deactivated' },
      { personId: priya, standing: 'active' },
    ]);
  });

  it.each([
    ['/remove', '/remove needs the name of somebody. /members lists everybody.'],
    ['/ban Mara', 'Nobody does this to themselves. /leave-server leaves.'],
    ['/let-back Jonas', 'Jonas is active already.'],
    ['/remove Priya', 'Priya is an owner: only who stands above that can do this.'],
  ])('is nobody by %s', async (line, sentence) => {
    const { type, news, asked } = await setupMembers('moderator', [
      { personId: priya, displayName: 'Priya', role: 'owner' },
    ]);
    await type(line);
    expect([asked('person.setStanding'), news().join(' ')]).toEqual([[], sentence]);
  });
});
