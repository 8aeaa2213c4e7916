import type { MessageItem } from '#shared/ipc/chat-view.ts';
import { roomHere, type CommandContext, type CommandHandler } from './command-context.ts';
import { note, say, sayProblem } from './people-session.ts';

/** Says a line in the current room. */
/** Whether it is on this computer's disk now, and so on its way. */
export async function sendText(context: CommandContext, text: string): Promise<boolean> {
  const here = roomHere(context);
  if (here === null) {
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

/** The newest failed message of the current room, or all of them. */
async function repairFailed(
  context: CommandContext,
  call: 'message.retry' | 'message.discard',
  rest: string,
): Promise<void> {
  const here = roomHere(context);
  if (here === null) return;
  const { session } = context;
  const page = await session.chat.call('timeline.page', { ...here, maxItems: 200 });
  if (!page.ok) {
    sayProblem(session, page.error, here);
    return;
  }
  const failed = page.value.items.filter(
    (item): item is MessageItem => item.type === 'message' && item.delivery === 'failed',
  );
  if (failed.length === 0) say(session, 'Nothing here has failed.');
  for (const { commandId } of rest === 'all' ? failed : failed.slice(-1)) {
    const result = await session.chat.call(call, { serverId: here.serverId, commandId });
    if (!result.ok) sayProblem(session, result.error, here);
    else if (call === 'message.discard') note(session, 'Discarded.');
  }
}
