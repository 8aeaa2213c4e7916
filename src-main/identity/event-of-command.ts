import * as v from 'valibot';
import { commandBodies, type CommandEnvelope } from '#shared/domain/command.ts';
import { directPeople } from '#shared/domain/decide/direct.ts';
import { eventKinds } from '#shared/domain/event.ts';
import { roomIdSchema, type PersonId, type RoomId } from '#shared/domain/ids.ts';
import { personStream, roomStream, serverStream, type Stream } from '#shared/domain/stream.ts';
import type { Ids } from './ids.ts';

const commandKinds: ReadonlyMap<string, string> = new Map(Object.entries(eventKinds));
const knownEventKinds: ReadonlySet<string> = new Set(commandKinds.values());
const withRoom = v.object({ roomId: roomIdSchema });

/** Whether the event is the one that such a command becomes. Where this build knows neither kind they may be a pair (D7). */
export function isKindOf(eventKind: string, commandKind: string): boolean {
  const expected = commandKinds.get(commandKind);
  return expected === undefined ? !knownEventKinds.has(eventKind) : expected === eventKind;
}

/** The stream that the author's command belongs to, wherever the server put it; null where this build cannot know. */
export function streamMeant(
  ids: Ids,
  person: PersonId,
  { kind, commandId, body }: Pick<CommandEnvelope, 'kind' | 'commandId' | 'body'>,
): Stream | null {
  switch (kind) {
    case 'person.admit':
    case 'person.rename':
      return serverStream;
    case 'person.setBlock':
    case 'report.create':
    case 'report.close':
      return personStream(person);
    case 'room.create':
      return roomStream(ids.objectId(person, commandId) as RoomId);
    case 'direct.open': {
      const opened = v.safeParse(commandBodies['direct.open'], body);
      return opened.success ? roomStream(ids.directId(directPeople(person, opened.output.personIds))) : null;
    }
    default: {
      const meant = v.safeParse(withRoom, body);
      return meant.success ? roomStream(meant.output.roomId) : null;
    }
  }
}
