import { SvelteMap } from 'svelte/reactivity';
import type { Clock } from '#shared/clock.ts';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import { isDraftText } from '#shared/domain/text.ts';
import { createListenerSet } from '#shared/listener-set.ts';
import { createThrottle, type Throttle } from '#shared/throttle.ts';
import type { ChatCalls } from './calls.ts';
import { readEntries, writeEntries, type TabStore } from './tab-store.ts';

const storeKey = 'hallway.drafts';
const heldKey = 'hallway.drafts.held';
/** How old what the disk has may be while somebody types, at most. */
const keepEveryMs = 500;

interface RoomPlace {
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}

interface DraftsContext {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly store: TabStore;
}

/**
 * What is being written, by room. The page has it at once, and its tab through a reload; this device keeps it on its disk, so that
 * it is there again after the program ended, however it did.
 */
export class Drafts {
  readonly #chat: ChatCalls;
  readonly #store: TabStore;
  readonly #texts: SvelteMap<string, string>;
  /** Whose drafts on the disk were read: from then on this page knows better. */
  readonly #read = new Set<ServerId>();
  readonly #unkept = new Map<string, RoomPlace>();
  readonly #throttle: Throttle;
  readonly #filled = createListenerSet<undefined>();
  /** Sent, and not yet said to be on the disk. */
  #held: readonly (readonly [string, string])[] = [];

  constructor({ chat, clock, store }: DraftsContext) {
    this.#chat = chat;
    this.#store = store;
    this.#throttle = createThrottle(clock, keepEveryMs, () => {
      void this.keep();
    });
    this.#texts = new SvelteMap(readEntries(store, storeKey));
    // The page was loaded anew before these were answered: better to read them once more than to miss them.
    for (const [key, text] of readEntries(store, heldKey)) {
      const draft = this.#texts.get(key);
      this.#texts.set(key, draft === undefined ? text : `${text}\n${draft}`);
    }
    this.#write();
    chat.onOpen(() => {
      void this.keep();
    });
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
    this.#unkept.set(key, { serverId, roomId });
    this.#throttle.ask();
  }

  /** Reads what this device has kept of the server, once: what is being written on this page stays. */
  async load(serverId: ServerId): Promise<void> {
    if (this.#read.has(serverId)) return;
    const kept = await this.#chat.call('draft.list', { serverId });
    if (!kept.ok || this.#read.has(serverId)) return;
    this.#read.add(serverId);
    for (const { roomId, text } of kept.value) {
      const key = `${serverId}/${roomId}`;
      if (!this.#texts.has(key) && !this.#unkept.has(key)) this.#texts.set(key, text);
    }
    this.#write();
    this.#filled.call(undefined);
  }

  /** Calls back when drafts were read that the page did not have. */
  onFilled(listener: () => void): () => void {
    return this.#filled.add(listener);
  }

  /** Hands the disk what it does not have yet, without waiting any longer; resolves when it is there. What it does not take goes with the next. */
  async keep(): Promise<void> {
    const puts: Promise<unknown>[] = [];
    for (const [key, { serverId, roomId }] of this.#unkept) {
      // The disk keeps what was sent until that is queued there, and takes it away with that.
      if (this.#held.some(([held]) => held === key)) continue;
      const text = this.#texts.get(key) ?? '';
      this.#unkept.delete(key);
      // A page full of text that somebody is about to cut down is kept by the tab alone.
      if (text !== '' && !isDraftText(text)) continue;
      const put = this.#chat.call('draft.put', { serverId, roomId, text }).then(({ ok: isKept }) => {
        if (!isKept && !this.#unkept.has(key)) this.#unkept.set(key, { serverId, roomId });
      });
      puts.push(put);
    }
    await Promise.all(puts);
  }

  /** Keeps what leaves the composer until it is released: a reload before that brings it back. */
  hold({ serverId, roomId }: RoomPlace, text: string): () => void {
    const held = [`${serverId}/${roomId}`, text] as const;
    this.#held = [...this.#held, held];
    this.#write();
    return () => {
      this.#held = this.#held.filter((other) => other !== held);
      this.#write();
      this.#throttle.ask();
    };
  }

  #write(): void {
    writeEntries(this.#store, storeKey, this.#texts);
    writeEntries(this.#store, heldKey, this.#held);
  }
}
