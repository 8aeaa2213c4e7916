/** Wakes whoever waits for the next call. */
export interface Wake {
  call(): void;
  next(): Promise<void>;
}

export function createWake(): Wake {
  let wake: () => void = () => undefined;
  return {
    call: () => {
      wake();
    },
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}
