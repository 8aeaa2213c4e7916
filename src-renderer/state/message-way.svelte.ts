import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import type { MessageInfo, MessageItem } from '#shared/ipc/chat-view.ts';
import type { ChatCalls } from './calls.ts';

export interface MessageWayContext {
  readonly chat: ChatCalls;
  readonly serverId: ServerId;
  readonly roomId: RoomId;
  readonly message: MessageItem;
}

/** What is known of the way of one message while somebody looks at it: read anew whenever its row changes. */
export class MessageWay {
  readonly #context: MessageWayContext;
  readonly #undo: () => void;
  /** Answers may overtake one another: only that of the last question counts. */
  #asked = 0;
  info = $state.raw<MessageInfo | null>(null);
  problem = $state.raw<{ readonly type: string } | null>(null);

  constructor(context: MessageWayContext) {
    const { chat, serverId, roomId, message } = context;
    this.#context = context;
    this.#undo = chat.on('timeline.changed', (change) => {
      const isHere = change.serverId === serverId && change.roomId === roomId;
      if (isHere && change.items.some(({ key }) => key === message.key)) void this.#read();
    });
    void this.#read();
  }

  close(): void {
    this.#undo();
  }

  async #read(): Promise<void> {
    const { chat, serverId, roomId, message } = this.#context;
    this.#asked += 1;
    const asked = this.#asked;
    const { author, commandId } = message;
    const answer = await chat.call('message.info', { serverId, roomId, author, commandId });
    if (asked !== this.#asked) return;
    if (answer.ok) this.info = answer.value;
    this.problem = answer.ok ? null : answer.error;
  }
}
