import type { Clock } from '#shared/clock.ts';
import type { DeviceKey } from '#shared/domain/ids.ts';
import type { Logger } from '#shared/logger.ts';
import type { EventLog } from '../storage/event-log.ts';
import { repeat } from './repeat.ts';
import type { Session } from './session.ts';
import { ownerOf } from './session-state.ts';

/** What devices say of themselves, and when they were here: stored once a minute, and before somebody asks. */
export interface DeviceNotes {
  /** It has come, or goes. */
  note(session: Session): void;
  save(): Promise<void>;
  stop(): void;
}

export interface DeviceNotesOptions {
  readonly log: Pick<EventLog, 'noteDevices'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const saveIntervalMs = 60_000;

export function createDeviceNotes({ log, clock, logger }: DeviceNotesOptions): DeviceNotes {
  const notes = new Map<DeviceKey, { readonly name: string | null; readonly at: number }>();

  async function save(): Promise<void> {
    if (notes.size === 0) return;
    const rows = [...notes].map(([device, note]) => ({ device, ...note }));
    notes.clear();
    try {
      await log.noteDevices(rows);
    } catch (error) {
      logger.warn('When devices were last here could not be stored.', { error: String(error) });
    }
  }

  const stop = repeat({ clock, intervalMs: saveIntervalMs }, () => {
    void save();
  });
  return {
    note: ({ state, deviceName }) => {
      const owner = state.type === 'active' ? ownerOf(state) : null;
      if (owner === null) return;
      notes.set(owner.device, { name: deviceName === '' ? null : deviceName, at: clock.now() });
    },
    save,
    stop,
  };
}
