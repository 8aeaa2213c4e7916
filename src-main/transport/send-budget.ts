/** What all connections of a server together may have waiting for slow readers. */
export interface SendBudget {
  add(bytes: number): void;
  remove(bytes: number): void;
  readonly usedBytes: number;
}

export interface SendBudgetOptions {
  readonly maxBytes: number;
  /** Called when more is waiting; is expected to give some up, which comes back through `remove`. */
  readonly onExceeded: () => void;
}

export function createSendBudget({ maxBytes, onExceeded }: SendBudgetOptions): SendBudget {
  let usedBytes = 0;
  return {
    add: (bytes) => {
      usedBytes += bytes;
      if (usedBytes > maxBytes) onExceeded();
    },
    remove: (bytes) => {
      usedBytes -= bytes;
    },
    get usedBytes() {
      return usedBytes;
    },
  };
}
