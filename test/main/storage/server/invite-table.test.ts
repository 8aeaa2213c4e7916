import { expect, it } from 'vitest';
import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { createInviteTable } from '#main/storage/server/invite-table.ts';
import { createPersonTable } from '#main/storage/server/person-table.ts';
import { present } from '#shared/assert.ts';
import { inviteIdOf, nameOf, personIdOf } from '#test/support/sample-ids.ts';

const inviteId = inviteIdOf(1);

/** An invite of the first of three moderators; what is done with it comes in whatever order. */
function setupInvites() {
  const db = openMemoryDatabase(serverMigrations);
  const people = createPersonTable(db);
  const refs = [1, 2, 3].map((number) => {
    const personId = personIdOf(number);
    people.insert({ personId, displayName: nameOf(`Person ${number}`), role: 'moderator' });
    return present(people.byId(personId), 'was put there').personRef;
  });
  const invites = createInviteTable(db);
  const made = { inviteId, createdBy: personIdOf(1), role: 'member', roomIds: [], maxUses: 9, uses: 0 } as const;
  const creatorRef = present(refs[0], 'there are three');
  return {
    invites,
    make: () => {
      invites.put({ ...made, expiresAt: 1_000, isRevoked: false }, { note: '', creatorRef, at: 0 });
    },
    use: (number: number) => {
      invites.use(inviteId, { personRef: present(refs[number - 1], 'there are three'), seq: number });
    },
  };
}

it.each(['before', 'behind'] as const)('[H6, T6] uses and an end that come %s their invite count', (order) => {
  const { invites, make, use } = setupInvites();
  const others = () => {
    use(2);
    use(3);
    invites.revoke(inviteId);
  };
  for (const each of order === 'before' ? [others, make] : [make, others]) each();
  expect(invites.find(inviteId)).toMatchObject({ uses: 2, isRevoked: true });
  expect(invites.open(0, '', 9)).toEqual([]);
});

it('[T6] a person uses an invite once', () => {
  const { invites, make, use } = setupInvites();
  make();
  use(2);
  use(2);
  expect(invites.find(inviteId)).toMatchObject({ uses: 1, isRevoked: false });
});
