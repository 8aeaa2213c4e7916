import type { DeviceKey, PersonId } from './ids.ts';

/** A device as the log knows it: a key, and whose it is for ever (P18). */
export interface Device {
  readonly device: DeviceKey;
  readonly personId: PersonId;
  readonly isRevoked: boolean;
}

/** The most devices that one person has had, those that were revoked among them: a snapshot tells how each became theirs. */
export const maxDevices = 64;

/**
 * The largest `device.link` or `device.vouch`, in bytes of canonical JSON: a snapshot carries each of a person's whole, and all of
 * them have to fit into one part. What is needed takes some 600, the rest is for fields that are to come (P9).
 */
export const maxDeviceLinkBytes = 1024;
