import * as v from 'valibot';

/** What a device says of the person in front of it. */
export const devicePresenceSchema = v.picklist(['here', 'away']);
export type DevicePresence = v.InferOutput<typeof devicePresenceSchema>;

export const presenceStateSchema = v.picklist(['here', 'away', 'offline']);
export type PresenceState = v.InferOutput<typeof presenceStateSchema>;

/** A person counts as offline this long after the last connection went (P20). */
export const offlineAfterMs = 30_000;

/** The best of a person's connected devices (P20); no device means offline. */
export function bestPresence(devices: Iterable<DevicePresence>): PresenceState {
  let best: PresenceState = 'offline';
  for (const device of devices) {
    if (device === 'here') return 'here';
    best = 'away';
  }
  return best;
}
