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
}

/**
 * Who hears of one person (P20). Few are told one by one, each once: `now`, with the next flush, whoever has the person or a
 * small common room on the screen; `soon`, within a second, the other members of small common rooms. The members of large
 * common rooms are told room by room, all of them the same: at once if they have the room on the screen, else within five
 * seconds. So a thousand arrivals cost neither a million frames nor a million look-ups.
 */
export interface PresenceAudience<Listener> {
  readonly now: ReadonlySet<Listener>;
  readonly soon: ReadonlySet<Listener>;
  readonly largeRooms: readonly RoomId[];
}

/** Rooms up to this size are small. */
export const maxSmallRoomMembers = 50;

export function presenceAudience<Listener>(
  world: PresenceWorld<Listener>,
  personId: PersonId,
): PresenceAudience<Listener> {
  const now = new Set(world.watchersOf(personId));
  const soon = new Set<Listener>();
  const largeRooms: RoomId[] = [];
  for (const roomId of world.roomsOf(personId)) {
    if (world.memberCount(roomId) > maxSmallRoomMembers) {
      largeRooms.push(roomId);
      continue;
    }
    for (const listener of world.watchersIn(roomId)) now.add(listener);
    for (const listener of world.listenersIn(roomId)) soon.add(listener);
  }
  for (const listener of now) soon.delete(listener);
  return { now, soon, largeRooms };
}
