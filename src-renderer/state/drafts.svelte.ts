import { SvelteMap } from 'svelte/reactivity';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import { readEntries, writeEntries, type TabStore } from './tab-store.ts';

const storeKey = 'hallway.drafts';

/** What is being written, by room. */
export class Drafts {
  readonly #store: TabStore;
  readonly #texts: SvelteMap<string, string>;

  constructor(store: TabStore) {
    this.#store = store;
    this.#texts = new SvelteMap(readEntries(store, storeKey));
  }

  get(serverId: ServerId, roomId: RoomId): string {
    return this.#texts.get(`${serverId}/${roomId}`) ?? '';
  }

  set({ serverId, roomId }: { readonly serverId: ServerId; readonly roomId: RoomId }, text: string): void {
    const key = `${serverId}/${roomId}`;
    if (text.trim() === '') this.#texts.delete(key);
    else this.#texts.set(key, text);
    writeEntries(this.#store, storeKey, this.#texts);
  }
}
