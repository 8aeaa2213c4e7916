import type { Clock } from '#shared/clock.ts';
import type { LinkState } from '../lib/lasting-client.ts';

const quietMs = 1000;

/** Where the window's ports stand, both taken together. */
export class Link {
  readonly #states = $state<{ chat: LinkState; shell: LinkState }>({ chat: 'opening', shell: 'opening' });
  readonly #clock: Clock;
  #isLossTimed = false;
  readonly state: LinkState = $derived(worst([this.#states.chat, this.#states.shell]));
  /** A loss that takes longer than people would notice. */
  isLostLong = $state(false);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(port: 'chat' | 'shell', state: LinkState): void {
    this.#states[port] = state;
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
}

const byBadness: readonly LinkState[] = ['taken_over', 'used_up', 'lost', 'opening', 'open'];

function worst(states: readonly LinkState[]): LinkState {
  return byBadness.find((state) => states.includes(state)) ?? 'open';
}
