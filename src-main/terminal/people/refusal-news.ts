import { problemSentence, say, type PeopleSession } from './people-session.ts';

/**
 * Says what the server refused later. Messages tell of it themselves, beside their text, and
 * a name that is not let in is told with the connection.
 */
export function tellRefusals(session: PeopleSession): void {
  session.chat.on('command.failed', ({ serverId, roomId, kind, reason }) => {
    if (kind === 'message.send' || kind === 'person.admit') return;
    if (kind === 'room.create' && roomId !== null && session.place.isIn(serverId, roomId)) session.place.leaveRoom();
    say(session, `Not done: ${wordOf(kind)}. ${problemSentence(session, reason, { serverId, roomId })}`);
  });
}

/** What people typed, or what it was about, for a command of the wire. */
function wordOf(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    'room.create': '/create',
    'room.join': '/join',
    'room.leave': '/leave',
    'room.invite': '/invite',
    'room.rename': '/rename',
    'room.setTopic': '/topic',
    'direct.open': '/dm',
    'person.rename': '/name',
    'person.setRole': '/role',
    'person.setStanding': 'what was to change for somebody here',
    'server.setDoor': '/door',
    'knock.accept': '/knocks in',
    'device.setBan': 'what was to become of that key',
    'invite.create': '/invite',
    'invite.revoke': '/invites revoke',
    'invite.accept': 'the invite',
  };
  return words[kind] ?? kind;
}
