import type { CommandId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';

export interface RefusedCommand {
  readonly commandId: CommandId;
  readonly serverId: ServerId;
  readonly roomId: RoomId | null;
  readonly kind: string;
  readonly reason: { readonly type: string };
}

/** What the server refused later, besides messages, which say it of themselves. */
export class Refusals {
  list = $state.raw<readonly RefusedCommand[]>([]);
  /** The one whose room somebody decides about. */
  opened = $state.raw<RefusedCommand | null>(null);

  readonly #chat: ChatCalls;

  constructor(chat: ChatCalls) {
    this.#chat = chat;
    chat.on('command.failed', (refused) => {
      if (refused.kind !== 'message.send') this.list = [...this.list, refused];
    });
    chat.on('server.forgotten', ({ serverId }) => {
      this.list = this.list.filter((refused) => refused.serverId !== serverId);
    });
  }

  /** Reads what was refused before this window was there. */
  async load(serverId: ServerId): Promise<void> {
    const failed = await this.#chat.call('command.failedList', { serverId });
    if (!failed.ok) return;
    const known = new Set(this.list.map(({ commandId }) => commandId));
    const earlier = failed.value.filter(({ kind, commandId }) => kind !== 'message.send' && !known.has(commandId));
    this.list = [...earlier.map((refused) => ({ serverId, ...refused })), ...this.list];
  }

  /** Takes it off the screen, and with it what stood there for it, such as a room that was not made. */
  dismiss({ serverId, commandId }: RefusedCommand): Promise<Result<unknown, { readonly type: string }>> {
    this.list = this.list.filter((refused) => refused.commandId !== commandId);
    return this.#chat.call('message.discard', { serverId, commandId });
  }
}
