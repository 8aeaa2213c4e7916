import type { PersonId, RoomId } from '#shared/domain/ids.ts';

/** What is on a device's screen. */
export interface Watch {
  readonly roomIds: readonly RoomId[];
  readonly personIds: readonly PersonId[];
  readonly everybody: boolean;
}

/** Who has whom on the screen, asked from either side. */
export interface PresenceWatches<Watcher> {
  /** Replaces what was watched before, and returns what of it is new. */
  set(watcher: Watcher, watch: Watch): Watch;
  remove(watcher: Watcher): void;
  ofPerson(personId: PersonId): ReadonlySet<Watcher>;
  ofRoom(roomId: RoomId): ReadonlySet<Watcher>;
  ofEverybody(): ReadonlySet<Watcher>;
}

const nothing: Watch = { roomIds: [], personIds: [], everybody: false };

export function createPresenceWatches<Watcher>(): PresenceWatches<Watcher> {
  const watches = new Map<Watcher, Watch>();
  const byPerson = createIndex<PersonId, Watcher>();
  const byRoom = createIndex<RoomId, Watcher>();
  const everybody = new Set<Watcher>();

  function remove(watcher: Watcher): void {
    const { personIds, roomIds } = watches.get(watcher) ?? nothing;
    for (const personId of personIds) byPerson.remove(personId, watcher);
    for (const roomId of roomIds) byRoom.remove(roomId, watcher);
    everybody.delete(watcher);
    watches.delete(watcher);
  }

  return {
    set: (watcher, watch) => {
      const before = watches.get(watcher) ?? nothing;
      remove(watcher);
      watches.set(watcher, watch);
      for (const personId of watch.personIds) byPerson.add(personId, watcher);
      for (const roomId of watch.roomIds) byRoom.add(roomId, watcher);
      if (watch.everybody) everybody.add(watcher);
      return {
        personIds: watch.personIds.filter((personId) => !before.personIds.includes(personId)),
        roomIds: watch.roomIds.filter((roomId) => !before.roomIds.includes(roomId)),
        everybody: watch.everybody && !before.everybody,
      };
    },
    remove,
    ofPerson: byPerson.get,
    ofRoom: byRoom.get,
    ofEverybody: () => everybody,
  };
}

function createIndex<Key, Watcher>() {
  const entries = new Map<Key, Set<Watcher>>();
  const none: ReadonlySet<Watcher> = new Set();
  return {
    add: (key: Key, watcher: Watcher): void => {
      const watchers = entries.get(key);
      if (watchers === undefined) entries.set(key, new Set([watcher]));
      else watchers.add(watcher);
    },
    remove: (key: Key, watcher: Watcher): void => {
      const watchers = entries.get(key);
      if (watchers?.delete(watcher) === true && watchers.size === 0) entries.delete(key);
    },
    get: (key: Key): ReadonlySet<Watcher> => entries.get(key) ?? none,
  };
}
