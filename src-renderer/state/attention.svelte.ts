import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { ChatParams } from '#shared/ipc/chat-api.ts';
import type { ChatCalls } from './calls.ts';

/** Nobody touched the window for so long: away. */
const awayMs = 5 * 60_000;

/** Whether somebody is in front of the window, which others see as presence, and what of theirs is on the screen. */
export class Attention {
  readonly #chat: ChatCalls;
  readonly #clock: Clock;
  #isHere = true;
  #isTelling = false;
  #cancel: CancelTimer = () => undefined;
  #watch: ChatParams<'presence.watch'> | null = null;
  #watchTold = '';
  /** Whether the window is in front and seen; nothing counts as read before it says so. */
  isFocused = $state(false);

  constructor(chat: ChatCalls, clock: Clock) {
    this.#chat = chat;
    this.#clock = clock;
    chat.onOpen(() => {
      this.#tell();
      if (this.#watch !== null) void chat.call('presence.watch', this.#watch);
    });
    this.touch();
  }

  /** Nobody but the window can tell whether somebody is here: it says so from now on. */
  tellPresence(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#tell();
  }

  /** Somebody did something here. */
  touch(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(awayMs, () => {
      this.#isHere = false;
      this.#tell();
    });
    if (this.#isHere) return;
    this.#isHere = true;
    this.#tell();
  }

  /** Presence of these is told sooner, because they are on the screen. */
  watch(watch: ChatParams<'presence.watch'>): void {
    const text = JSON.stringify(watch);
    if (text === this.#watchTold) return;
    this.#watchTold = text;
    this.#watch = watch;
    void this.#chat.call('presence.watch', watch);
  }

  #tell(): void {
    if (this.#isTelling) void this.#chat.call('presence.set', { state: this.#isHere ? 'here' : 'away' });
  }
}
