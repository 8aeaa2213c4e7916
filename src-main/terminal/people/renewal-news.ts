import type { ServerId } from '#shared/domain/ids.ts';
import type { RenewedView, ServerView } from '#shared/ipc/chat-view.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { say, type PeopleSession } from './people-session.ts';

/** Says once that what was kept of a server was damaged, and where that lies now. */
export function tellRenewals(session: PeopleSession): void {
  /** The servers, each with the file that was told of. */
  const told = new Map<ServerId, string>();
  const onServer = (server: ServerView): void => {
    if (server.renewed === null || told.get(server.serverId) === server.renewed.file) return;
    told.set(server.serverId, server.renewed.file);
    say(session, renewalSentence(server.name, server.renewed));
    void session.chat.call('server.renewalSeen', { serverId: server.serverId });
  };
  session.chat.on('server.changed', onServer);
  void session.mirror.ready.then(() => {
    session.mirror.servers().forEach(onServer);
  });
}

function renewalSentence(name: string, { file, lostCommands }: RenewedView): string {
  const lead = `What is kept here of ${cleanName(name)} was damaged, and comes from the server again.`;
  return `${lead} ${unsentSentence(lostCommands)} The damaged file is kept: ${cleanLine(file)}`;
}

function unsentSentence(lostCommands: number | null): string {
  if (lostCommands === 0) return 'What waits to be sent was kept.';
  if (lostCommands === null) return 'What waits to be sent was kept as far as it could be read.';
  const lost = lostCommands === 1 ? '1 entry' : `${lostCommands} entries`;
  return `Of what waits to be sent, ${lost} could not be read.`;
}
