/** Passes texts on in order, and holds them while it is shut: `ws` goes on telling what it had read before it was paused. */
export interface TextGate {
  take(text: string): void;
  shut(): void;
  /** Passes on what is held, never from within this call; then `onEmptied` says that more may come. */
  open(): void;
}

export interface TextGateOptions {
  readonly pass: (text: string) => void;
  readonly onEmptied: () => void;
}

export function createTextGate({ pass, onEmptied }: TextGateOptions): TextGate {
  /** No more than one read of the socket held: nothing is read before it is empty. */
  const held: string[] = [];
  let isShut = false;

  function empty(): void {
    // Whoever is told of a text may shut the gate again.
    while (!isShut) {
      const text = held.shift();
      if (text === undefined) {
        onEmptied();
        return;
      }
      pass(text);
    }
  }

  return {
    take: (text) => {
      if (isShut || held.length > 0) held.push(text);
      else pass(text);
    },
    shut: () => {
      isShut = true;
    },
    open: () => {
      isShut = false;
      queueMicrotask(empty);
    },
  };
}
