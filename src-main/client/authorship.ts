import * as v from 'valibot';
import { commandBodies } from '#shared/domain/command.ts';
import { directPeople } from '#shared/domain/decide/direct.ts';
import { eventKinds } from '#shared/domain/event.ts';
import { roomIdSchema, type RoomId, type ServerId } from '#shared/domain/ids.ts';
import { roomStream, serverStream, type Stream } from '#shared/domain/stream.ts';
import type { EventFrame } from '#shared/protocol/event-frame.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import { isCommandSigned } from '../identity/command-signature.ts';
import { createIds, type Ids } from '../identity/ids.ts';
import type { SignatureVerifier } from '../identity/signature-verifier.ts';

/** An event by its schema, and as it came: what was signed may hold fields that this build does not know (P9). */
export interface ReceivedEvent {
  readonly frame: EventFrame;
  readonly json: unknown;
}

/**
 * Whether the person an event is attributed to wrote it, for this server, into this room (P10, P11). Takes some 100 µs. The
 * server cannot make this hold for words it puts into somebody's mouth, nor for words it moves to another room.
 */
export type IsAuthentic = (event: ReceivedEvent) => boolean;

const withRoom = v.object({ roomId: roomIdSchema });
const commandKinds: ReadonlyMap<string, string> = new Map(Object.entries(eventKinds));
const knownEventKinds: ReadonlySet<string> = new Set(commandKinds.values());
const withCommand = v.object({ command: v.unknown() });

export function createAuthorship(serverId: ServerId, verifier: SignatureVerifier): IsAuthentic {
  const ids = createIds(serverId);
  return ({ frame, json }) => {
    const { header, command, signature } = frame;
    if (command.serverId !== serverId || command.device !== header.device) return false;
    // A first device is known by the id that follows from it (P18). Linked devices are not in this version of the protocol.
    if (ids.personId(header.device) !== header.person) return false;
    if (!isKindOf(frame)) return false;
    const stream = streamMeant(ids, frame);
    if (stream !== null && stream !== header.stream) return false;
    if (!v.is(withCommand, json)) return false;
    return isCommandSigned(verifier, { canonical: canonicalJson(json.command), device: header.device, signature });
  };
}

/** Whether the event is the one that such a command becomes. Where this build knows neither kind they may be a pair (D7). */
function isKindOf({ header, command }: EventFrame): boolean {
  const expected = commandKinds.get(command.kind);
  return expected === undefined ? !knownEventKinds.has(header.kind) : expected === header.kind;
}

/** The stream that the author's command belongs to, wherever the server put it; null where this build cannot know. */
function streamMeant(ids: Ids, { header, command }: EventFrame): Stream | null {
  switch (command.kind) {
    case 'person.admit':
    case 'person.rename':
      return serverStream;
    case 'room.create':
      return roomStream(ids.objectId(header.person, command.commandId) as RoomId);
    case 'direct.open': {
      const opened = v.safeParse(commandBodies['direct.open'], command.body);
      return opened.success ? roomStream(ids.directId(directPeople(header.person, opened.output.personIds))) : null;
    }
    default: {
      const meant = v.safeParse(withRoom, command.body);
      return meant.success ? roomStream(meant.output.roomId) : null;
    }
  }
}
