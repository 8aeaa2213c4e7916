import { closeCodes } from '#shared/protocol/close-code.ts';
import type { Change } from '#shared/domain/fold.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import { isAllowed } from '#shared/domain/permission.ts';
import type { Claims } from './claims.ts';
import type { Directory } from './directory.ts';
import type { DoorKeeper } from './door.ts';
import type { Knocks } from './knocks.ts';
import { endOf, removedEnd, revokedEnd } from './logins.ts';
import type { Outgoing } from './outgoing.ts';
import type { SessionClosing, SessionEnd } from './session-closing.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/** What follows for sessions from who may come in, and who is told that somebody waits (T7, T10). */
export interface DoorWatch {
  /** An event is published that changes this; its author's and everybody's frames of it are on their way. */
  changed(change: Change): void;
  /** Another number of strangers waits. */
  tell(): void;
  /** Another number of devices waits that say they are this person's. */
  tellClaims(personId: PersonId): void;
  /** Somebody is live who may have to know. */
  introduce(session: Session, personId: PersonId): void;
}

export interface DoorWatchOptions {
  readonly directory: Pick<Directory, 'roleOf' | 'keepers'>;
  readonly registry: SessionRegistry;
  readonly door: DoorKeeper;
  readonly knocks: () => Pick<Knocks, 'forget' | 'retry' | 'waiting'>;
  readonly claims: () => Pick<Claims, 'forget' | 'hasSaid' | 'linked' | 'waiting'>;
  readonly closing: SessionClosing;
  readonly outgoing: Outgoing;
  /** The device that waited is somebody's. */
  readonly onLinked: (device: DeviceKey) => void;
}

const roomsGranted: SessionEnd = { code: closeCodes.resync, reason: 'an invite leads further' };
const doorMoved: SessionEnd = { code: closeCodes.resync, reason: 'the door is another' };

export function createDoorWatch(options: DoorWatchOptions): DoorWatch {
  const { directory, registry, door, knocks, claims, closing, outgoing } = options;

  function tellSessionClaims(session: Session, personId: PersonId): void {
    if (session.sync !== 'live') return;
    const params = { waiting: claims().waiting(personId) };
    outgoing.send(session, JSON.stringify({ type: 'signal', name: 'claims', params }));
  }

  /** To whoever may not let in there is nobody. */
  function waitingFor(personId: PersonId): number {
    const role = directory.roleOf(personId);
    return role !== null && isAllowed(role, 'knock.accept') ? knocks().waiting() : 0;
  }

  function tellSession(session: Session, personId: PersonId): void {
    if (session.sync !== 'live') return;
    const params = { waiting: waitingFor(personId) };
    outgoing.send(session, JSON.stringify({ type: 'signal', name: 'knocks', params }));
  }

  const sessionsOf = (device: DeviceKey) =>
    [...registry.all()].filter(({ state }) => ownerOf(state)?.device === device);

  return {
    changed: (change) => {
      switch (change.type) {
        case 'door.put':
          door.set(change.door);
          if (door.now() === 'open') knocks().retry(null);
          // What the others were told of it is no longer so; they come again and ask anew. Whoever waits as somebody's device was
          // told nothing of it, and may be in the middle of comparing digits.
          for (const session of registry.all())
            if (session.state.type === 'pending' && session.unanswered === 0 && !claims().hasSaid(session))
              closing.close(session, doorMoved);
          return;
        case 'device.accepted':
          // As somebody new: what its device says of whose it is does not count any more.
          for (const session of sessionsOf(change.device)) claims().forget(session);
          knocks().retry(change.device);
          return;
        case 'device.ban':
          if (change.isBanned) for (const session of sessionsOf(change.device)) closing.close(session, removedEnd);
          return;
        case 'device.link':
          claims().linked(change.device);
          for (const session of sessionsOf(change.device)) {
            knocks().forget(session);
            claims().forget(session);
          }
          options.onLinked(change.device);
          return;
        case 'device.revoke':
          for (const session of sessionsOf(change.device)) closing.close(session, revokedEnd);
          return;
        case 'person.standing': {
          const end = endOf(change.standing);
          for (const session of registry.ofPerson(change.personId)) if (end !== null) closing.close(session, end);
          return;
        }
        case 'invite.used':
          // The session frame says into which rooms an invite leads: whoever was in already comes again.
          for (const session of registry.ofPerson(change.personId))
            if (session.state.type === 'active') closing.close(session, roomsGranted);
          return;
        case 'person.role':
          for (const session of registry.ofPerson(change.personId)) tellSession(session, change.personId);
          return;
        default:
      }
    },
    tell: () => {
      for (const personId of directory.keepers())
        for (const session of registry.ofPerson(personId)) tellSession(session, personId);
    },
    tellClaims: (personId) => {
      for (const session of registry.ofPerson(personId)) tellSessionClaims(session, personId);
    },
    introduce: (session, personId) => {
      if (claims().waiting(personId) > 0) tellSessionClaims(session, personId);
      if (waitingFor(personId) > 0) tellSession(session, personId);
    },
  };
}
