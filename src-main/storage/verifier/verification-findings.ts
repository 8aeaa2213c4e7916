import type { DeviceKey } from '#shared/domain/ids.ts';
import type { VerificationStatus } from '#shared/ipc/server-status.ts';
import type { Logger } from '#shared/logger.ts';
import type { VerificationState, VerifiedPart } from '../server/verification-notes.ts';
import { createChangedEvents } from './changed-events.ts';
import type { CheckedSlice, SliceRange, UnsignedMessage } from './slice-reader.ts';

/** What verifying the log has found, and what follows from it. */
export interface VerificationFindings {
  /** What was found before the start. Returns how far that was. */
  load(): Promise<number>;
  /** Writes down how far the log was followed, and closes the devices that did not sign what they sent. */
  note(upToSeq: number, found: readonly UnsignedMessage[]): Promise<void>;
  /** A range was looked at: it holds these events that are not what the server wrote. */
  look(range: SliceRange, changed: readonly number[]): void;
  /** The events of a slice that held once and do not any more. */
  changedSince(slice: CheckedSlice): readonly number[];
  reopen(beginning: string): Promise<number>;
  status(): Omit<VerificationStatus, 'upToSeq'>;
}

export interface VerificationFindingsOptions {
  readonly log: Logger;
  readonly notes: {
    verification(): Promise<VerificationState>;
    noteVerified(part: VerifiedPart): Promise<readonly DeviceKey[]>;
    reopenDevice(beginning: string): Promise<number>;
  };
  /** It is shut out from now on. */
  readonly onDeviceClosed: (device: DeviceKey) => void;
  /** There is more to tell than before, or less. */
  readonly onFound: () => void;
}

export function createVerificationFindings(options: VerificationFindingsOptions): VerificationFindings {
  const { log, notes } = options;
  const changed = createChangedEvents();
  const unsigned = new Set<number>();
  let closedDevices: readonly DeviceKey[] = [];

  function tellClosed(device: DeviceKey, found: readonly UnsignedMessage[]): void {
    const messages = found.filter((message) => message.device === device).length;
    log.error('A device did not sign what it sent. It is shut out.', { device, messages });
    options.onDeviceClosed(device);
  }

  return {
    load: async () => {
      const state = await notes.verification();
      for (const seq of state.unsigned) unsigned.add(seq);
      closedDevices = state.closedDevices;
      if (closedDevices.length > 0) options.onFound();
      return state.upToSeq;
    },
    note: async (upToSeq, found) => {
      const closed = await notes.noteVerified({ upToSeq, unsigned: found });
      for (const { seq } of found) unsigned.add(seq);
      closedDevices = [...closedDevices, ...closed];
      for (const device of closed) tellClosed(device, found);
      if (found.length > 0) options.onFound();
    },
    look: (range, seqs) => {
      const before = changed.count();
      const fresh = changed.look(range, seqs);
      const [firstSeq] = fresh;
      if (firstSeq !== undefined) {
        const sentence = 'Events are not what the server wrote, or are gone: its database was changed.';
        log.error(sentence, { firstSeq, events: fresh.length });
      }
      if (firstSeq !== undefined || changed.count() !== before) options.onFound();
    },
    changedSince: (slice) => [
      ...slice.changed,
      ...slice.unsigned.map(({ seq }) => seq).filter((seq) => !unsigned.has(seq)),
    ],
    reopen: async (beginning) => {
      const count = await notes.reopenDevice(beginning);
      if (count !== 1) return count;
      closedDevices = closedDevices.filter((device) => !device.startsWith(beginning));
      log.warn('A device that was shut out is let in again.', { device: beginning });
      options.onFound();
      return count;
    },
    status: () => ({
      changedEvents: changed.count(),
      firstChangedSeq: changed.first(),
      unsignedMessages: unsigned.size,
      closedDevices: closedDevices.length,
    }),
  };
}
