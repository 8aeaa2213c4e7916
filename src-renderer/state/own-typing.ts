import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { RoomId, ServerId } from '#shared/domain/ids.ts';
import { typingTimes } from '#shared/domain/typing.ts';
import type { ChatCalls } from './calls.ts';

export interface OwnTypingContext {
  readonly chat: ChatCalls;
  readonly clock: Clock;
  readonly serverId: ServerId;
  readonly roomId: RoomId;
}

/** Lets the others in a room know that somebody types here: now and then while it goes on, and when it stops. */
export class OwnTyping {
  readonly #context: OwnTypingContext;
  /** When it was said, by the clock that never jumps; null while it is not so. */
  #saidAt: number | null = null;
  #cancelIdle: CancelTimer = () => undefined;

  constructor(context: OwnTypingContext) {
    this.#context = context;
  }

  /** The draft is another now. */
  wrote(text: string): void {
    if (text.trim() === '') {
      this.stop();
      return;
    }
    const { clock } = this.#context;
    this.#cancelIdle();
    this.#cancelIdle = clock.after(typingTimes.idleMs, () => {
      this.stop();
    });
    if (this.#saidAt !== null && clock.monotonic() - this.#saidAt < typingTimes.renewMs) return;
    this.#saidAt = clock.monotonic();
    this.#say(true);
  }

  /** The words go out: their coming says to the others that it is over. */
  sent(): void {
    this.#cancelIdle();
    this.#saidAt = null;
  }

  stop(): void {
    const wasSaid = this.#saidAt !== null;
    this.sent();
    if (wasSaid) this.#say(false);
  }

  #say(isTyping: boolean): void {
    const { chat, serverId, roomId } = this.#context;
    void chat.call('typing.set', { serverId, roomId, isTyping });
  }
}
