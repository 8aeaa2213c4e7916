import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { ChatCalls } from './calls.ts';

export interface RefusedCommand {
  readonly commandId: string;
  readonly serverId: ServerId;
  readonly roomId: RoomId | null;
  readonly kind: string;
  readonly reason: { readonly type: string };
}

/** What the server refused later, besides messages, which say it of themselves. */
export class Refusals {
  list = $state.raw<readonly RefusedCommand[]>([]);

  constructor(chat: ChatCalls) {
    chat.on('command.failed', (refused) => {
      if (refused.kind !== 'message.send') this.list = [...this.list, refused];
    });
  }

  dismiss(commandId: string): void {
    this.list = this.list.filter((refused) => refused.commandId !== commandId);
  }
}
