import { describe, expect, it } from 'vitest';
import { roomStream } from '#shared/domain/stream.ts';
import { createMemoryRooms, serverPersonId } from '#test/support/memory-rooms.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const notFound = (number: number) => ({ ok: false, error: { type: 'room_not_found', roomId: roomIdOf(number) } });
const notAMember = (number: number) => ({ ok: false, error: { type: 'not_a_member', roomId: roomIdOf(number) } });
const notAllowed = (action: string) => ({ ok: false, error: { type: 'not_allowed', action } });
const nobody = (number: number) => ({ ok: false, error: { type: 'person_not_found', personId: personIdOf(number) } });
const isNews = (number: number) => ({
  ok: true,
  value: { stream: roomStream(roomIdOf(number)), roomId: roomIdOf(number) },
});
const isSoAlready = (number: number) => ({ ok: true, value: { stream: null, roomId: roomIdOf(number) } });

const open = 1;
const closed = 2;
const direct = 3;

/** Ann (1) is in every room, Bob (2) in none; both are members. Mo (3) is a moderator and in every room. */
function setupRooms() {
  const state = createMemoryRooms();
  state.addPerson(0, { role: 'server' });
  state.addPerson(1);
  state.addPerson(2);
  state.addPerson(3, { role: 'moderator' });
  state.addPerson(4, { standing: 'removed' });
  state.addPerson(5, { role: 'guest' });
  state.addRoom(open, { name: 'Lunch', topic: 'Soup', members: [1, 3, 5] });
  state.addRoom(closed, { name: 'Secret', visibility: 'private', history: 'joined', members: [1, 3, 5] });
  state.addRoom(direct, { kind: 'direct', visibility: 'private', name: null, members: [1, 3, 5] });
  const decideAs =
    (number: number) =>
    (...args: Parameters<typeof commandOf>) =>
      state.decideFor(personIdOf(number), commandOf(...args));
  return { state, ann: decideAs(1), bob: decideAs(2), mo: decideAs(3), guest: decideAs(5) };
}

const at = (number: number) => ({ roomId: roomIdOf(number) });

describe('making a room', () => {
  it('[P17] gives it the id of its command, and its own stream', () => {
    const { ann } = setupRooms();
    expect(ann('room.create', { name: 'New' })).toEqual(isNews(1_000));
  });

  it.each(['Lunch', 'LUNCH', 'l u n c h', 'Lun\u200bch'])('[T8] does not take the name of a public one: %j', (name) => {
    expect(setupRooms().ann('room.create', { name })).toMatchObject({
      ok: false,
      error: { type: 'room_name_taken', name: name.replace('\u200b', '') },
    });
  });

  it.each(['Lunсh', '𝗟𝘂𝗻𝗰𝗵'])('[T8] does not take a name that looks like that of a public one: %s', (name) => {
    expect(setupRooms().ann('room.create', { name })).toMatchObject({ ok: false, error: { type: 'room_name_taken' } });
    expect(setupRooms().ann('room.create', { name, visibility: 'private' }).ok).toBe(true);
  });

  it('takes the name of a private one, so that such names cannot be probed', () => {
    const { ann, bob } = setupRooms();
    for (const make of [ann, bob]) expect(make('room.create', { name: 'Secret' }).ok).toBe(true);
  });

  it('in private takes any name', () => {
    const { ann } = setupRooms();
    for (const name of ['Lunch', 'Secret']) {
      expect(ann('room.create', { name, visibility: 'private' })).toEqual(isNews(1_000));
    }
  });

  it.each([
    [' ', 'name_empty'],
    ['a'.repeat(65), 'name_too_long'],
    ['a\u0000', 'name_ill_formed'],
  ])('[T8] does not call it %j', (name, type) => {
    expect(setupRooms().ann('room.create', { name })).toMatchObject({ error: { type } });
  });

  it('[T9] is for members and the server, not for guests', () => {
    const { state, guest } = setupRooms();
    expect(guest('room.create', { name: 'New' })).toEqual(notAllowed('room.create'));
    expect(state.decideFor(serverPersonId, commandOf('room.create', { name: 'New' }))).toEqual(isNews(1_000));
  });

  it('[P6] in public shows everything, whatever was said of its history', () => {
    const { state } = setupRooms();
    for (const visibility of ['public', 'private'] as const) {
      const command = commandOf('room.create', { name: visibility, visibility, history: 'joined' });
      const { changes } = state.run(personIdOf(1), command);
      const history = visibility === 'public' ? 'everything' : 'joined';
      expect(changes[0]).toMatchObject({ type: 'room.put', room: { visibility, history } });
    }
  });
});

describe('joining', () => {
  it('a public room is news, and once in it is so already', () => {
    const { ann, bob } = setupRooms();
    expect(bob('room.join', at(open))).toEqual(isNews(open));
    expect(ann('room.join', at(open))).toEqual(isSoAlready(open));
  });

  it.each([closed, direct, 77])('[T9] room %i is as if there were none', (room) => {
    expect(setupRooms().bob('room.join', at(room))).toEqual(notFound(room));
  });

  it('a private room one is in is so already', () => {
    expect(setupRooms().ann('room.join', at(closed))).toEqual(isSoAlready(closed));
  });

  it('[T9] is not for guests, who are brought in', () => {
    expect(setupRooms().guest('room.join', at(open))).toEqual(notAllowed('room.join'));
  });
});

describe('leaving', () => {
  it('is news to those who are in', () => {
    const { ann, guest } = setupRooms();
    for (const leave of [ann, guest]) {
      expect(leave('room.leave', at(open))).toEqual(isNews(open));
      expect(leave('room.leave', at(closed))).toEqual(isNews(closed));
    }
  });

  it('a public room one is not in is so already', () => {
    expect(setupRooms().bob('room.leave', at(open))).toEqual(isSoAlready(open));
  });

  it.each([closed, direct, 77])('[T9] room %i one is not in is as if there were none', (room) => {
    expect(setupRooms().bob('room.leave', at(room))).toEqual(notFound(room));
  });

  it('[P17] a direct room is not possible: it is its people', () => {
    expect(setupRooms().ann('room.leave', at(direct))).toEqual(notAllowed('room.leave'));
  });
});

describe('inviting', () => {
  it('brings somebody in at once, and once in it is so already', () => {
    const { state, ann } = setupRooms();
    const invite = commandOf('room.invite', { ...at(closed), personId: personIdOf(2) });
    expect(ann('room.invite', { ...at(closed), personId: personIdOf(2) })).toEqual(isNews(closed));
    state.run(personIdOf(1), invite);
    expect(state.isMember(roomIdOf(closed), personIdOf(2))).toBe(true);
    expect(state.decideFor(personIdOf(1), invite)).toEqual(isSoAlready(closed));
  });

  it('oneself is so already', () => {
    expect(setupRooms().ann('room.invite', { ...at(open), personId: personIdOf(1) })).toEqual(isSoAlready(open));
  });

  it.each([
    ['who does not exist, or waits at the door', 9],
    ['who was removed', 4],
    ['that is the server itself', 0],
  ])('[T9] nobody %s', (_what, number) => {
    expect(setupRooms().ann('room.invite', { ...at(open), personId: personIdOf(number) })).toEqual(nobody(number));
  });

  it('[P17] into a direct room is not possible: other people are another room', () => {
    expect(setupRooms().ann('room.invite', { ...at(direct), personId: personIdOf(2) })).toEqual(
      notAllowed('room.invite'),
    );
  });

  it('[T9] is for those inside, and not for guests', () => {
    const { bob, guest } = setupRooms();
    expect(bob('room.invite', { ...at(open), personId: personIdOf(2) })).toEqual(notAMember(open));
    expect(bob('room.invite', { ...at(closed), personId: personIdOf(2) })).toEqual(notFound(closed));
    expect(guest('room.invite', { ...at(open), personId: personIdOf(2) })).toEqual(notAllowed('room.invite'));
  });

  it('[T9] says nothing of the person to whoever may not invite', () => {
    const { bob, guest } = setupRooms();
    for (const invite of [bob, guest]) {
      const verdicts = [2, 4, 9].map((number) => invite('room.invite', { ...at(open), personId: personIdOf(number) }));
      expect(new Set(verdicts.map((verdict) => JSON.stringify(verdict))).size).toBe(1);
    }
  });
});

describe('removing a member', () => {
  it('[T9] is for moderators', () => {
    const { ann, mo } = setupRooms();
    expect(mo('room.removeMember', { ...at(open), personId: personIdOf(1) })).toEqual(isNews(open));
    expect(ann('room.removeMember', { ...at(open), personId: personIdOf(3) })).toEqual(notAllowed('room.removeMember'));
  });

  it('[T9] is for whoever made the room, in this room only', () => {
    const { state, ann } = setupRooms();
    state.addRoom(7, { createdBy: personIdOf(1), members: [1, 2] });
    expect(ann('room.removeMember', { ...at(7), personId: personIdOf(2) })).toEqual(isNews(7));
    expect(ann('room.removeMember', { ...at(open), personId: personIdOf(3) }).ok).toBe(false);
  });

  it('[T9] is not for who made the room and is out of it', () => {
    const { state, ann } = setupRooms();
    state.addRoom(7, { createdBy: personIdOf(1), members: [2] });
    state.addRoom(8, { createdBy: personIdOf(1), visibility: 'private', members: [2] });
    expect(ann('room.removeMember', { ...at(7), personId: personIdOf(2) })).toEqual(notAMember(7));
    expect(ann('room.removeMember', { ...at(8), personId: personIdOf(2) })).toEqual(notFound(8));
  });

  it('[T9] is not for a moderator who is not in', () => {
    const { state } = setupRooms();
    state.addPerson(6, { role: 'owner' });
    const remove = (room: number) => commandOf('room.removeMember', { ...at(room), personId: personIdOf(1) });
    expect(state.decideFor(personIdOf(6), remove(closed))).toEqual(notFound(closed));
    expect(state.decideFor(personIdOf(6), remove(open))).toEqual(notAMember(open));
  });

  it('who is not in is so already, whoever that is', () => {
    const { mo } = setupRooms();
    for (const number of [2, 9, 0]) {
      expect(mo('room.removeMember', { ...at(open), personId: personIdOf(number) })).toEqual(isSoAlready(open));
    }
  });

  it('[P17] from a direct room is not possible', () => {
    expect(setupRooms().mo('room.removeMember', { ...at(direct), personId: personIdOf(1) })).toEqual(
      notAllowed('room.removeMember'),
    );
  });
});

describe('renaming a room', () => {
  it('is news to its members', () => {
    const { state, ann } = setupRooms();
    expect(ann('room.rename', { ...at(open), name: 'Dinner' })).toEqual(isNews(open));
    state.run(personIdOf(1), commandOf('room.rename', { ...at(open), name: ' Din\u200bner ' }));
    expect(state.rooms.get(roomIdOf(open))?.name).toBe('Dinner');
  });

  it.each(['Lunch', ' Lunch ', 'Lun\u200dch'])('to what it is called is so already: %j', (name) => {
    expect(setupRooms().ann('room.rename', { ...at(open), name })).toEqual(isSoAlready(open));
  });

  it('[T8] takes another form of its own name', () => {
    expect(setupRooms().ann('room.rename', { ...at(open), name: 'LUNCH' })).toEqual(isNews(open));
  });

  it('[T8] does not take the name of another public room, a private one may', () => {
    const { state, ann } = setupRooms();
    state.addRoom(7, { name: 'Games' });
    expect(ann('room.rename', { ...at(open), name: 'GAMES' })).toEqual({
      ok: false,
      error: { type: 'room_name_taken', name: 'GAMES' },
    });
    expect(ann('room.rename', { ...at(closed), name: 'Games' })).toEqual(isNews(closed));
    expect(ann('room.rename', { ...at(open), name: 'Secret' })).toEqual(isNews(open));
  });

  it('[P17] that is direct is not possible', () => {
    expect(setupRooms().ann('room.rename', { ...at(direct), name: 'Us' })).toEqual(notAllowed('room.rename'));
  });

  it('[T9] is not for guests and not from outside', () => {
    const { bob, guest } = setupRooms();
    expect(guest('room.rename', { ...at(open), name: 'X' })).toEqual(notAllowed('room.rename'));
    expect(bob('room.rename', { ...at(open), name: 'X' })).toEqual(notAMember(open));
    expect(bob('room.rename', { ...at(closed), name: 'X' })).toEqual(notFound(closed));
  });

  it('[T9] judges the name only for whoever may rename', () => {
    const { bob } = setupRooms();
    expect(bob('room.rename', { ...at(closed), name: '' })).toEqual(notFound(closed));
    expect(bob('room.rename', { ...at(open), name: '' })).toEqual(notAMember(open));
  });
});

describe('setting a topic', () => {
  it('is news, the same topic is so already', () => {
    const { ann } = setupRooms();
    expect(ann('room.setTopic', { ...at(open), topic: 'Bread' })).toEqual(isNews(open));
    expect(ann('room.setTopic', { ...at(open), topic: '' })).toEqual(isNews(open));
    expect(ann('room.setTopic', { ...at(open), topic: 'Soup' })).toEqual(isSoAlready(open));
  });

  it('is possible in a direct room', () => {
    expect(setupRooms().ann('room.setTopic', { ...at(direct), topic: 'Trip' })).toEqual(isNews(direct));
  });

  it('[T9] is not for guests and not from outside', () => {
    const { bob, guest } = setupRooms();
    expect(guest('room.setTopic', at(open))).toEqual(notAllowed('room.setTopic'));
    expect(bob('room.setTopic', at(open))).toEqual(notAMember(open));
    expect(bob('room.setTopic', at(direct))).toEqual(notFound(direct));
  });
});

describe('a message', () => {
  it.each([open, closed, direct])('[P5] goes into the stream of the room, here %i', (room) => {
    const { ann, guest } = setupRooms();
    for (const say of [ann, guest]) {
      expect(say('message.send', at(room))).toEqual({ ok: true, value: { stream: roomStream(roomIdOf(room)) } });
    }
  });

  it('[T9] does not come from outside', () => {
    const { bob } = setupRooms();
    expect(bob('message.send', at(open))).toEqual(notAMember(open));
    for (const room of [closed, direct, 77]) expect(bob('message.send', at(room))).toEqual(notFound(room));
  });

  it('[T9] does not come from the server', () => {
    const { state } = setupRooms();
    state.addRoom(8, { members: [0] });
    expect(state.decideFor(serverPersonId, commandOf('message.send', at(8)))).toEqual(notAllowed('message.send'));
  });
});
