import type { Door } from '#shared/domain/door.ts';
import type { PersonId } from '#shared/domain/ids.ts';
import type { EventLog } from '../storage/event-log.ts';
import type { ChatServer } from './chat-server.ts';

/** The door that whoever started the server asked for: set once, by the server itself, so that the log holds it (T7). */
export interface DoorWish {
  /**
   * Sets it where that has not been done yet; false where the log takes nothing, because it is healing or its disk fails: then it has
   * to be tried again.
   */
  fulfil(): Promise<boolean>;
}

export interface DoorWishOptions {
  readonly log: Pick<EventLog, 'readDoor'>;
  readonly chat: Pick<ChatServer, 'act'>;
  /** The server as a person. */
  readonly serverPersonId: PersonId;
  /** Null: the door stays as it is. */
  readonly door: Door | null;
}

export function createDoorWish({ log, chat, serverPersonId, door }: DoorWishOptions): DoorWish {
  let isDone = door === null;

  async function set(wanted: Door): Promise<boolean> {
    const now = await log.readDoor(serverPersonId, {});
    // Where it is so already, a while in which everybody may come in goes on.
    if (now.ok && now.value.door === wanted) return true;
    return chat.act({ kind: 'server.setDoor', body: { door: wanted, openUntil: 0 } });
  }

  return {
    fulfil: async () => {
      if (door !== null && !isDone) isDone = await set(door);
      return isDone;
    },
  };
}
