import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isAllowed, permissions, type Action } from '#shared/domain/permission.ts';
import { roleSchema, type Role } from '#shared/domain/role.ts';

const roles = roleSchema.options;

// Written down a second time, so that one careless word in the table does not pass.
const expected: Readonly<Record<Action, string>> = {
  'server.setDoor': 'owner server',
  'server.openDoor': 'owner moderator server',
  'knock.accept': 'owner moderator server',
  'device.ban': 'owner moderator',
  'device.link': 'owner moderator member guest',
  'device.revoke': 'owner',
  'device.revoke:own': 'owner moderator member guest',
  'device.vouch': 'owner server',
  'invite.create': 'owner moderator server',
  'invite.revoke': 'owner moderator',
  'invite.revoke:own': 'owner moderator server',
  'invite.accept': 'owner moderator member guest',
  'person.setRole': 'owner moderator server',
  'person.deactivate': 'owner moderator server',
  'person.remove': 'owner moderator server',
  'person.ban': 'owner moderator server',
  'person.restore': 'owner moderator server',
  'person.block': 'owner moderator member guest',
  'person.rename': 'owner moderator member guest',
  'report.person': 'owner moderator member',
  'report.message': 'owner moderator member guest',
  'report.close': 'owner moderator',
  'audit.list': 'owner',
  'room.create': 'owner moderator member server',
  'room.join': 'owner moderator member',
  'room.leave': 'owner moderator member guest',
  'room.invite': 'owner moderator member',
  'room.rename': 'owner moderator member',
  'room.setTopic': 'owner moderator member',
  'room.removeMember': 'owner moderator',
  'room.removeMember:own': 'owner moderator member',
  'direct.open': 'owner moderator member',
  'message.send': 'owner moderator member guest',
};

describe('the table of permissions', () => {
  it('[T9] has every action, and only those', () => {
    expect(Object.keys(permissions).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  it.each(Object.keys(expected) as Action[])('[T9] lets do %s exactly whom it is meant for', (action) => {
    expect(roles.filter((role) => isAllowed(role, action)).toSorted()).toEqual(expected[action].split(' ').toSorted());
  });

  it('[T9] gives whoever stands higher no less', () => {
    const ladder: readonly Role[] = ['guest', 'member', 'moderator', 'owner'];
    for (const action of Object.keys(permissions) as Action[]) {
      const allowed = ladder.map((role) => isAllowed(role, action));
      expect(allowed.lastIndexOf(false)).toBeLessThanOrEqual(allowed.filter((can) => !can).length - 1);
    }
  });

  it('[T9] knows the roles owner, moderator, member and guest, and the server itself', () => {
    expect(roles).toEqual(['owner', 'moderator', 'member', 'guest', 'server']);
    expect(v.is(roleSchema, 'admin')).toBe(false);
  });
});
