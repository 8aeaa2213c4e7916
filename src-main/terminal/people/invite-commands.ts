import { counted } from '#shared/counted.ts';
import { maxInviteUses } from '#shared/domain/invite.ts';
import type { InviteId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { InviteView } from '#shared/ipc/door-api.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { plain } from '../view/line.ts';
import { numberedLines } from '../view/lists.ts';
import type { CommandContext, CommandHandler } from './command-context.ts';
import { commandOutcome } from './command-outcome.ts';
import { note, refuse, say, sayProblem, type PeopleSession } from './people-session.ts';
import { roleWords, serverWhere } from './rights.ts';
import { inviteToRoom } from './room-commands.ts';
import { tellDone } from './tell-done.ts';

const dayMs = 24 * 60 * 60 * 1000;
const inviteMs = dayMs;

/** With a name, brings that person into the room; without one, makes a link that leads somebody new to the server and into it. */
export const invite: CommandHandler = async (context, typed) => {
  const options = typed.args.filter((word) => word.startsWith('--'));
  if (options.length === 0 && typed.rest !== '') return inviteToRoom(context, typed);
  const unknown = options.some((word) => word !== '--guest' && word !== '--several');
  if (unknown || options.length < typed.args.length) {
    refuse(
      context.session,
      '/invite makes a link for one person; --several for several, --guest for guests of this room alone.',
    );
    return;
  }
  await makeLink(context, { isGuest: options.includes('--guest'), isSeveral: options.includes('--several') });
};

async function makeLink(
  context: CommandContext,
  { isGuest, isSeveral }: { readonly isGuest: boolean; readonly isSeveral: boolean },
): Promise<void> {
  const serverId = serverWhere(context, 'invite.create');
  if (serverId === null) return;
  const { session } = context;
  const roomIds = roomsHere(session, serverId);
  if (isGuest && roomIds.length === 0) {
    refuse(session, 'Guests come into rooms: go into the one they are to see first, then /invite --guest.');
    return;
  }
  const role = isGuest ? 'guest' : 'member';
  const maxUses = isSeveral ? maxInviteUses : 1;
  const made = await session.chat.call('invite.create', {
    serverId,
    note: '',
    role,
    roomIds: [...roomIds],
    maxUses,
    expiresInMs: inviteMs,
  });
  if (!made.ok) {
    sayProblem(session, made.error, { serverId });
    return;
  }
  const { link, commandId, expiresAt } = made.value;
  const outcome = await commandOutcome(session, { serverId, commandId });
  if (outcome === 'refused') return;
  const { clock, time, screen } = session;
  const who = isSeveral ? 'several people' : 'one person';
  const into = roomIds.map((roomId) => `, and into ${cleanName(session.names.room(serverId, roomId))}`).join('');
  const until = time.moment(expiresAt, clock.now());
  say(
    session,
    `This link lets ${who} in as ${isGuest && isSeveral ? 'guests' : isSeveral ? 'members' : roleWords[role]}${into}, until ${until}. Give it to nobody else:`,
  );
  // Whole, so that it can be copied.
  screen.print([[plain(link)]]);
  if (outcome === 'waiting') note(session, `It works as soon as ${cleanName(session.names.server(serverId))} answers.`);
}

/** The room people are in, where an invite can lead into it. */
function roomsHere({ place, mirror }: PeopleSession, serverId: ServerId): RoomId[] {
  const room = place.roomId === null ? undefined : mirror.room(serverId, place.roomId);
  return room?.kind === 'channel' && room.isMember ? [room.roomId] : [];
}

/** The invites that still work, by number; revokes one. */
export const useInvites: CommandHandler = async (context, { args }) => {
  const serverId = serverWhere(context, 'invite.create');
  if (serverId === null) return;
  const { session, invites } = context;
  const [word, number = '', ...more] = args;
  if (word !== undefined && (word !== 'revoke' || more.length > 0)) {
    refuse(session, '/invites lists those that still work, /invites revoke N takes one back.');
    return;
  }
  const listed = await session.chat.call('invite.list', { serverId });
  if (!listed.ok) {
    sayProblem(session, listed.error, { serverId });
    return;
  }
  if (word === undefined) listInvites(context, serverId, listed.value);
  else
    await revoke(context, serverId, listed.value.find(({ inviteId }) => inviteId === invites.idOf(number))?.inviteId);
};

async function revoke({ session }: CommandContext, serverId: ServerId, inviteId: InviteId | undefined): Promise<void> {
  if (inviteId === undefined) {
    refuse(session, 'There is no invite of that number any more. /invites lists them.');
    return;
  }
  const queued = await session.chat.call('invite.revoke', { serverId, inviteId });
  await tellDone(session, { serverId, queued, sentence: 'Taken back: nobody comes in by it any more.' });
}

function listInvites(context: CommandContext, serverId: ServerId, list: readonly InviteView[]): void {
  const { session, invites } = context;
  if (list.length === 0) {
    say(session, 'No invite is open. /invite makes one.');
    return;
  }
  invites.renumber(list.map(({ inviteId }) => inviteId));
  const { names, screen, time, clock } = session;
  const rows = list.map(({ inviteId, note: what, role, roomIds, maxUses, uses, createdBy, expiresAt }) => ({
    number: invites.numberOf(inviteId),
    name: what === '' ? `by ${cleanName(names.person(serverId, createdBy))}` : cleanLine(what),
    remark: [
      role,
      maxUses === 1 ? 'for one' : counted(uses, 'use'),
      ...roomIds.map((roomId) => cleanName(names.room(serverId, roomId))),
      `until ${time.moment(expiresAt, clock.now())}`,
    ].join(' · '),
  }));
  screen.print(numberedLines(rows, screen.width()));
  note(session, '/invites revoke N takes one back.');
}
