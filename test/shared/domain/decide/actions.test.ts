import { describe, expect, it } from 'vitest';
import type { Command } from '#shared/domain/command.ts';
import { permissions, type Action } from '#shared/domain/permission.ts';
import { roleSchema, type Role } from '#shared/domain/role.ts';
import { createMemoryRooms, type MemoryRooms } from '#test/support/memory-rooms.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { commandIdOf, deviceKeyOf, inviteIdOf, personIdOf, roomIdOf, sampleBytes } from '#test/support/sample-ids.ts';

interface Case {
  /** On whom it may be done: whoever stands below, any person but the server, or it is about nobody. */
  readonly on: 'below' | 'people' | 'nobody';
  /** A command that would change something, once what it needs was made. */
  readonly command: (state: MemoryRooms, other: Role) => Command;
}

const [author, subject, boss, bystander] = [personIdOf(1), personIdOf(2), personIdOf(7), personIdOf(8)];
const [vouched, linked, fresh] = [deviceKeyOf(41), deviceKeyOf(42), deviceKeyOf(43)];
const proof = sampleBytes(64);
const roomId = roomIdOf(1);
const roles: readonly Role[] = roleSchema.options;

function inRoom(command: Command, createdBy = boss, members = [1, 2, 8]): Case {
  return {
    on: 'nobody',
    command: (state) => {
      state.addRoom(1, { createdBy, members });
      return command;
    },
  };
}

const always = (command: Command): Case => ({ on: 'nobody', command: () => command });
const standing = (next: 'deactivated' | 'removed' | 'banned'): Case => ({
  on: 'below',
  command: () => commandOf('person.setStanding', { personId: subject, standing: next }),
});

/** A row for each action: one that has none does not compile. Null is what is asked and no command. */
const cases: Readonly<Record<Action, Case | null>> = {
  'server.setDoor': always(commandOf('server.setDoor', { door: 'invite', openUntil: 0 })),
  'server.openDoor': {
    on: 'nobody',
    command: (state) => commandOf('server.setDoor', { door: 'open', openUntil: state.now() + 1_000 }),
  },
  'knock.accept': always(commandOf('knock.accept', { device: fresh, role: 'guest' })),
  'device.ban': always(commandOf('device.setBan', { device: fresh, isBanned: true })),
  'device.link': always(commandOf('device.link', { device: fresh, proof })),
  'device.revoke': {
    on: 'below',
    command: (state) => {
      // An owner keeps one.
      for (const device of [vouched, linked]) state.run(boss, commandOf('device.vouch', { device, personId: subject }));
      return commandOf('device.revoke', { device: vouched });
    },
  },
  'device.revoke:own': {
    on: 'nobody',
    command: (state) => {
      for (const device of [linked, fresh]) state.run(author, commandOf('device.link', { device, proof }));
      return commandOf('device.revoke', { device: linked });
    },
  },
  'device.vouch': { on: 'below', command: () => commandOf('device.vouch', { device: vouched, personId: subject }) },
  'invite.create': {
    on: 'nobody',
    command: (state) => commandOf('invite.create', { role: 'member', roomIds: [], expiresAt: state.now() + 1_000 }),
  },
  'invite.revoke': {
    on: 'below',
    command: (state) => commandOf('invite.revoke', { inviteId: state.addInvite(1, { createdBy: subject }).inviteId }),
  },
  'invite.revoke:own': {
    on: 'nobody',
    command: (state) => commandOf('invite.revoke', { inviteId: state.addInvite(1, { createdBy: author }).inviteId }),
  },
  'invite.accept': {
    on: 'nobody',
    command: (state) =>
      commandOf('invite.accept', { inviteId: state.addInvite(1, { role: 'owner', createdBy: boss }).inviteId }),
  },
  'person.setRole': {
    on: 'below',
    command: (_, other) =>
      commandOf('person.setRole', { personId: subject, role: other === 'member' ? 'guest' : 'member' }),
  },
  'person.deactivate': standing('deactivated'),
  'person.remove': standing('removed'),
  'person.ban': standing('banned'),
  'person.restore': {
    on: 'below',
    command: (state, role) => {
      state.addPerson(2, { role, standing: 'deactivated' });
      return commandOf('person.setStanding', { personId: subject, standing: 'active' });
    },
  },
  'person.block': { on: 'people', command: () => commandOf('person.setBlock', { personId: subject }) },
  'person.rename': always(commandOf('person.rename', { displayName: 'Another' })),
  'report.person': { on: 'people', command: () => commandOf('report.create', { personId: subject }) },
  'report.message': {
    on: 'people',
    command: (state) => {
      const commandId = commandIdOf(1);
      state.addMessage({ personId: subject, commandId }, roomId, [author]);
      return commandOf('report.create', { personId: subject, message: { roomId, commandId } });
    },
  },
  'report.close': {
    on: 'nobody',
    command: (state) => {
      state.run(boss, commandOf('report.create', { personId: bystander }));
      const [reportId] = state.reports.keys();
      return commandOf('report.close', reportId === undefined ? {} : { reportId });
    },
  },
  'audit.list': null,
  'room.create': always(commandOf('room.create', { name: 'Another' })),
  'room.join': inRoom(commandOf('room.join', { roomId }), boss, [8]),
  'room.leave': inRoom(commandOf('room.leave', { roomId })),
  'room.invite': inRoom(commandOf('room.invite', { roomId, personId: boss })),
  'room.rename': inRoom(commandOf('room.rename', { roomId, name: 'Another' })),
  'room.setTopic': inRoom(commandOf('room.setTopic', { roomId, topic: 'Another' })),
  'room.removeMember': { ...inRoom(commandOf('room.removeMember', { roomId, personId: subject })), on: 'below' },
  // Whoever made a room says who is in it.
  'room.removeMember:own': inRoom(commandOf('room.removeMember', { roomId, personId: subject }), author),
  'direct.open': always(commandOf('direct.open', { personIds: [bystander] })),
  'message.send': inRoom(commandOf('message.send', { roomId })),
};

/** Written down a second time, beside the code that is proved: whom each may act on. */
const below: Readonly<Record<Role, readonly Role[]>> = {
  owner: ['owner', 'moderator', 'member', 'guest'],
  moderator: ['member', 'guest'],
  member: [],
  guest: [],
  server: ['owner', 'moderator', 'member', 'guest'],
};

function isExpected(action: Action, role: Role, other: Role): boolean {
  const on = cases[action]?.on;
  if (!permissions[action].includes(role)) return false;
  // Those that the server made for whoever runs it have no maker who stands above anybody.
  if (action === 'invite.revoke' && other === 'server') return true;
  if (on === 'people') return other !== 'server';
  return on === 'nobody' || below[role].includes(other);
}

const pairs = roles.flatMap((role) => roles.map((other) => ({ role, other })));

const rows = (Object.keys(cases) as Action[]).flatMap((action) => {
  const row = cases[action];
  return row === null ? [] : [{ action, row }];
});

describe.each(rows)('$action', ({ action, row }) => {
  it.each(pairs)('[T9] is a $role’s to do, with a $other, as the table and the ladder say', ({ role, other }) => {
    const state = createMemoryRooms();
    state.setDoor({ door: 'open', openUntil: 0 });
    state.addPerson(7, { role: 'owner', name: 'Boss' });
    state.addPerson(8, { name: 'Bystander' });
    state.addPerson(1, { role });
    state.addPerson(2, { role: other });
    const command = row.command(state, other);
    const verdict = state.decideFor(author, command, {
      inviteId: command.kind === 'invite.accept' ? inviteIdOf(1) : null,
    });
    // The server has no devices but its own: it is nobody whom anybody could vouch for.
    const isNobody = action === 'device.vouch' && other === 'server' && permissions[action].includes(role);
    const refusal = isNobody ? 'person_not_found' : 'not_allowed';
    expect(verdict.ok ? null : verdict.error.type).toBe(isExpected(action, role, other) ? null : refusal);
  });
});
