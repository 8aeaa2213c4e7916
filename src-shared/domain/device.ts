import type { DeviceKey, PersonId } from './ids.ts';

/** A device as the log knows it: a key, and whose it is for ever (P18). */
export interface Device {
  readonly device: DeviceKey;
  readonly personId: PersonId;
  readonly isRevoked: boolean;
}

/** The most devices that one person has had, those that were revoked among them: a snapshot tells how each became theirs. */
export const maxDevices = 64;
