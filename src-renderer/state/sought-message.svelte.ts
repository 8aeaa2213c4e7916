import type { CancelTimer, Clock } from '#shared/clock.ts';

export interface SoughtMessageContext {
  readonly clock: Clock;
  /** Resolves when no page of the timeline is on its way. */
  readonly settled: () => Promise<void>;
  readonly has: (key: string) => boolean;
  /** Reads one page further back; false where there is none to be had. */
  readOlder(): Promise<boolean>;
}

/** Some thousand messages: what somebody goes to was said lately. */
const maxPages = 40;
const markedMs = 2_000;

/** The message of a timeline that somebody goes to: read as far as it, brought on to the screen, and marked for a moment. */
export class SoughtMessage {
  readonly #context: SoughtMessageContext;
  #cancelMark: CancelTimer = () => undefined;
  /** To be brought on to the screen, as soon as it is among the rows. */
  key = $state<string | null>(null);
  /** On the screen, and marked. */
  marked = $state<string | null>(null);

  constructor(context: SoughtMessageContext) {
    this.#context = context;
  }

  /** Whether it is there. Whoever goes elsewhere meanwhile is not brought back. */
  async goTo(key: string): Promise<boolean> {
    const { settled, has, readOlder } = this.#context;
    this.key = key;
    await settled();
    for (let pages = 0; pages < maxPages && this.key === key && !has(key); pages += 1) {
      if (!(await readOlder())) break;
    }
    if (has(key)) return true;
    if (this.key === key) this.key = null;
    return false;
  }

  /** It is on the screen now. */
  reached(): void {
    this.marked = this.key;
    this.key = null;
    this.#cancelMark();
    this.#cancelMark = this.#context.clock.after(markedMs, () => {
      this.marked = null;
    });
  }
}
