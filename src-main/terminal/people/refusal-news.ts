import type { CommandKind } from '#shared/domain/command.ts';
import { makesRoom, unmadeRoom } from './refused-rooms.ts';
import { problemSentence, say, type PeopleSession } from './people-session.ts';

/**
 * Says what the server refused later. Messages tell of it themselves, beside their text, and
 * a name that is not let in is told with the connection. A room that was refused and is there after all takes what is said again.
 */
export function tellRefusals(session: PeopleSession): void {
  session.chat.on('command.failed', ({ serverId, roomId, kind, reason }) => {
    session.undone.add();
    if (kind === 'message.send' || kind === 'person.admit') return;
    // Who is in it stays there: what they are typing is for nobody in another room.
    const unmade = unmadeRoom(session, serverId, { kind, roomId });
    if (unmade !== null) session.place.refuseRoom(unmade);
    const stays = unmade !== null && session.place.isIn(serverId, unmade) ? ` ${nothingHere}` : '';
    const wayOut = makesRoom(kind) ? `${stays} /discard all takes what was refused off this computer.` : '';
    say(session, `Not done: ${wordOf(kind)}. ${problemSentence(session, reason, { serverId, roomId })}${wayOut}`);
  });
  session.chat.on('room.changed', ({ rooms }) => {
    for (const { roomId } of rooms.filter(({ isWaiting }) => !isWaiting)) session.place.allowRoom(roomId);
  });
}

/** In a room that the server refused. */
export const nothingHere = 'Nothing is sent here; /join NAME goes on elsewhere.';

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
