/**
 * What all connections of a server together may have waiting for slow readers. Bytes that a thousand connections wait for
 * are in memory once, and count once: else one burst in a large room would look like a thousand slow readers.
 */
export interface SendBudget {
  add(wire: Buffer): void;
  remove(wire: Buffer): void;
  readonly usedBytes: number;
}

export interface SendBudgetOptions {
  readonly maxBytes: number;
  /** Called when more is waiting; is expected to give some up, which comes back through `remove`. */
  readonly onExceeded: () => void;
}

export function createSendBudget({ maxBytes, onExceeded }: SendBudgetOptions): SendBudget {
  const holders = new Map<Buffer, number>();
  let usedBytes = 0;
  return {
    add: (wire) => {
      const count = holders.get(wire) ?? 0;
      holders.set(wire, count + 1);
      if (count === 0) usedBytes += wire.length;
      if (usedBytes > maxBytes) onExceeded();
    },
    remove: (wire) => {
      const count = holders.get(wire) ?? 0;
      if (count > 1) {
        holders.set(wire, count - 1);
      } else if (holders.delete(wire)) {
        usedBytes -= wire.length;
      }
    },
    get usedBytes() {
      return usedBytes;
    },
  };
}
