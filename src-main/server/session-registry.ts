import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/** Every session there is, and those that have logged in by device and person. */
export interface SessionRegistry {
  add(session: Session): void;
  /** The session that has this device; at most one does (P14). */
  ofDevice(device: DeviceKey): Session | null;
  /** After login: the device is this session's. */
  claim(session: Session): void;
  remove(session: Session): void;
  all(): ReadonlySet<Session>;
  ofPerson(personId: PersonId): ReadonlySet<Session>;
  /** Whose sessions have logged in. */
  people(): readonly PersonId[];
}

const none: ReadonlySet<Session> = new Set();

export function createSessionRegistry(): SessionRegistry {
  const all = new Set<Session>();
  const byDevice = new Map<DeviceKey, Session>();
  const byPerson = new Map<PersonId, Set<Session>>();

  return {
    add: (session) => {
      all.add(session);
    },
    ofDevice: (device) => byDevice.get(device) ?? null,
    claim: (session) => {
      const owner = ownerOf(session.state);
      if (owner === null) return;
      byDevice.set(owner.device, session);
      const ofPerson = byPerson.get(owner.personId);
      if (ofPerson === undefined) byPerson.set(owner.personId, new Set([session]));
      else ofPerson.add(session);
    },
    remove: (session) => {
      all.delete(session);
      const owner = ownerOf(session.state);
      if (owner === null) return;
      if (byDevice.get(owner.device) === session) byDevice.delete(owner.device);
      const ofPerson = byPerson.get(owner.personId);
      if (ofPerson?.delete(session) === true && ofPerson.size === 0) byPerson.delete(owner.personId);
    },
    all: () => all,
    ofPerson: (personId) => byPerson.get(personId) ?? none,
    people: () => [...byPerson.keys()],
  };
}
