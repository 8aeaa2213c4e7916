import { helpLines } from '../view/help-lines.ts';
import type { CommandContext, CommandHandler, Typed } from './command-context.ts';
import type { CommandWord } from './commands.ts';
import { useClaims } from './claim-commands.ts';
import { useDevices } from './device-commands.ts';
import { useDoor } from './door-commands.ts';
import { invite, useInvites } from './invite-commands.ts';
import { joinRoom } from './join-room.ts';
import { useKnocks } from './knock-commands.ts';
import { answerYes, confirmServer, joinSeparate } from './link-commands.ts';
import { showDiagnostics, showInfo } from './look-commands.ts';
import * as member from './member-commands.ts';
import { discardMessage, retryMessage } from './message-commands.ts';
import * as moderation from './moderation-commands.ts';
import { refuse } from './people-session.ts';
import { useReports } from './report-commands.ts';
import * as room from './room-commands.ts';
import * as server from './server-commands.ts';

/** Every word of commands.ts and what does it: one without the other does not compile. */
const handlers: Readonly<Record<CommandWord, CommandHandler>> = {
  rooms: room.listRooms,
  join: joinRoom,
  leave: room.leaveRoom,
  create: room.createRoom,
  invite,
  invites: useInvites,
  topic: room.setTopic,
  rename: room.renameRoom,
  dm: room.openDirect,
  who: room.listMembers,
  people: server.listPeople,
  members: member.listStandings,
  role: member.giveRole,
  deactivate: member.deactivatePerson,
  remove: member.removePerson,
  ban: member.banPerson,
  'let-back': member.letBack,
  door: useDoor,
  knocks: useKnocks,
  block: moderation.blockPerson,
  unblock: moderation.unblockPerson,
  report: moderation.reportPerson,
  reports: useReports,
  devices: useDevices,
  claims: useClaims,
  history: room.readHistory,
  unread: room.listUnread,
  info: showInfo,
  retry: retryMessage,
  discard: discardMessage,
  servers: server.listServers,
  nearby: server.listNearby,
  server: server.enterServer,
  confirm: confirmServer,
  'join-separate': joinSeparate,
  'leave-server': server.leaveServer,
  'renew-server': server.renewServer,
  'forget-server': server.forgetServer,
  diagnostics: showDiagnostics,
  name: server.changeName,
  yes: answerYes,
  help: ({ session }) => {
    session.screen.print(helpLines(session.screen.width()));
  },
  quit: ({ session, quit }, { rest }) => {
    if (rest === '') quit();
    else refuse(session, '/quit takes nothing. //quit says it.');
  },
};

/** Does what was typed after a slash. */
export async function runCommand(context: CommandContext, word: CommandWord, typed: Typed): Promise<void> {
  await handlers[word](context, typed);
}
