import type { CommandKind } from '#shared/domain/command.ts';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import { makesRoom } from './refused-rooms.ts';
import { problemSentence, say, type PeopleSession } from './people-session.ts';

/**
 * Says what the server refused later. Messages tell of it themselves, beside their text, and
 * a name that is not let in is told with the connection.
 */
export function tellRefusals(session: PeopleSession): void {
  session.chat.on('command.failed', ({ serverId, roomId, kind, reason }) => {
    session.undone.add();
    if (kind === 'message.send' || kind === 'person.admit') return;
    // Who is in it stays there: what they are typing is for nobody in another room.
    const isUnmade = makesRoom(kind) && roomId !== null && isNowhereElse(session, serverId, roomId);
    if (isUnmade) session.place.refuseRoom(roomId);
    const stays = isUnmade && session.place.isIn(serverId, roomId) ? ` ${nothingHere}` : '';
    const wayOut = makesRoom(kind) ? `${stays} /discard all takes what was refused off this computer.` : '';
    say(session, `Not done: ${wordOf(kind)}. ${problemSentence(session, reason, { serverId, roomId })}${wayOut}`);
  });
}

/** In a room that the server refused. */
export const nothingHere = 'Nothing is sent here; /join NAME goes on elsewhere.';

/** A direct chat that the server has can be opened in vain, and is there all the same. */
function isNowhereElse({ mirror }: PeopleSession, serverId: ServerId, roomId: RoomId): boolean {
  return mirror.room(serverId, roomId)?.isWaiting !== false;
}

/** What people typed, or what it was about, for every command of the wire that people can give. */
const words: Readonly<Record<Exclude<CommandKind, 'message.send' | 'person.admit'>, string>> = {
  'room.create': '/create',
  'room.join': '/join',
  'room.leave': '/leave',
  'room.invite': '/invite',
  'room.removeMember': 'taking somebody out of the room',
  'room.rename': '/rename',
  'room.setTopic': '/topic',
  'direct.open': '/dm',
  'person.rename': '/name',
  'person.setRole': '/role',
  'person.setStanding': 'what was to change for somebody here',
  'person.setBlock': '/block',
  'report.create': '/report',
  'report.close': '/reports',
  'server.setDoor': '/door',
  'knock.accept': '/knocks in',
  'device.setBan': 'what was to become of that key',
  'device.link': '/claims yes',
  'device.revoke': '/devices revoke',
  'device.vouch': '/knocks vouch',
  'invite.create': '/invite',
  'invite.revoke': '/invites revoke',
  'invite.accept': 'the invite',
};

function wordOf(kind: string): string {
  return Object.hasOwn(words, kind) ? words[kind as keyof typeof words] : kind;
}
