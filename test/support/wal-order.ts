import type { WalCall } from './wal-trace.ts';

/** When a command was sent and when its acceptance was heard, by the clock that the trace is written by. */
export interface Exchange {
  readonly sentAt: number;
  readonly heardAt: number;
}

/** The calls that began and ended between sending and hearing. */
export function callsWithin(calls: readonly WalCall[], { sentAt, heardAt }: Exchange): readonly WalCall[] {
  return calls.filter(({ startedAt, endedAt }) => startedAt >= sentAt && endedAt <= heardAt);
}

/** Whether something was written and then synchronised. Of what follows at once, a first write may be among the calls. */
export function isWrittenAndSynced(calls: readonly WalCall[]): boolean {
  const firstWrite = calls.find(({ type }) => type === 'write');
  return firstWrite !== undefined && calls.some((call) => isSync(call) && call.startedAt >= firstWrite.endedAt);
}

export function isSync({ type }: WalCall): boolean {
  return type === 'sync';
}
