import { describe, expect, it } from 'vitest';
import type { PersonView, RoomView, ServerView } from '#shared/ipc/chat-view.ts';
import { maxStrangers } from '#main/client/presence-view.ts';
import { loadServerViews } from '#main/client/server-view.ts';
import { commandIdOf, personIdOf, roomIdOf, serverIdOf } from '#test/support/sample-ids.ts';
import { fakeStore, noChanges } from './fake-store.ts';

const serverId = serverIdOf(1);

function room(number: number, changed: Partial<RoomView> = {}): RoomView {
  const fixed = { kind: 'channel', visibility: 'public', history: 'everything', topic: '', memberIds: [] } as const;
  const state = {
    isMember: true,
    isClosed: false,
    isBlocked: false,
    unread: 0,
    isNew: false,
    lastRead: 0,
    firstUnread: null,
    waiting: 0,
    isWaiting: false,
    lastAt: null,
    createdBy: personIdOf(1),
  };
  return { ...fixed, ...state, roomId: roomIdOf(number), name: `room ${number}`, ...changed };
}

function person(number: number, changed: Partial<PersonView> = {}): PersonView {
  const shown = {
    isBlocked: false,
    presence: null,
    lastSeenAt: null,
    standing: 'active' as const,
    standingSince: 0,
    isMe: false,
    vouched: null,
  };
  return { ...shown, personId: personIdOf(number), displayName: `person ${number}`, role: 'member', ...changed };
}

async function setupViews(rooms: readonly RoomView[] = [], people: readonly PersonView[] = []) {
  const told: (readonly [string, object])[] = [];
  const known = { name: 'Office', displayName: 'Typed', addresses: ['10.0.0.1:7420'], isVerified: false };
  const views = await loadServerViews(
    {
      serverId,
      personId: personIdOf(1),
      emit: (name, event) => void told.push([name, event]),
      presence: () => 'here',
      renewal: null,
      describe: () => known,
    },
    fakeStore({
      rooms: async () => rooms,
      people: async () => people,
      outbox: async () => ({ waiting: 0, failed: 0 }),
    }),
  );
  return {
    views,
    told,
    known,
    toldOf: (name: string) => told.filter(([each]) => each === name).map(([, event]) => event),
  };
}

describe('what is shown of a server', () => {
  it('begins with what is on this device', async () => {
    const { views, told } = await setupViews([room(1, { unread: 2 }), room(2, { unread: 3 })]);
    expect(views.server()).toEqual({
      serverId,
      name: 'Office',
      personId: personIdOf(1),
      displayName: 'Typed',
      connection: { type: 'offline', since: null },
      addresses: ['10.0.0.1:7420'],
      isVerified: false,
      knocks: 0,
      claims: 0,
      reports: 0,
      unread: 5,
      outbox: { waiting: 0, failed: 0 },
      holdup: null,
      healed: null,
      renewed: null,
    });
    expect(told).toEqual([]);
  });

  it('[I7] says why the server keeps nothing, also while the connection is another, until that is over', async () => {
    const { views, toldOf } = await setupViews();
    views.holdup({ type: 'server_disk_full' });
    views.connection({ type: 'catching_up' }, true);
    expect(views.server().holdup).toEqual({ type: 'server_disk_full' });
    views.holdup(null);
    views.holdup(null);
    expect(toldOf('server.changed').map((view) => (view as ServerView).holdup)).toEqual([
      { type: 'server_disk_full' },
      { type: 'server_disk_full' },
      null,
    ]);
  });

  it('[T8] has the name that the server shows, once it does', async () => {
    const { views } = await setupViews();
    views.apply({ ...noChanges, people: [person(1, { displayName: 'Shown', isMe: true })] });
    expect(views.server().displayName).toBe('Shown');
  });

  it('[P16] has a room no longer that was taken back before it was made', async () => {
    const { views, toldOf } = await setupViews([room(1), room(2, { isWaiting: true, lastAt: 5 })]);
    views.apply({ ...noChanges, removedRooms: [roomIdOf(2)] });
    expect(views.rooms()).toEqual([room(1)]);
    expect(toldOf('room.changed')).toEqual([{ serverId, rooms: [], removed: [roomIdOf(2)] }]);
  });

  it('[D9] has nobody any more whom the server lost', async () => {
    const { views, toldOf } = await setupViews([], [person(1), person(2)]);
    views.apply({ ...noChanges, removedPeople: [personIdOf(2)] });
    expect(views.people().map(({ personId }) => personId)).toEqual([personIdOf(1)]);
    expect(toldOf('person.changed')).toEqual([{ serverId, people: [], removed: [personIdOf(2)] }]);
  });

  it('sums the unread counts as they change', async () => {
    const { views, toldOf } = await setupViews([room(1, { unread: 2 })]);
    views.apply({ ...noChanges, rooms: [room(1, { unread: 0 }), room(2, { unread: 7 })] });
    expect(views.server().unread).toBe(7);
    expect(toldOf('server.changed')).toMatchObject([{ unread: 7 }]);
  });

  it('is told once for each change, and not at all where nothing changed', async () => {
    const { views, told, known } = await setupViews();
    views.refresh();
    views.refresh();
    views.apply(noChanges);
    expect(told).toHaveLength(1);
    Object.assign(known, { name: 'Lab' });
    views.refresh();
    expect(told.at(-1)).toEqual(['server.changed', expect.objectContaining({ name: 'Lab' })]);
  });

  it('tells what a commit changed, each under this server', async () => {
    const { views, told } = await setupViews();
    const timeline = { roomId: roomIdOf(1), items: [], removed: ['gone'], isLive: true };
    const failure = { commandId: commandIdOf(1), kind: 'room.join', roomId: null, reason: { type: 'wrong_server' } };
    views.apply({
      ...noChanges,
      people: [person(2)],
      rooms: [room(1)],
      timeline: [timeline],
      failed: [failure],
      outbox: { waiting: 4, failed: 1 },
    });
    expect(told).toEqual([
      ['person.changed', { serverId, people: [person(2)], removed: [] }],
      ['room.changed', { serverId, rooms: [room(1)], removed: [] }],
      ['timeline.changed', { serverId, ...timeline }],
      ['command.failed', { serverId, ...failure }],
      ['server.changed', expect.objectContaining({ outbox: { waiting: 4, failed: 1 } })],
    ]);
  });

  it('says in which rooms this person is newly, and not in those that wait or were there', async () => {
    const { views } = await setupViews([room(1), room(2, { isMember: false })]);
    const rooms = [room(1), room(2), room(3), room(4, { isWaiting: true }), room(5, { isMember: false })];
    expect(views.apply({ ...noChanges, rooms })).toEqual([roomIdOf(2), roomIdOf(3)]);
    expect(views.apply({ ...noChanges, rooms })).toEqual([]);
  });

  it('[P20] has everybody’s presence unknown until it is heard, and again when it is lost', async () => {
    const { views, toldOf } = await setupViews([], [person(1, { isMe: true }), person(2), person(3)]);
    const presences = () => views.people().map(({ presence }) => presence);
    expect(presences()).toEqual([null, null, null]);
    views.connection({ type: 'catching_up' }, true);
    views.presence([[personIdOf(2), 'away', null]]);
    views.connection({ type: 'online' }, true);
    expect(presences()).toEqual(['here', 'away', 'offline']);
    views.connection({ type: 'reconnecting', since: 0, nextTryAt: 1, problem: { type: 'timed_out' } }, false);
    expect(presences()).toEqual([null, null, null]);
    const told = toldOf('person.changed') as { readonly people: readonly PersonView[] }[];
    expect(told.map(({ people }) => people.map(({ presence }) => presence))).toEqual([
      ['here', 'offline', 'offline'],
      ['away'],
      [null, null, null],
    ]);
  });

  it('[P20] has the presence of somebody who was heard of before they were known', async () => {
    const { views } = await setupViews();
    views.connection({ type: 'catching_up' }, true);
    views.presence([[personIdOf(2), 'away', null]]);
    views.apply({ ...noChanges, people: [person(2)] });
    expect(views.people()).toMatchObject([{ presence: 'away' }]);
  });

  it('[P20] keeps the presence of so many invented people and no more, and of known ones always', async () => {
    const { views } = await setupViews([], [person(1)]);
    views.connection({ type: 'online' }, true);
    const firsts = Array.from({ length: maxStrangers }, (_, index) => personIdOf(index + 2));
    views.presence(firsts.map((personId) => [personId, 'here', null]));
    const late = maxStrangers + 2;
    views.presence([
      [personIdOf(late), 'here', null],
      [personIdOf(1), 'away', null],
    ]);
    views.apply({ ...noChanges, people: [person(2), person(late)] });
    expect(views.people().map(({ presence }) => presence)).toEqual(['away', 'here', 'offline']);
    // Whoever is known makes room for somebody else.
    views.presence([[personIdOf(late + 1), 'here', null]]);
    views.apply({ ...noChanges, people: [person(late + 1)] });
    expect(views.people().at(-1)).toMatchObject({ presence: 'here' });
  });

  it('[P20] tells no presence of people it does not know', async () => {
    const { views, told } = await setupViews([], [person(2)]);
    views.presence([[personIdOf(9), 'here', null]]);
    expect(told).toEqual([]);
  });
});
