import { SvelteMap } from 'svelte/reactivity';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import { readEntries, writeEntries, type TabStore } from './tab-store.ts';

const storeKey = 'hallway.drafts';
const heldKey = 'hallway.drafts.held';

interface RoomPlace {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}

/** What is being written, by room. */
export class Drafts {
  readonly #store: TabStore;
  readonly #texts: SvelteMap<string, string>;
  /** Sent, and not yet said to be on the disk. */
  #held: readonly (readonly [string, string])[] = [];

  constructor(store: TabStore) {
    this.#store = store;
    this.#texts = new SvelteMap(readEntries(store, storeKey));
    // The page was loaded anew before these were answered: better to read them once more than to miss them.
    for (const [key, text] of readEntries(store, heldKey)) {
      const draft = this.#texts.get(key);
      this.#texts.set(key, draft === undefined ? text : `${text}\n${draft}`);
    }
    this.#write();
  }

  get(serverId: ServerId, roomId: RoomId): string {
    return this.#texts.get(`${serverId}/${roomId}`) ?? '';
  }

  /** Everything that is being written anywhere. */
  all(): readonly string[] {
    return [...this.#texts.values()];
  }

  set({ serverId, roomId }: RoomPlace, text: string): void {
    const key = `${serverId}/${roomId}`;
    if (text.trim() === '') this.#texts.delete(key);
    else this.#texts.set(key, text);
    this.#write();
  }

  /** Keeps what leaves the composer until it is released: a reload before that brings it back. */
  hold({ serverId, roomId }: RoomPlace, text: string): () => void {
    const held = [`${serverId}/${roomId}`, text] as const;
    this.#held = [...this.#held, held];
    this.#write();
    return () => {
      this.#held = this.#held.filter((other) => other !== held);
      this.#write();
    };
  }

  #write(): void {
    writeEntries(this.#store, storeKey, this.#texts);
    writeEntries(this.#store, heldKey, this.#held);
  }
}
