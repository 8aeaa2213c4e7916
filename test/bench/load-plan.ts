/** What the bench asks of the load process, and what it hears back: one message each way a step. */
export interface ConnectStep {
  readonly type: 'connect';
  readonly server: 'hallway' | 'naive';
  readonly host: string;
  readonly port: number;
  readonly clients: number;
  /** `everybody`: one room for all. `pairs`: a room for each two. */
  readonly rooms: 'everybody' | 'pairs';
  readonly senders: number;
}

/** Prepares so many messages a sender, signed and framed, ahead of the measured time. */
export interface PrepareStep {
  readonly type: 'prepare';
  readonly messagesPerSender: number;
  readonly textBytes: number;
}

/** Sends at a rate in messages a second over all senders, whatever comes back (open loop). */
export interface OpenLoopStep {
  readonly type: 'openLoop';
  readonly messagesPerSecond: number;
  readonly seconds: number;
}

/** Each sender keeps so many messages unanswered (closed loop). */
export interface ClosedLoopStep {
  readonly type: 'closedLoop';
  readonly window: number;
  readonly seconds: number;
}

export type LoadStep = ConnectStep | PrepareStep | OpenLoopStep | ClosedLoopStep;

export interface LoadResult {
  readonly seconds: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly delivered: number;
  /** The same once everything had arrived, however late: what the server's CPU time was spent on. */
  readonly deliveredAtLast: number;
  /** From the call of write to the text in a sampled receiver's hands, in milliseconds. */
  readonly deliveryMs: Percentiles;
  /** From the call of write to the acknowledgement, in milliseconds. */
  readonly acknowledgementMs: Percentiles;
  /** CPU time of the load process in the same time, in microseconds: near `seconds` it was the limit. */
  readonly loadCpuMicroseconds: number;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (fraction: number) => sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), count: sorted.length };
}
