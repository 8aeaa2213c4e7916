import type { RenewedProfile } from '#shared/ipc/renewed-view.ts';
import type { RpcError } from '#shared/ipc/rpc.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { Result } from '#shared/result.ts';
import type { ChatCalls } from './calls.ts';

/** The list of known servers itself: whether it was damaged and made anew, until that has been seen in some window. */
export class Profile {
  readonly #chat: ChatCalls;
  renewed = $state.raw<RenewedProfile | null>(null);

  constructor(chat: ChatCalls) {
    this.#chat = chat;
    chat.on('profile.renewalSeen', () => {
      this.renewed = null;
    });
    chat.onOpen(() => void this.#read());
  }

  seen(): Promise<Result<null, ChatError | RpcError>> {
    return this.#chat.call('profile.renewalSeen', {});
  }

  async #read(): Promise<void> {
    const answer = await this.#chat.call('profile.renewal', {});
    if (answer.ok) this.renewed = answer.value;
  }
}
