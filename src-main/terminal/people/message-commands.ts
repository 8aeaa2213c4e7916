import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { FailedCommand } from '#shared/ipc/chat-view.ts';
import type { CurrentPlace } from './current-place.ts';
import { roomHere, serverHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { enterMadeRoom } from './enter-made-room.ts';
import { note, refuse, say, sayProblem } from './people-session.ts';
import { nothingHere } from './refusal-news.ts';
import { makesRoom } from './refused-rooms.ts';

/** Says a line in the current room; whether it is on this computer's disk now, and so on its way. */
export async function sendText(context: CommandContext, text: string): Promise<boolean> {
  const here = roomHere(context);
  if (here === null) {
    note(context.session, `Not sent: ${text.slice(0, 1000)}`);
    return false;
  }
  if (context.session.place.isRefused) {
    refuse(context.session, `This room was refused. ${nothingHere}`);
    note(context.session, `Not sent: ${text.slice(0, 1000)}`);
    return false;
  }
  context.session.screen.eraseTyped();
  const result = await context.session.chat.call('message.send', { ...here, text });
  if (result.ok) return true;
  sayProblem(context.session, result.error, here);
  // What was typed is off the screen and must not be lost with it.
  if (text.length < 1000) note(context.session, `Not sent: ${text}`);
  return false;
}

export const retryMessage: CommandHandler = (context, { rest }) => repairFailed(context, 'message.retry', rest);

export const discardMessage: CommandHandler = (context, { rest }) => repairFailed(context, 'message.discard', rest);

type Repair = 'message.retry' | 'message.discard';

/** A failed command of the current room, or all of the server. */
async function repairFailed(context: CommandContext, call: Repair, rest: string): Promise<void> {
  const serverId = serverHere(context);
  if (serverId === null) return;
  const { session } = context;
  const listed = await session.chat.call('command.failedList', { serverId });
  if (!listed.ok) {
    sayProblem(session, listed.error);
    return;
  }
  // Who was not let in asks again by another name: /name does that.
  const failed = listed.value.filter(({ kind }) => call === 'message.discard' || kind !== 'person.admit');
  const wanted = rest.toLowerCase() === 'all' ? failed : firstHere(session.place, call, failed);
  if (wanted.length === 0) say(session, nothingFailed(failed.length));
  else await repair(context, call, { serverId, wanted });
}

async function repair(
  context: CommandContext,
  call: Repair,
  { serverId, wanted }: { readonly serverId: ServerId; readonly wanted: readonly FailedCommand[] },
): Promise<void> {
  const { session } = context;
  let count = 0;
  for (const { commandId, roomId, kind } of wanted) {
    const result = await session.chat.call(call, { serverId, commandId });
    const made = result.ok && result.value !== null && makesRoom(kind) ? result.value.roomId : null;
    if (roomId !== null && made !== null) await followRoom(context, serverId, { from: roomId, to: made });
    // With the making of a room goes what was to be said in it.
    if (result.ok || result.error.type === 'command_not_known') count += 1;
    else sayProblem(session, result.error, { serverId, roomId });
  }
  if (call === 'message.discard' && count > 0) note(session, count === 1 ? 'Discarded.' : `${count} discarded.`);
}

/** The room is asked for again, and what is said in it waits behind that: who is in a refused one goes on in the one made instead. */
async function followRoom(
  context: CommandContext,
  serverId: ServerId,
  { from, to }: { readonly from: RoomId; readonly to: RoomId },
): Promise<void> {
  const { place } = context.session;
  if (from !== to && place.isIn(serverId, from)) await enterMadeRoom(context, serverId, to);
  else place.allowRoom(to);
}

/** What failed last in the current room; where that was refused itself, its making: nothing is sent there before it is made. */
function firstHere(place: CurrentPlace, call: Repair, failed: readonly FailedCommand[]): readonly FailedCommand[] {
  const here = failed.filter(({ roomId }) => place.roomId !== null && roomId === place.roomId);
  const makings = here.filter(({ kind }) => makesRoom(kind));
  const isMakingFirst = call === 'message.retry' && place.isRefused && makings.length > 0;
  return (isMakingFirst ? makings : here).slice(-1);
}

function nothingFailed(elsewhere: number): string {
  if (elsewhere === 0) return 'Nothing here has failed.';
  return `Nothing in this room has failed, ${elsewhere} elsewhere: /retry all sends it again, /discard all takes it away.`;
}
