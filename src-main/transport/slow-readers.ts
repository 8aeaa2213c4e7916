import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/logger.ts';
import type { Connection } from './connection.ts';
import { createSendBudget } from './send-budget.ts';
import type { SendBudget } from './send-budget.ts';
import type { ServerEnd } from './server-connection.ts';
import type { TransportLimits } from './transport-limits.ts';

/** Watches a server's connections and cuts off those that do not read, before they cost memory (D12). */
export interface SlowReaders {
  /** What waits for all of them; once it is too much, whoever has most waiting is cut off. */
  readonly budget: SendBudget;
  watch(end: ServerEnd): void;
  cutOff(connection: Connection): void;
  stop(): void;
}

export interface SlowReadersOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: TransportLimits;
  readonly onCutOff: () => void;
}

/** One timer for all connections, and none for each. */
export function createSlowReaders({ clock, log, limits, onCutOff }: SlowReadersOptions): SlowReaders {
  const ends = new Map<Connection, ServerEnd>();
  const budget = createSendBudget({ maxBytes: limits.maxTotalBufferedBytes, onExceeded: cutOffLargest });
  let cancelSweep = clock.after(limits.sweepIntervalMs, sweep);

  function sweep(): void {
    const nowMs = clock.monotonic();
    const waiting: ServerEnd[] = [];
    for (const end of ends.values()) {
      const progress = end.look(nowMs);
      if (progress === 'stalled') cutOff(end.connection);
      else if (progress === 'waiting') waiting.push(end);
    }
    relieve(waiting);
    cancelSweep = clock.after(limits.sweepIntervalMs, sweep);
  }

  /**
   * What sockets hold of those that take nothing counts as well. It is looked at here, not with every write: while a socket
   * sends, that is little and soon gone.
   */
  function relieve(waiting: readonly ServerEnd[]): void {
    let socketBytes = waiting.reduce((sum, end) => sum + end.socketBytes(), 0);
    const largestFirst = waiting.toSorted((one, other) => other.socketBytes() - one.socketBytes());
    for (const end of largestFirst) {
      if (budget.usedBytes + socketBytes <= limits.maxTotalBufferedBytes) return;
      socketBytes -= end.socketBytes();
      cutOff(end.connection);
    }
  }

  function cutOffLargest(): void {
    while (budget.usedBytes > limits.maxTotalBufferedBytes) {
      const largest = largestOf(ends.keys());
      if (largest === null) return;
      cutOff(largest);
    }
  }

  function cutOff(connection: Connection): void {
    if (!ends.delete(connection)) return;
    onCutOff();
    log.warn('a slow reader was cut off', {
      remoteAddress: connection.remoteAddress,
      bufferedBytes: connection.bufferedBytes(),
    });
    connection.terminate();
  }

  return {
    budget,
    watch: (end) => {
      ends.set(end.connection, end);
      end.connection.onClose(() => ends.delete(end.connection));
    },
    cutOff,
    stop: () => {
      cancelSweep();
    },
  };
}

function largestOf(connections: Iterable<Connection>): Connection | null {
  let largest: Connection | null = null;
  for (const connection of connections) {
    if (largest === null || connection.bufferedBytes() > largest.bufferedBytes()) largest = connection;
  }
  return largest;
}
