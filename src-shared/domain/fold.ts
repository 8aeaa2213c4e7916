import { unreachable } from '../assert.ts';
import type { Command } from './command.ts';
import { directPeople } from './decide/direct.ts';
import type { EventHeader } from './event.ts';
import type { DeviceKey, MessageId, PersonId, RoomId } from './ids.ts';
import type { Message } from './message.ts';
import { parseName, type Name } from './name.ts';
import type { Role } from './role.ts';
import type { Room } from './room.ts';
import { roomOfStream } from './stream.ts';

/** One step in what is known. A server's tables, its directory in memory and a client's tables all take the same steps. */
export type Change =
  | { readonly type: 'person.put'; readonly personId: PersonId; readonly displayName: Name; readonly role: Role }
  | { readonly type: 'person.name'; readonly personId: PersonId; readonly displayName: Name }
  | { readonly type: 'device.put'; readonly personId: PersonId; readonly device: DeviceKey }
  | { readonly type: 'room.put'; readonly room: Room }
  | { readonly type: 'room.name'; readonly roomId: RoomId; readonly name: Name }
  | { readonly type: 'room.topic'; readonly roomId: RoomId; readonly topic: string }
  | { readonly type: 'member.add'; readonly roomId: RoomId; readonly personId: PersonId }
  | { readonly type: 'member.remove'; readonly roomId: RoomId; readonly personId: PersonId }
  | { readonly type: 'message.put'; readonly message: Message };

/** An accepted command with the header it got. */
export interface FoldInput {
  readonly header: Pick<EventHeader, 'stream' | 'person' | 'device' | 'at'>;
  readonly command: Command;
  readonly objectId: string;
  /** The person that the server itself is: it makes rooms without being in them. */
  readonly serverPersonId: PersonId;
}

/** What an event changes (P3). Pure, total for every command that `decide` accepts, and the only such function. */
export function fold(input: FoldInput): Change[] {
  const { header, command } = input;
  switch (command.kind) {
    case 'person.admit': {
      const { person: personId, device } = header;
      const displayName = cleanName(command.body.displayName);
      return [
        { type: 'person.put', personId, displayName, role: 'member' },
        { type: 'device.put', personId, device },
      ];
    }
    case 'person.rename':
      return [{ type: 'person.name', personId: header.person, displayName: cleanName(command.body.displayName) }];
    case 'room.create':
    case 'direct.open':
      return foldNewRoom(input);
    case 'room.join':
      return [{ type: 'member.add', roomId: command.body.roomId, personId: header.person }];
    case 'room.invite':
      return [{ type: 'member.add', roomId: command.body.roomId, personId: command.body.personId }];
    case 'room.leave':
      return [{ type: 'member.remove', roomId: command.body.roomId, personId: header.person }];
    case 'room.removeMember':
      return [{ type: 'member.remove', roomId: command.body.roomId, personId: command.body.personId }];
    case 'room.rename':
      return [{ type: 'room.name', roomId: command.body.roomId, name: cleanName(command.body.name) }];
    case 'room.setTopic':
      return [{ type: 'room.topic', roomId: command.body.roomId, topic: command.body.topic }];
    case 'message.send': {
      const { roomId, content, writtenAt } = command.body;
      const messageId = input.objectId as MessageId;
      return [{ type: 'message.put', message: { messageId, roomId, author: header.person, content, writtenAt } }];
    }
    default:
      return unreachable(command);
  }
}

function foldNewRoom({ header, command, serverPersonId }: FoldInput): Change[] {
  const roomId = roomOfStream(header.stream);
  if (roomId === null) return [];
  const made = { roomId, createdBy: header.person, createdAt: header.at };
  if (command.kind === 'direct.open') {
    const room: Room = { ...made, kind: 'direct', visibility: 'private', history: 'joined', name: null, topic: '' };
    const members = directPeople(header.person, command.body.personIds);
    return [
      { type: 'room.put', room },
      ...members.map((personId) => ({ type: 'member.add' as const, roomId, personId })),
    ];
  }
  if (command.kind !== 'room.create') return [];
  const { name, topic, visibility } = command.body;
  const history = visibility === 'public' ? 'everything' : command.body.history;
  const room: Room = { ...made, kind: 'channel', visibility, history, name: cleanName(name), topic };
  const members = header.person === serverPersonId ? [] : [header.person];
  return [
    { type: 'room.put', room },
    ...members.map((personId) => ({ type: 'member.add' as const, roomId, personId })),
  ];
}

/** The name as everybody sees it; `decide` has refused what cannot be one, and a server that lies shows what it sent. */
function cleanName(typed: string): Name {
  const name = parseName(typed);
  return name.ok ? name.value : ('?' as Name);
}
