import { describe, expect, it } from 'vitest';
import { acceptedMs } from '#shared/domain/decide/entry.ts';
import { maxOpenDoorMs } from '#shared/domain/door.ts';
import { maxOpenInvites } from '#shared/domain/invite.ts';
import { serverStream } from '#shared/domain/stream.ts';
import { createMemoryRooms, serverPersonId } from '#test/support/memory-rooms.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { deviceKeyOf, inviteIdOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const inviteId = inviteIdOf(1);
const isNews = { ok: true, value: { stream: serverStream } };
const comesInAs = (role: string) => ({ ok: true, value: { stream: serverStream, role } });
const refused = (type: string, more: object = {}) => ({ ok: false, error: { type, ...more } });

/** The owner is 1, the moderator 2, the member 3, the guest 4; 9 is a stranger. */
function setupDoor(door: 'open' | 'knock' | 'invite' = 'knock') {
  const state = createMemoryRooms();
  state.addPerson(0, { role: 'server' });
  for (const [index, role] of (['owner', 'moderator', 'member', 'guest'] as const).entries())
    state.addPerson(index + 1, { role, name: role });
  state.setDoor({ door, openUntil: 0 });
  return {
    state,
    act: state.decideFor,
    run: (number: number, command: Parameters<typeof state.run>[1]) => state.run(personIdOf(number), command),
    admit: (body: object = {}, token: typeof inviteId | null = null) =>
      state.decideFor(personIdOf(9), commandOf('person.admit', { displayName: 'Cem', ...body }), { inviteId: token }),
  };
}

describe('a stranger', () => {
  it('[T7] comes in through an open door as a member', () => {
    expect(setupDoor('open').admit()).toEqual(comesInAs('member'));
  });

  it.each(['knock', 'invite'] as const)('[T7] does not come in by itself where the door is %s', (door) => {
    expect(setupDoor(door).admit()).toEqual(refused('door_closed', { door }));
  });

  it('[T7] comes in while everybody may, and no longer', () => {
    const { state, admit } = setupDoor('invite');
    state.setDoor({ door: 'invite', openUntil: state.now() + 1_000 });
    expect(admit()).toEqual(comesInAs('member'));
    state.wait(1_000);
    expect(admit()).toEqual(refused('door_closed', { door: 'invite' }));
  });

  it('[T7] comes in as what they were let in as, for a week', () => {
    const { state, run, admit } = setupDoor();
    run(2, commandOf('knock.accept', { device: deviceKeyOf(9), role: 'guest' }));
    expect(admit()).toEqual(comesInAs('guest'));
    state.wait(acceptedMs);
    expect(admit()).toMatchObject(refused('door_closed'));
  });

  it.each([
    ['was removed', { role: 'moderator', standing: 'removed' }],
    ['was banned', { role: 'moderator', standing: 'banned' }],
    ['is a member by now', { role: 'member' }],
  ] as const)('[T7, T9] does not come in by the word of somebody who %s', (_, changes) => {
    const { state, run, act, admit } = setupDoor();
    const accept = commandOf('knock.accept', { device: deviceKeyOf(9), role: 'member' });
    run(2, accept);
    state.addPerson(2, changes);
    expect(admit()).toMatchObject(refused('door_closed'));
    expect(act(personIdOf(1), accept), 'it is another one’s to let them in').toEqual(isNews);
    run(1, accept);
    expect(admit()).toEqual(comesInAs('member'));
  });

  it('[T7, T9] comes in as no more than whoever let them in could still make them', () => {
    const { state, run, admit } = setupDoor();
    run(1, commandOf('knock.accept', { device: deviceKeyOf(9), role: 'owner' }));
    state.addPerson(1, { role: 'moderator' });
    expect(admit()).toMatchObject(refused('door_closed'));
    state.addPerson(1, { role: 'owner' });
    expect(admit()).toEqual(comesInAs('owner'));
  });

  it('[T7] is let in once: whoever is removed does not come back by it', () => {
    const { state, run } = setupDoor();
    run(2, commandOf('knock.accept', { device: deviceKeyOf(9), role: 'guest' }));
    state.run(personIdOf(9), commandOf('person.admit', { displayName: 'Cem' }));
    expect(state.acceptedDevice(deviceKeyOf(9))).toBeNull();
    expect(state.people.get(personIdOf(9))?.role).toBe('guest');
  });

  it.each(['open', 'knock', 'invite'] as const)('[T3] whose key is banned stays out of a door that is %s', (door) => {
    const { state, run, admit } = setupDoor(door);
    state.addInvite(1);
    run(2, commandOf('device.setBan', { device: deviceKeyOf(9), isBanned: true }));
    expect(admit()).toEqual(refused('not_admitted'));
    expect(admit({ inviteId }, inviteId)).toEqual(refused('not_admitted'));
    run(1, commandOf('device.setBan', { device: deviceKeyOf(9), isBanned: false }));
    expect(admit({ inviteId }, inviteId)).toEqual(comesInAs('member'));
  });

  it('[T7, P18] is told that a name is taken only where the door lets them in', () => {
    expect(setupDoor('knock').admit({ displayName: 'owner' })).toMatchObject(refused('door_closed'));
    expect(setupDoor('open').admit({ displayName: 'owner' })).toMatchObject(refused('name_taken'));
    expect(setupDoor('knock').admit({ displayName: '' })).toEqual(refused('name_empty'));
  });
});

describe('an invite', () => {
  it('[T6] lets in whoever has its token, whatever the door is, as what it says', () => {
    const { state, admit } = setupDoor('invite');
    state.addInvite(1, { role: 'guest', roomIds: [roomIdOf(1)] });
    expect(admit({ inviteId }, inviteId)).toEqual(comesInAs('guest'));
  });

  it('[T6] does not let in who knows its id alone, or has the token of another', () => {
    const { state, admit } = setupDoor('invite');
    state.addInvite(1);
    state.addInvite(2);
    expect(admit({ inviteId })).toEqual(refused('invite_invalid'));
    expect(admit({ inviteId }, inviteIdOf(2))).toEqual(refused('invite_invalid'));
    expect(admit({}, inviteId)).toMatchObject(refused('door_closed'));
  });

  it.each([
    ['is used up', { uses: 1 }],
    ['has run out', { expiresAt: 1_700_000_000_000 }],
    ['was revoked', { isRevoked: true }],
  ])('[T6] that %s lets nobody in, and says no more than one that never was', (_, changes) => {
    const { state, admit } = setupDoor('invite');
    const unknown = admit({ inviteId }, inviteId);
    state.addInvite(1, changes);
    expect(admit({ inviteId }, inviteId)).toEqual(unknown);
    expect(unknown).toEqual(refused('invite_invalid'));
  });

  it.each(['deactivated', 'removed', 'banned'] as const)(
    '[T6, T10] of somebody who is %s lets nobody in, until they are taken back',
    (standing) => {
      const { state, act, admit } = setupDoor('invite');
      state.addInvite(1, { createdBy: personIdOf(2), role: 'member' });
      state.addPerson(2, { role: 'moderator', standing });
      expect(admit({ inviteId }, inviteId)).toEqual(refused('invite_invalid'));
      expect(act(personIdOf(4), commandOf('invite.accept', { inviteId }), { inviteId })).toEqual(
        refused('invite_invalid'),
      );
      state.addPerson(2, { role: 'moderator' });
      expect(admit({ inviteId }, inviteId)).toEqual(comesInAs('member'));
    },
  );

  it.each([
    ['owner', ['owner', 'moderator', 'member', 'guest']],
    ['moderator', ['member', 'guest']],
    ['member', []],
    ['guest', []],
    ['server', ['owner', 'moderator', 'member', 'guest']],
  ] as const)('[T6, T9] whose maker is a %s by now makes nobody more than they could', (role, given) => {
    const all = ['owner', 'moderator', 'member', 'guest'] as const;
    const outcomes = all.map((each) => {
      const { state, admit } = setupDoor('invite');
      state.addPerson(1, { role });
      state.addInvite(1, { role: each });
      return [each, admit({ inviteId }, inviteId)];
    });
    expect(outcomes).toEqual(
      all.map((each) => [
        each,
        (given as readonly string[]).includes(each) ? comesInAs(each) : refused('invite_invalid'),
      ]),
    );
  });

  it('[T6, T9] of an owner makes no owner of them again who is one no more', () => {
    const { state, run, act } = setupDoor('invite');
    state.addPerson(5, { role: 'owner', name: 'Another' });
    const body = { inviteId, role: 'owner' as const, roomIds: [], expiresAt: state.now() + 1_000 };
    run(5, commandOf('invite.create', body));
    run(1, commandOf('person.setRole', { personId: personIdOf(5), role: 'moderator' }));
    const accept = commandOf('invite.accept', { inviteId });
    expect(act(personIdOf(5), accept, { inviteId })).toEqual(refused('invite_invalid'));
    expect(act(personIdOf(3), accept, { inviteId })).toEqual(refused('invite_invalid'));
  });

  it('[T6, T9] is used once by a person: who was made less since is no more by it again', () => {
    const { state, run, act } = setupDoor('invite');
    state.addInvite(1, { role: 'moderator', maxUses: 9 });
    const accept = commandOf('invite.accept', { inviteId });
    expect(state.run(personIdOf(3), accept, { inviteId }).verdict).toEqual(comesInAs('moderator'));
    run(1, commandOf('person.setRole', { personId: personIdOf(3), role: 'member' }));
    expect(act(personIdOf(3), accept, { inviteId })).toEqual({ ok: true, value: { stream: null } });
    expect(act(personIdOf(4), accept, { inviteId })).toEqual(comesInAs('moderator'));
  });

  it.each(['person.admit', 'invite.accept'] as const)(
    '[T6] leads nobody back into a private room that they were put out of, who came by %s',
    (kind) => {
      const { state, run } = setupDoor('invite');
      const person = kind === 'person.admit' ? 9 : 4;
      state.addRoom(1, { visibility: 'private', members: [1] });
      state.addInvite(1, { role: 'guest', roomIds: [roomIdOf(1)], maxUses: 9 });
      const use = () => {
        const come =
          person === 9 && !state.people.has(personIdOf(9))
            ? commandOf('person.admit', { displayName: 'New', inviteId })
            : commandOf('invite.accept', { inviteId });
        state.run(personIdOf(person), come, { inviteId });
        return run(person, commandOf('room.join', { roomId: roomIdOf(1) })).verdict;
      };
      expect(use()).toMatchObject({ ok: true });
      run(1, commandOf('room.removeMember', { roomId: roomIdOf(1), personId: personIdOf(person) }));
      expect(use()).toEqual(refused('room_not_found', { roomId: roomIdOf(1) }));
      expect(state.invites.get(inviteId)?.uses).toBe(1);
    },
  );

  it('[T6] leads into a private room while its maker is in it, and into one for all as ever', () => {
    const { state, run, act } = setupDoor('invite');
    state.addRoom(1, { visibility: 'private', name: 'Hidden', members: [1, 2] });
    state.addRoom(2, { members: [1, 2] });
    state.addInvite(1, { role: 'guest', createdBy: personIdOf(2), roomIds: [roomIdOf(1)], maxUses: 9 });
    state.addInvite(2, { role: 'guest', createdBy: personIdOf(2), roomIds: [roomIdOf(2)], maxUses: 9 });
    const accept = (number: number) => commandOf('invite.accept', { inviteId: inviteIdOf(number) });
    const join = (number: number, room: number) => run(number, commandOf('room.join', { roomId: roomIdOf(room) }));
    state.run(personIdOf(3), accept(1), { inviteId });
    for (const room of [1, 2])
      run(1, commandOf('room.removeMember', { roomId: roomIdOf(room), personId: personIdOf(2) }));
    expect(join(3, 1).verdict, 'who has used it has not come in time').toMatchObject(refused('room_not_found'));
    expect(act(personIdOf(2), accept(1), { inviteId }), 'its maker is out by it too').toEqual({
      ok: true,
      value: { stream: null },
    });
    expect(act(personIdOf(4), accept(1), { inviteId })).toEqual({ ok: true, value: { stream: null } });
    state.run(personIdOf(4), accept(2), { inviteId: inviteIdOf(2) });
    expect(join(4, 2).verdict).toMatchObject({ ok: true });
  });

  it('[H3, T6] lets nobody in while its end may be missing, but whom somebody let in', () => {
    const { state, run, act, admit } = setupDoor('open');
    state.addInvite(1, { role: 'moderator' });
    state.doubted.add(inviteId);
    expect(admit({ inviteId }, inviteId)).toEqual(refused('healing'));
    expect(admit({ inviteId })).toEqual(refused('invite_invalid'));
    const accept = commandOf('invite.accept', { inviteId });
    expect(act(personIdOf(3), accept, { inviteId })).toEqual(refused('invite_invalid'));
    run(1, commandOf('knock.accept', { device: deviceKeyOf(9), role: 'guest' }));
    expect(admit({ inviteId }, inviteId)).toEqual(comesInAs('guest'));
  });

  it('[T6] is counted: so many come in by it, and nobody after', () => {
    const { state } = setupDoor('invite');
    state.addInvite(1, { maxUses: 2 });
    const outcomes = [11, 12, 13].map((number) => {
      const command = commandOf('person.admit', { displayName: `New ${number}`, inviteId });
      return state.run(personIdOf(number), command, { inviteId }).verdict.ok;
    });
    expect(outcomes).toEqual([true, true, false]);
  });

  it('[T6] leads into its rooms, private ones and guests too, and into no other', () => {
    const { state } = setupDoor('invite');
    for (const number of [1, 2]) state.addRoom(number, { visibility: 'private', name: `Room ${number}`, members: [1] });
    state.addInvite(1, { role: 'guest', roomIds: [roomIdOf(1)] });
    state.run(personIdOf(11), commandOf('person.admit', { displayName: 'New', inviteId }), { inviteId });
    const join = (room: number) =>
      state.run(personIdOf(11), commandOf('room.join', { roomId: roomIdOf(room) })).verdict;
    expect([join(1).ok, join(2)]).toEqual([true, refused('room_not_found', { roomId: roomIdOf(2) })]);
    state.run(personIdOf(1), commandOf('room.removeMember', { roomId: roomIdOf(1), personId: personIdOf(11) }));
    expect(join(1), 'it leads there once').toMatchObject(refused('room_not_found'));
  });

  it('[T6] gives whoever is in already its rooms, and its role where that is more', () => {
    const { state, act } = setupDoor('invite');
    state.addInvite(1, { role: 'moderator' });
    const accept = commandOf('invite.accept', { inviteId });
    expect(act(personIdOf(3), accept, { inviteId })).toEqual(comesInAs('moderator'));
    expect(act(personIdOf(1), accept, { inviteId }), 'an owner is no less for it').toEqual({
      ok: true,
      value: { stream: null },
    });
    expect(act(personIdOf(3), accept)).toEqual(refused('invite_invalid'));
  });

  it('[T6] by which a server finds its owner is of no use once it has one', () => {
    const { state, act, admit } = setupDoor('invite');
    state.addInvite(1, { role: 'owner', createdBy: serverPersonId });
    expect(admit({ inviteId }, inviteId)).toEqual(refused('invite_invalid'));
    expect(act(personIdOf(3), commandOf('invite.accept', { inviteId }), { inviteId })).toEqual(
      refused('invite_invalid'),
    );
    state.addPerson(1, { role: 'member', name: 'owner' });
    expect(admit({ inviteId }, inviteId)).toEqual(comesInAs('owner'));
    expect(act(personIdOf(3), commandOf('invite.accept', { inviteId }), { inviteId })).toEqual(comesInAs('owner'));
  });

  it.each([
    ['owner', 1, ['owner', 'moderator', 'member', 'guest']],
    ['moderator', 2, ['member', 'guest']],
    ['member', 3, []],
    ['guest', 4, []],
    ['server', 0, ['owner', 'moderator', 'member', 'guest']],
  ] as const)('[T9] of %s can make people no more than stands below them', (_, number, roles) => {
    const { state, act } = setupDoor();
    state.addRoom(1, { members: [1, 2, 3, 4] });
    const isMember = number !== 0;
    const allowed = (['owner', 'moderator', 'member', 'guest'] as const).filter((role) => {
      const roomIds = role === 'guest' && isMember ? [roomIdOf(1)] : [];
      const expiresAt = state.now() + 1_000;
      return act(personIdOf(number), commandOf('invite.create', { role, roomIds, expiresAt })).ok;
    });
    expect(allowed).toEqual(number === 0 ? ['owner', 'moderator', 'member'] : roles);
  });

  it('[T6] is one of 64 of its maker at most that can still be used', () => {
    const { state } = setupDoor();
    const act = (...command: Parameters<typeof state.run>) => state.run(...command).verdict;
    const make = (number: number, maker = 1) => {
      const body = { inviteId: inviteIdOf(number), roomIds: [], expiresAt: state.now() + 1_000 };
      return act(personIdOf(maker), commandOf('invite.create', body));
    };
    for (let number = 1; number <= maxOpenInvites; number += 1) expect(make(number).ok).toBe(true);
    expect(make(100)).toEqual(refused('invites_full', { maxOpenInvites }));
    expect(make(100, 2).ok).toBe(true);
    act(personIdOf(1), commandOf('invite.revoke', { inviteId: inviteIdOf(1) }));
    expect(make(101).ok).toBe(true);
    expect(make(102)).toEqual(refused('invites_full', { maxOpenInvites }));
    state.wait(1_000);
    expect(make(102).ok).toBe(true);
  });

  it('[T9] leads only into rooms into which its maker may invite', () => {
    const { state, act } = setupDoor();
    state.addRoom(1, { visibility: 'private', members: [1] });
    state.addRoom(2, { kind: 'direct', visibility: 'private', name: null, members: [1, 2] });
    const make = (number: number, room: number) =>
      act(
        personIdOf(number),
        commandOf('invite.create', { roomIds: [roomIdOf(room)], expiresAt: state.now() + 1_000 }),
      );
    expect(make(1, 1).ok).toBe(true);
    expect(make(2, 1)).toEqual(refused('room_not_found', { roomId: roomIdOf(1) }));
    expect(make(2, 2)).toEqual(refused('not_allowed', { action: 'room.invite' }));
    expect(make(2, 99)).toMatchObject(refused('room_not_found'));
  });

  it.each([
    ['has run out', { expiresAt: 1_700_000_000_000 }, 'expiresAt'],
    ['lasts for years', { expiresAt: 1_800_000_000_000 }, 'expiresAt'],
    ['leads a guest nowhere', { role: 'guest' as const }, 'roomIds'],
  ])('[T6] is not made that %s', (_, body, path) => {
    expect(setupDoor().act(personIdOf(1), commandOf('invite.create', body))).toMatchObject(
      refused('invalid_body', { path }),
    );
  });

  it('[T6, T9] is revoked by its maker, and by who stands above the maker', () => {
    const { state, act } = setupDoor();
    const revoke = (number: number) => act(personIdOf(number), commandOf('invite.revoke'));
    expect(revoke(1)).toEqual(refused('invite_invalid'));
    state.addInvite(1, { createdBy: personIdOf(2) });
    expect([1, 2, 3, 4].map((number) => revoke(number).ok)).toEqual([true, true, false, false]);
    state.addInvite(1, { createdBy: personIdOf(1) });
    expect([1, 2].map((number) => revoke(number).ok)).toEqual([true, false]);
    state.addInvite(1, { createdBy: serverPersonId });
    expect(
      [1, 2].map((number) => revoke(number).ok),
      'one that the server printed',
    ).toEqual([true, true]);
  });
});

describe('the door', () => {
  it.each([
    [1, true, true],
    [2, false, true],
    [3, false, false],
    [4, false, false],
    [0, true, true],
  ])('[T7, T9] is set by owners, and opened for a while by moderators too (%i)', (number, sets, opens) => {
    const { state, act } = setupDoor('knock');
    const set = (body: { door: 'open' | 'knock'; openUntil: number }) =>
      act(personIdOf(number), commandOf('server.setDoor', body)).ok;
    expect(set({ door: 'open', openUntil: 0 })).toBe(sets);
    expect(set({ door: 'knock', openUntil: state.now() + 900_000 })).toBe(opens);
  });

  it('[T7] is opened for a day at most', () => {
    const { state, act } = setupDoor('knock');
    const open = (ms: number) =>
      act(personIdOf(1), commandOf('server.setDoor', { door: 'knock', openUntil: state.now() + ms }));
    expect(open(maxOpenDoorMs)).toEqual(isNews);
    expect(open(maxOpenDoorMs + 1)).toMatchObject(refused('invalid_body', { path: 'openUntil' }));
  });

  it.each([
    [1, ['owner', 'moderator', 'member', 'guest']],
    [2, ['member', 'guest']],
    [3, []],
    [4, []],
  ] as const)('[T7, T9] is where %i lets people in as what stands below them', (number, roles) => {
    const allowed = (['owner', 'moderator', 'member', 'guest'] as const).filter(
      (role) => setupDoor().act(personIdOf(number), commandOf('knock.accept', { role })).ok,
    );
    expect(allowed).toEqual(roles);
  });

  it('[T7] lets nobody in twice, nor whoever is in, nor a banned key', () => {
    const { state, run, act } = setupDoor();
    const accept = commandOf('knock.accept', { device: deviceKeyOf(9) });
    run(2, accept);
    expect(act(personIdOf(2), accept)).toEqual({ ok: true, value: { stream: null } });
    state.run(personIdOf(9), commandOf('person.admit', { displayName: 'Cem' }));
    expect(act(personIdOf(2), accept)).toEqual({ ok: true, value: { stream: null } });
    run(2, commandOf('device.setBan', { device: deviceKeyOf(8), isBanned: true }));
    expect(act(personIdOf(2), commandOf('knock.accept', { device: deviceKeyOf(8) }))).toMatchObject(
      refused('not_allowed'),
    );
  });

  it.each([
    { name: 'a moderator, less than an owner gave', by: [1, 2], given: ['moderator', 'guest'], as: 'moderator' },
    { name: 'a moderator, more than an owner gave', by: [1, 2], given: ['guest', 'member'], as: 'member' },
    { name: 'an owner, less than a moderator gave', by: [2, 1], given: ['member', 'guest'], as: 'guest' },
    { name: 'an owner, less than another gave', by: [1, 5], given: ['owner', 'guest'], as: 'guest' },
    { name: 'whoever gave it, less', by: [2, 2], given: ['member', 'guest'], as: 'guest' },
    { name: 'another moderator, less', by: [2, 6], given: ['member', 'guest'], as: 'member' },
  ] as const)('[T7, T9] gives a key that was let in already: $name', ({ by, given, as }) => {
    const { state, run } = setupDoor();
    state.addPerson(5, { role: 'owner' });
    state.addPerson(6, { role: 'moderator' });
    for (const at of [0, 1] as const)
      run(by[at], commandOf('knock.accept', { device: deviceKeyOf(9), role: given[at] }));
    expect(state.acceptedDevice(deviceKeyOf(9))?.role).toBe(as);
  });

  it('[T9] does not ban the key of somebody who is in', () => {
    const { state, run, act } = setupDoor('open');
    state.run(personIdOf(9), commandOf('person.admit', { displayName: 'Cem' }));
    const ban = commandOf('device.setBan', { device: deviceKeyOf(9) });
    expect(act(personIdOf(2), ban)).toEqual(refused('not_allowed', { action: 'device.ban' }));
    expect(run(3, commandOf('device.setBan', { device: deviceKeyOf(8) })).verdict).toMatchObject(
      refused('not_allowed'),
    );
  });
});
