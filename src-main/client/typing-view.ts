import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { typingTimes } from '#shared/domain/typing.ts';
import type { TimelineChange } from '../storage/store-changes.ts';

/** Who else is typing in the rooms on the screen, as the server says it; believed only for so long (P21). */
export interface TypingView {
  hear(roomId: RoomId, personIds: readonly PersonId[]): void;
  /** What somebody typed is there. */
  said(changes: readonly TimelineChange[]): void;
  /** These rooms are on the screen: of the others nothing is heard any more. */
  watch(roomIds: readonly RoomId[]): void;
  /** The server is not heard any more. */
  close(): void;
}

export interface TypingViewContext {
  readonly clock: Clock;
  /** Not this person, nor anybody they do not want to hear. */
  readonly isHeard: (personId: PersonId) => boolean;
  readonly tell: (roomId: RoomId, personIds: readonly PersonId[]) => void;
}

interface Heard {
  readonly personIds: readonly PersonId[];
  readonly cancelEnd: CancelTimer;
}

export function createTypingView({ clock, isHeard, tell }: TypingViewContext): TypingView {
  const heard = new Map<RoomId, Heard>();
  let watched: readonly RoomId[] = [];

  function put(roomId: RoomId, personIds: readonly PersonId[]): void {
    heard.get(roomId)?.cancelEnd();
    if (personIds.length === 0) heard.delete(roomId);
    else heard.set(roomId, { personIds, cancelEnd: clock.after(typingTimes.serverMs, () => end(roomId)) });
    tell(roomId, personIds);
  }

  function end(roomId: RoomId): void {
    if (heard.has(roomId)) put(roomId, []);
  }

  return {
    hear: (roomId, personIds) => {
      const others = personIds.filter(isHeard);
      if (watched.includes(roomId) && (others.length > 0 || heard.has(roomId))) put(roomId, others);
    },
    said: (changes) => {
      for (const { roomId, items, isLive } of changes) {
        const before = heard.get(roomId)?.personIds ?? [];
        const isThere = (personId: PersonId) =>
          items.some((item) => item.type === 'message' && item.author === personId);
        if (!isLive || !before.some(isThere)) continue;
        put(
          roomId,
          before.filter((personId) => !isThere(personId)),
        );
      }
    },
    watch: (roomIds) => {
      watched = roomIds;
      for (const roomId of [...heard.keys()]) if (!roomIds.includes(roomId)) end(roomId);
    },
    close: () => {
      for (const roomId of [...heard.keys()]) end(roomId);
    },
  };
}
