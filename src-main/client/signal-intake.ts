import { limits } from '#shared/protocol/limits.ts';
import type { SignalFrame } from '#shared/protocol/signal.ts';
import type { StoreChanges } from '../storage/store-changes.ts';
import type { Connection } from '../transport/connection.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { SessionHost } from './session-host.ts';
import { applySignal, type SignalListener } from './session-signals.ts';

/**
 * Takes signals to the storage as fast as it writes them: a connection with too many under way is read from no further until one
 * of them is written, else a server that tells without end would fill the memory (D12).
 */
export interface SignalIntake {
  hear(frame: SignalFrame): void;
}

/** What a pause stops, who applies signals, and who hears of what they changed. */
export interface SignalIntakeContext {
  readonly connection: Pick<Connection, 'pauseReading' | 'resumeReading'>;
  readonly heartbeat: Pick<Heartbeat, 'pause' | 'resume'>;
  readonly host: Pick<SessionHost, 'beyondLimit'>;
  readonly listener: SignalListener;
  readonly onApplied: (changes: StoreChanges) => void;
  /** The storage failed. */
  readonly storeFailed: (error: unknown) => void;
}

/** An intake with nothing under way, for one connection. */
export function createSignalIntake(context: SignalIntakeContext): SignalIntake {
  const { connection, heartbeat, host, listener, onApplied, storeFailed } = context;
  let underWay = 0;

  function begin(): void {
    underWay += 1;
    if (underWay !== limits.maxSignalsUnderWay) return;
    connection.pauseReading();
    heartbeat.pause();
    host.beyondLimit('readsSlowed');
  }

  function end(): void {
    underWay -= 1;
    if (underWay !== limits.maxSignalsUnderWay - 1) return;
    connection.resumeReading();
    heartbeat.resume();
  }

  return {
    hear: (frame) => {
      const applied = applySignal(listener, frame);
      if (applied === null) return;
      begin();
      applied.finally(end).then(onApplied, storeFailed);
    },
  };
}
