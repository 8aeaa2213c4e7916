import { describe, expect, it } from 'vitest';
import { presenceAudience, type PresenceWorld } from '#main/server/presence-tiers.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const ada = personIdOf(1);
const [small, large] = [roomIdOf(1), roomIdOf(2)];

interface Screens {
  readonly people?: Record<PersonId, string[]>;
  readonly rooms?: Record<RoomId, string[]>;
}

/** Ada is in both rooms; listeners are names. */
function setupWorld({ people = {}, rooms = {} }: Screens = {}): PresenceWorld<string> {
  const listeners: Record<RoomId, string[]> = { [small]: ['ben', 'cleo'], [large]: ['cleo', 'dan', 'eve'] };
  return {
    roomsOf: () => [large, small],
    memberCount: (room) => (room === small ? 50 : 51),
    listenersIn: (room) => listeners[room] ?? [],
    watchersOf: (person) => people[person] ?? [],
    watchersIn: (room) => rooms[room] ?? [],
  };
}

describe('[P20] who hears of somebody', () => {
  it.each([
    { case: 'nobody looks: the small room soon', screens: {}, now: [], soon: ['ben', 'cleo'] },
    { case: 'the person is looked at', screens: { people: { [ada]: ['zoe'] } }, now: ['zoe'], soon: ['ben', 'cleo'] },
    { case: 'the room is looked at', screens: { rooms: { [small]: ['ben'] } }, now: ['ben'], soon: ['cleo'] },
    {
      case: 'both are',
      screens: { people: { [ada]: ['ben'] }, rooms: { [small]: ['ben'] } },
      now: ['ben'],
      soon: ['cleo'],
    },
    { case: 'a large room is looked at', screens: { rooms: { [large]: ['eve'] } }, now: [], soon: ['ben', 'cleo'] },
  ])('one by one, when $case', ({ screens, now, soon }) => {
    const audience = presenceAudience(setupWorld(screens), ada);
    expect([[...audience.now], [...audience.soon]]).toEqual([now, soon]);
  });

  it('room by room, where that is larger than fifty', () => {
    expect(presenceAudience(setupWorld(), ada).largeRooms).toEqual([large]);
  });

  it('nobody who shares no room and looks at nothing', () => {
    const audience = presenceAudience({ ...setupWorld(), roomsOf: () => [] }, ada);
    expect([audience.now.size, audience.soon.size, audience.largeRooms.length]).toEqual([0, 0, 0]);
  });
});
