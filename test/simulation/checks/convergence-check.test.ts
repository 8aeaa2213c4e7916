import { describe, expect, it } from 'vitest';
import type { PersonView, RoomView, ServerView } from '#shared/ipc/chat-view.ts';
import { roomIdOf, serverIdOf } from '#test/support/sample-ids.ts';
import { checkConverged, type Picture, type Progress } from './convergence-check.ts';
import { ann, bob, club, logOf, modelOf, rowsOf, says, talk, type Line } from './sample-history.ts';

const server: ServerView = {
  serverId: serverIdOf(1),
  name: 'Office',
  personId: ann,
  displayName: 'Ann',
  connection: { type: 'online' },
  addresses: [],
  isVerified: false,
  knocks: 0,
  claims: 0,
  reports: 0,
  unread: 1,
  outbox: { waiting: 0, failed: 0 },
  holdup: null,
  healed: null,
  renewed: null,
};
const room: RoomView = {
  roomId: club,
  kind: 'channel',
  visibility: 'private',
  history: 'joined',
  name: 'club',
  topic: '',
  createdBy: ann,
  memberIds: [ann, bob],
  isMember: true,
  isClosed: false,
  isBlocked: false,
  unread: 1,
  isNew: false,
  lastRead: 2,
  firstUnread: null,
  waiting: 0,
  isWaiting: false,
  lastAt: 0,
};

function person(personId: typeof ann, displayName: string): PersonView {
  return {
    personId,
    displayName,
    role: 'member',
    standing: 'active',
    standingSince: 0,
    isMe: false,
    vouched: null,
    isBlocked: false,
    presence: null,
    lastSeenAt: null,
  };
}

const people = [person(ann, 'Ann'), person(bob, 'Bob')];
/** Of three items Ann has read two. */
const progress: Progress = { lastRead: () => 2, readUpTo: () => 2, lostRooms: null };

function problems(change: Partial<Picture> = {}, lines: readonly Line[] = talk): string[] {
  const picture = { client: 'Ann', person: ann, server, rooms: [room], people, timelines: new Map(), ...change };
  return checkConverged(modelOf(logOf(lines)), picture, progress).map(({ problem }) => problem);
}

describe('the check of convergence', () => {
  it('[I9] finds nothing in a picture of what the log says', () => {
    expect(problems()).toEqual([]);
  });

  it.each<[string, Partial<Picture>]>([
    ['no connection', { server: { ...server, connection: { type: 'connecting' } } }],
    ['commands that wait', { server: { ...server, outbox: { waiting: 1, failed: 0 } } }],
    ['a wrong sum of what is unread', { server: { ...server, unread: 2 } }],
    ['a name that was changed', { people: [person(ann, 'Ann'), person(bob, 'Rob')] }],
    ['somebody it has not heard of', { people: people.slice(0, 1) }],
    ['a room it lacks', { rooms: [], server: { ...server, unread: 0 } }],
    ['a room it does not know it is in', { rooms: [{ ...room, isMember: false }] }],
    ['another name of a room', { rooms: [{ ...room, name: 'pub' }] }],
    ['another topic', { rooms: [{ ...room, topic: 'beer' }] }],
    ['a member too few', { rooms: [{ ...room, memberIds: [ann] }] }],
    ['a wrong count of what is unread', { rooms: [{ ...room, unread: 0 }], server: { ...server, unread: 0 } }],
    ['a room that nobody made', { rooms: [room, { ...room, roomId: roomIdOf(7), unread: 0 }] }],
  ])('[I9] finds %s', (_what, change) => {
    expect(problems(change)).toHaveLength(1);
  });

  it('[I9] finds a room that it was removed from and thinks it is in', () => {
    expect(problems({}, [...talk, [bob, 'room.memberRemoved', { personId: ann }]])).toHaveLength(1);
  });

  it('[D4] finds a direct message that is not shown as delivered, or as read', () => {
    const lines: Line[] = [
      ...talk.slice(0, 2),
      [ann, 'direct.opened', { personIds: [bob] }],
      says(ann, 'hi'),
      says(ann, 'you?'),
      says(ann, 'hm'),
    ];
    const rows = rowsOf(logOf(lines).slice(3), ann);
    const direct: RoomView = { ...room, kind: 'direct', name: null };
    const shown = (...states: readonly ('sent' | 'delivered' | 'read')[]) => {
      const items = rows.map((row, at) => ({ ...row, delivery: states[at] ?? 'sent' }) as (typeof rows)[number]);
      return problems({ rooms: [direct], timelines: new Map([[club, items]]) }, lines);
    };
    expect(shown('read', 'read', 'delivered')).toEqual([]);
    expect(shown('read', 'read', 'sent')).toHaveLength(1);
    expect(shown('read', 'delivered', 'delivered')).toHaveLength(1);
    expect(shown('read', 'read', 'read')).toHaveLength(1);
  });
});
