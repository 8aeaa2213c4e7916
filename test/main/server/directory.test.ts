import { describe, expect, it } from 'vitest';
import { createDirectory } from '#main/server/directory.ts';
import type { Name } from '#shared/domain/name.ts';
import type { Room } from '#shared/domain/room.ts';
import { deviceKeyOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const [ada, ben] = [personIdOf(1), personIdOf(2)];
const general = roomIdOf(1);

function room(overrides: Partial<Room> = {}): Room {
  const shape = { kind: 'channel', visibility: 'public', history: 'everything', name: 'general', topic: '' } as const;
  return { roomId: general, ...shape, createdBy: ada, createdAt: 0, ...overrides };
}

function person(id = ada) {
  const entry = {
    displayName: 'Ada' as Name,
    role: 'member',
    standing: 'active',
    standingSince: 0,
    devices: [deviceKeyOf(1)],
  } as const;
  return { personId: id, ...entry, devices: [...entry.devices] };
}

function setupDirectory() {
  const people = [person(ada), person(ben)].map((each) => ({ ...each, lastSeenAt: null }));
  return createDirectory({ people, rooms: [{ room: room(), memberIds: [ada] }] });
}

describe('the directory', () => {
  it('starts as the log has it', () => {
    const directory = setupDirectory();
    expect(directory.counts()).toEqual({ people: 2, rooms: 1 });
    expect([...directory.membersOf(general)]).toEqual([ada]);
    expect([...directory.roomsOf(ada)]).toEqual([general]);
    expect([...directory.roomsOf(ben)]).toEqual([]);
    expect([...directory.people()]).toEqual([ada, ben]);
  });

  it('counts people, and not the server, which is one in its log', () => {
    const server = { ...person(personIdOf(3)), role: 'server' as const, lastSeenAt: null };
    const directory = createDirectory({ people: [server, { ...person(), lastSeenAt: null }], rooms: [] });
    expect(directory.counts()).toEqual({ people: 1, rooms: 0 });
    const { displayName } = person();
    directory.apply({
      type: 'person.put',
      personId: ben,
      displayName,
      role: 'member',
      device: deviceKeyOf(2),
    } as never);
    expect(directory.counts()).toEqual({ people: 2, rooms: 0 });
  });

  it('[P3] follows the changes of events', () => {
    const directory = setupDirectory();
    const chat = roomIdOf(2);
    directory.apply({ type: 'room.put', room: room({ roomId: chat, kind: 'direct', name: null }) });
    directory.apply({ type: 'member.add', roomId: chat, personId: ada });
    directory.apply({ type: 'member.add', roomId: chat, personId: ben });
    directory.apply({ type: 'member.remove', roomId: general, personId: ada });
    expect([...directory.membersOf(chat)]).toEqual([ada, ben]);
    expect([...directory.roomsOf(ada)]).toEqual([chat]);
  });

  it('knows a person from the moment of the admission', () => {
    const directory = setupDirectory();
    const cleo = personIdOf(3);
    expect(directory.isPerson(cleo)).toBe(false);
    directory.apply({ type: 'person.put', personId: cleo, displayName: 'Cleo' as Name, role: 'member' });
    directory.apply({ type: 'device.put', personId: cleo, device: deviceKeyOf(3) });
    expect(directory.isPerson(cleo)).toBe(true);
    expect([...directory.roomsOf(cleo)]).toEqual([]);
  });

  it('knows no members of a room it does not know', () => {
    const directory = setupDirectory();
    expect([...directory.membersOf(roomIdOf(9))]).toEqual([]);
  });
});
