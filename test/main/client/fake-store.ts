import type { ClientStore } from '#main/storage/client-store.ts';
import type { StoreChanges } from '#main/storage/store-changes.ts';

export const noChanges: StoreChanges = {
  rooms: [],
  removedRooms: [],
  people: [],
  removedPeople: [],
  timeline: [],
  failed: [],
  settled: [],
  outbox: null,
  holeCounts: null,
  holes: [],
  isResyncNeeded: false,
  isMarkerMoved: false,
  isDisplayNameChanged: false,
};

/** A store that has only the verbs given; any other one rejects. */
export function fakeStore(verbs: Partial<ClientStore>): ClientStore {
  return new Proxy(verbs as ClientStore, {
    get: (target, verb: string) =>
      (Reflect.get(target, verb) as unknown) ?? (() => Promise.reject(new Error(`${verb} is not expected here`))),
  });
}
