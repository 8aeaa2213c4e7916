import { counted } from '#shared/counted.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import type { RenewedView } from '#shared/ipc/renewed-view.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { say, type PeopleSession } from './people-session.ts';

/** Says once that the list of servers, or what was kept of one of them, was damaged, and where that lies now. */
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
  void tellProfile(session);
  void session.mirror.ready.then(() => {
    session.mirror.servers().forEach(onServer);
  });
}

async function tellProfile(session: PeopleSession): Promise<void> {
  const renewal = await session.chat.call('profile.renewal', {});
  if (!renewal.ok || renewal.value === null) return;
  const { file, servers } = renewal.value;
  const found =
    servers === 0
      ? 'None could be found again: join those you were in. You keep your key and are known there.'
      : `${counted(servers, 'server was', 'servers were')} found again. One that is missing can be joined again: you keep your key and are known there.`;
  say(
    session,
    `The list of your servers was damaged, and was made anew. ${found} The damaged file is kept: ${cleanLine(file)}`,
  );
  void session.chat.call('profile.renewalSeen', {});
}

function renewalSentence(name: string, { file, lostCommands }: RenewedView): string {
  const lead = `What is kept here of ${cleanName(name)} was damaged, and comes from the server again.`;
  return `${lead} ${unsentSentence(lostCommands)} The damaged file is kept: ${cleanLine(file)}`;
}

function unsentSentence(lostCommands: number | null): string {
  if (lostCommands === 0) return 'What waits to be sent was kept.';
  if (lostCommands === null) return 'What waits to be sent was kept as far as it could be read.';
  return `Of what waits to be sent, ${counted(lostCommands, 'entry', 'entries')} could not be read.`;
}
