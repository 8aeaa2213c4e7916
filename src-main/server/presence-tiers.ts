import type { PersonId, RoomId } from '#shared/domain/ids.ts';

/** What can be known about who would hear of a person, by whatever a listener is. */
export interface PresenceWorld<Listener> {
  roomsOf(personId: PersonId): Iterable<RoomId>;
  memberCount(roomId: RoomId): number;
  /** Listeners whose person is a member. */
  listenersIn(roomId: RoomId): Iterable<Listener>;
  /** Those with this person on the screen. */
  watchersOf(personId: PersonId): Iterable<Listener>;
  /** Those with this room on the screen whose person is a member of it. */
  watchersIn(roomId: RoomId): Iterable<Listener>;
  /** Those who have a list of everybody open. */
  everybodyWatchers(): Iterable<Listener>;
}

/**
 * How soon somebody hears: `now`, with the next flush, when the person or a room with the person in it is on the screen;
 * `soon`, within a second, in a common small room or with a list of everybody open; `late`, within five, in another common
 * room. Nobody is in two of them, and who is in none does not hear of it.
 */
export type PresenceTier = 'now' | 'soon' | 'late';

/** Rooms up to this size are small. */
export const maxSmallRoomMembers = 50;

/** Who hears of this person at that tier, so that a thousand arrivals do not cost a million frames (P20). */
export function presenceAudience<Listener>(
  world: PresenceWorld<Listener>,
  personId: PersonId,
  tier: PresenceTier,
): ReadonlySet<Listener> {
  const rooms = [...world.roomsOf(personId)];
  const now = collect([world.watchersOf(personId), ...rooms.map((room) => world.watchersIn(room))], []);
  if (tier === 'now') return now;
  const isSmall = (roomId: RoomId): boolean => world.memberCount(roomId) <= maxSmallRoomMembers;
  const nearby = rooms.filter(isSmall).map((room) => world.listenersIn(room));
  const soon = collect([world.everybodyWatchers(), ...nearby], [now]);
  if (tier === 'soon') return soon;
  const around = rooms.filter((room) => !isSmall(room)).map((room) => world.listenersIn(room));
  return collect(around, [now, soon]);
}

function collect<Listener>(
  groups: readonly Iterable<Listener>[],
  sooner: readonly ReadonlySet<Listener>[],
): Set<Listener> {
  const collected = new Set<Listener>();
  for (const group of groups) {
    for (const listener of group) if (!sooner.some((tier) => tier.has(listener))) collected.add(listener);
  }
  return collected;
}
