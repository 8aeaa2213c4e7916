/** Work that may be due at any moment and must not run twice at once. */
export interface Pump {
  readonly isBusy: boolean;
  /** Works now, or once more after the work under way. */
  kick(): void;
}

export function createPump(work: () => Promise<void>, onFailed: (error: unknown) => void): Pump {
  let isBusy = false;
  let isKicked = false;

  async function run(): Promise<void> {
    isBusy = true;
    try {
      while (isKicked) {
        isKicked = false;
        await work();
      }
    } finally {
      isBusy = false;
    }
  }

  return {
    get isBusy() {
      return isBusy;
    },
    kick: () => {
      isKicked = true;
      if (!isBusy) run().catch(onFailed);
    },
  };
}
