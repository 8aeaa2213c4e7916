import type { PersonId } from '#shared/domain/ids.ts';
import { bestPresence, offlineAfterMs, type DevicePresence, type PresenceState } from '#shared/domain/presence.ts';
import type { Clock } from '#shared/clock.ts';

/** How each person is: the best of their devices, and offline some time after the last one went (P20). */
export interface PresenceBoard<Device> {
  set(personId: PersonId, device: Device, state: DevicePresence): void;
  remove(personId: PersonId, device: Device): void;
  /** Lets those go whose time is up. */
  expire(): void;
  stateOf(personId: PersonId): PresenceState;
  /** Milliseconds of the server's clock; null while not offline, or not known. */
  lastSeenAt(personId: PersonId): number | null;
  /** Everybody not offline. */
  present(): Iterable<PersonId>;
  /** Everybody who was seen since the last call, with the time. */
  takeSeen(): { readonly personId: PersonId; readonly at: number }[];
}

export interface PresenceBoardOptions {
  readonly clock: Clock;
  readonly lastSeen: Iterable<readonly [PersonId, number]>;
  readonly onChange: (personId: PersonId, before: PresenceState) => void;
}

interface Present<Device> {
  readonly devices: Map<Device, DevicePresence>;
  state: PresenceState;
}

export function createPresenceBoard<Device>({
  clock,
  lastSeen,
  onChange,
}: PresenceBoardOptions): PresenceBoard<Device> {
  const people = new Map<PersonId, Present<Device>>();
  /** When the last device went, by the clock that never jumps. */
  const leftAt = new Map<PersonId, number>();
  const seenAt = new Map(lastSeen);
  let goneSinceTaken = new Set<PersonId>();

  function update(personId: PersonId, present: Present<Device>): void {
    const state = bestPresence(present.devices.values());
    const before = present.state;
    if (state === before) return;
    present.state = state;
    onChange(personId, before);
  }

  function depart(personId: PersonId): void {
    const before = people.get(personId)?.state ?? 'offline';
    people.delete(personId);
    leftAt.delete(personId);
    onChange(personId, before);
  }

  return {
    set: (personId, device, state) => {
      const present = people.get(personId) ?? { devices: new Map(), state: 'offline' };
      people.set(personId, present);
      leftAt.delete(personId);
      present.devices.set(device, state);
      update(personId, present);
    },
    remove: (personId, device) => {
      const present = people.get(personId);
      if (present?.devices.delete(device) !== true) return;
      seenAt.set(personId, clock.now());
      goneSinceTaken.add(personId);
      if (present.devices.size === 0) leftAt.set(personId, clock.monotonic());
      else update(personId, present);
    },
    expire: () => {
      const now = clock.monotonic();
      for (const [personId, at] of leftAt) if (now - at >= offlineAfterMs) depart(personId);
    },
    stateOf: (personId) => people.get(personId)?.state ?? 'offline',
    lastSeenAt: (personId) => (people.has(personId) ? null : (seenAt.get(personId) ?? null)),
    present: () => people.keys(),
    takeSeen: () => {
      const now = clock.now();
      for (const [personId, { devices }] of people) {
        if (devices.size === 0) continue;
        seenAt.set(personId, now);
        goneSinceTaken.add(personId);
      }
      const seen = [...goneSinceTaken].map((personId) => ({ personId, at: seenAt.get(personId) ?? now }));
      goneSinceTaken = new Set();
      return seen;
    },
  };
}
