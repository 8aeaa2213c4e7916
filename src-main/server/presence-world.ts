import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { roomStream } from '#shared/domain/stream.ts';
import type { Directory } from './directory.ts';
import type { Hub } from './hub.ts';
import type { PresenceWorld } from './presence-tiers.ts';
import type { PresenceWatches } from './presence-watches.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

export interface PresenceWorldOptions {
  readonly directory: Directory;
  readonly hub: Hub;
  readonly watches: PresenceWatches<Session>;
}

/** The world of presence as directory, hub and watches know it: listeners are sessions that are live. */
export function createPresenceWorld({ directory, hub, watches }: PresenceWorldOptions): PresenceWorld<Session> {
  function isMember(session: Session, roomId: RoomId): boolean {
    const owner = ownerOf(session.state);
    return owner !== null && directory.membersOf(roomId).has(owner.personId);
  }

  return {
    roomsOf: (personId: PersonId) => directory.roomsOf(personId),
    memberCount: (roomId) => directory.membersOf(roomId).size,
    listenersIn: (roomId) => [...hub.subscribersOf(roomStream(roomId))].filter(({ sync }) => sync === 'live'),
    watchersOf: (personId) => watches.ofPerson(personId),
    watchersIn: (roomId) => [...watches.ofRoom(roomId)].filter((session) => isMember(session, roomId)),
  };
}
