import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { LogEvent } from '#test/simulation/checks/log-event.ts';
import { createLogModel, type LogModel } from '#test/simulation/checks/log-model.ts';

/** What must come of a command. */
export type Expected =
  | { readonly type: 'event'; readonly seq: number; readonly streamSeq: number; readonly itemNumber: number | null }
  /** What it asks for is so already. */
  | { readonly type: 'already' }
  | { readonly type: 'refused for good' }
  | { readonly type: 'out_of_order' | 'number_used'; readonly expected: number };

/** A log by its rules alone, in maps and lists: sameness, numbers, and who may do what. */
export interface PlainLog {
  readonly events: LogModel;
  nextNumber(person: PersonId): number;
  /** What came of a command before; undefined when it is new. */
  resultOf(person: PersonId, commandId: string): string | undefined;
  /** A new command under the next number; its event, if it has one, is told by `add`. */
  judge(person: PersonId, wish: Wish): Expected;
  /** The number is used up, and this is for ever what came of the command. */
  settle(person: PersonId, commandId: string, result: string): void;
  consume(person: PersonId): void;
  add(event: LogEvent): void;
}

export interface Wish {
  readonly kind: 'message.send' | 'room.join' | 'room.leave' | 'room.invite' | 'room.create';
  readonly roomId: RoomId;
  readonly whom: PersonId | null;
}

export function createPlainLog(serverPerson: PersonId): PlainLog {
  const model = createLogModel(serverPerson);
  const lastNumber = new Map<PersonId, number>();
  const results = new Map<string, string>();
  const consume = (person: PersonId): void => {
    lastNumber.set(person, (lastNumber.get(person) ?? 0) + 1);
  };

  function nextEvent(roomId: RoomId, isItem: boolean): Expected {
    const room = model.rooms.get(roomId);
    return {
      type: 'event',
      seq: model.events.length + 1,
      streamSeq: (room?.events.length ?? 0) + 1,
      itemNumber: isItem ? (room?.itemHead ?? 0) + 1 : null,
    };
  }

  return {
    events: model,
    nextNumber: (person) => (lastNumber.get(person) ?? 0) + 1,
    resultOf: (person, commandId) => results.get(`${person} ${commandId}`),
    judge: (person, { kind, roomId, whom }) => {
      if (kind === 'room.create') return nextEvent(roomId, false);
      const room = model.rooms.get(roomId);
      const isMember = room?.members.has(person) === true;
      if (kind === 'room.join') {
        if (isMember) return { type: 'already' };
        return room?.visibility === 'public' ? nextEvent(roomId, false) : { type: 'refused for good' };
      }
      // Of a private room nobody outside may know that it is there.
      if (!isMember && kind === 'room.leave' && room?.visibility === 'public') return { type: 'already' };
      if (!isMember) return { type: 'refused for good' };
      if (kind === 'room.invite' && whom !== null && room.members.has(whom)) return { type: 'already' };
      return nextEvent(roomId, kind === 'message.send');
    },
    settle: (person, commandId, result) => {
      results.set(`${person} ${commandId}`, result);
      consume(person);
    },
    consume,
    add: model.add,
  };
}
