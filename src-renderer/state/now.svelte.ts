import type { Clock } from '#shared/clock.ts';

const tickMs = 1000;

/** The wall clock for what counts down on the screen. */
export class Now {
  at = $state(0);

  constructor(clock: Clock) {
    const tick = (): void => {
      this.at = clock.now();
      clock.after(tickMs, tick);
    };
    tick();
  }
}
