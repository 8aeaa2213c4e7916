import type { ChatError } from '#shared/ipc/chat-api.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { StoreChanges } from '../storage/store-changes.ts';
import { onServer, type CallContext, type ChatHandlers } from './call-context.ts';
import type { ServerClient } from './server-client.ts';
import { readMessageInfo } from './message-info.ts';
import { fillGap, readTimeline } from './read-timeline.ts';

export type MessageCalls = Pick<
  ChatHandlers,
  Extract<keyof ChatHandlers, `message.${string}` | `command.${string}` | `draft.${string}` | `timeline.${string}`>
>;

/** Calls about what is said: writing it, taking it back, reading it. */
export function messageCalls(context: CallContext): MessageCalls {
  return {
    'message.send': onServer(context, async (server, { roomId, text }) => {
      if (server.views.room(roomId) === undefined) return err({ type: 'room_not_known' });
      server.typing.sent(roomId);
      const body = { roomId, content: { type: 'text', text } } as const;
      const { commandId } = await server.queue({ kind: 'message.send', body });
      return ok({ commandId });
    }),
    'message.cancel': onServer(context, async (server, { commandId }) =>
      tell(server, await server.store.cancelCommand(commandId)),
    ),
    'message.change': onServer(context, async (server, { commandId, text }) =>
      tell(server, await server.store.changeCommand(commandId, text)),
    ),
    'message.info': onServer(context, readMessageInfo),
    'command.failedList': onServer(context, async ({ store }) => ok(await store.failedCommands())),
    'message.retry': onServer(context, async (server, params) => {
      const retried = await server.store.retryCommand(params.commandId);
      if (!retried.ok) return retried;
      const { commandId, roomId, changes } = retried.value;
      server.views.apply(changes);
      server.kick();
      return ok({ commandId, roomId });
    }),
    'message.discard': onServer(context, async (server, { commandId }) =>
      tell(server, await server.store.discardCommand(commandId)),
    ),
    'draft.list': onServer(context, async ({ store }) => ok(await store.drafts())),
    'draft.put': onServer(context, async ({ store }, { roomId, text }) => {
      await store.putDraft({ roomId, text });
      return ok(null);
    }),
    'timeline.page': onServer(context, readTimeline),
    'timeline.fillGap': onServer(context, fillGap),
  };
}

function tell(server: ServerClient, result: Result<StoreChanges, ChatError>): Result<null, ChatError> {
  if (!result.ok) return result;
  server.views.apply(result.value);
  return ok(null);
}
