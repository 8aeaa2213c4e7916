import { SvelteMap } from 'svelte/reactivity';
import type { PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatCalls } from './calls.ts';

const nobody: readonly PersonId[] = [];

/** Who else is typing in the rooms on the screen. */
export class Typing {
  readonly #people = new SvelteMap<string, readonly PersonId[]>();

  constructor(chat: ChatCalls) {
    chat.on('typing.changed', ({ serverId, roomId, personIds }) => {
      if (personIds.length === 0) this.#people.delete(keyOf(serverId, roomId));
      else this.#people.set(keyOf(serverId, roomId), personIds);
    });
    // The client process that would say that it ended may be gone.
    chat.onOpen(() => {
      this.#people.clear();
    });
  }

  /** In the order in which they began. */
  in(serverId: ServerId, roomId: RoomId): readonly PersonId[] {
    return this.#people.get(keyOf(serverId, roomId)) ?? nobody;
  }
}

function keyOf(serverId: ServerId, roomId: RoomId): string {
  return `${serverId} ${roomId}`;
}
