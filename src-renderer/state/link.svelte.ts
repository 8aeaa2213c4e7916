import type { CancelTimer, Clock } from '#shared/clock.ts';
import type { LinkState } from '../lib/lasting-client.ts';

const quietMs = 1000;
/** The program around the page answers at once while it runs; a process of its own comes back sooner than this. */
const endedMs = 6000;

/** Where the window's ports stand, both taken together. */
export class Link {
  readonly #states = $state<{ chat: LinkState; shell: LinkState }>({ chat: 'opening', shell: 'opening' });
  readonly #clock: Clock;
  #isLossTimed = false;
  #cancelEnd: CancelTimer | null = null;
  readonly state: LinkState = $derived(worst([this.#states.chat, this.#states.shell]));
  /** The program around this page is gone, and does not come back by itself. */
  isEnded = $state(false);
  /** A loss that takes longer than people would notice. */
  isLostLong = $state(false);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(port: 'chat' | 'shell', state: LinkState): void {
    this.#states[port] = state;
    if (port === 'shell') this.#watchEnd(state);
    if (this.state !== 'lost') {
      this.isLostLong = false;
    } else if (!this.#isLossTimed) {
      this.#isLossTimed = true;
      this.#clock.after(quietMs, () => {
        this.#isLossTimed = false;
        this.isLostLong = this.state === 'lost';
      });
    }
  }

  #watchEnd(shell: LinkState): void {
    if (shell !== 'lost') {
      this.#cancelEnd?.();
      this.#cancelEnd = null;
      this.isEnded = false;
      return;
    }
    this.#cancelEnd ??= this.#clock.after(endedMs, () => {
      this.isEnded = true;
    });
  }
}

const byBadness: readonly LinkState[] = ['taken_over', 'used_up', 'lost', 'opening', 'open'];

function worst(states: readonly LinkState[]): LinkState {
  return byBadness.find((state) => states.includes(state)) ?? 'open';
}
