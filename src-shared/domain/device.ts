import type { DeviceKey, PersonId } from './ids.ts';

/** A device as the log knows it: a key, and whose it is for ever (P18). */
export interface Device {
  readonly device: DeviceKey;
  readonly personId: PersonId;
  readonly isRevoked: boolean;
  /** What made it the person's; null for the one that they came with. */
  readonly link: DeviceOrigin | null;
}

export interface DeviceOrigin {
  /** The key that signed for it: of the person, or of whoever vouched for it (T8). */
  readonly by: DeviceKey;
  readonly isVouched: boolean;
}

/** The most devices that one person has had, those that were revoked among them: a snapshot tells how each became theirs. */
export const maxDevices = 64;

/**
 * The most devices that one linked, with those that these linked, for which an owner vouched: the owner may have been deceived, and
 * whoever uses up what the person may have keeps them from ever adding one again.
 */
export const maxVouchedLinks = 4;

/**
 * The largest `device.link` or `device.vouch`, in bytes of canonical JSON: a snapshot carries each of a person's whole, and all of
 * them have to fit into one part. What is needed takes some 600, the rest is for fields that are to come (P9).
 */
export const maxDeviceLinkBytes = 1024;

/** Whether no key of the person stands behind a device, but the word of an owner: for itself, or for one that linked it (T8). */
export function isVouched(find: FindDevice, device: DeviceKey): boolean {
  return vouchedOrigin(find, device) !== null;
}

/** The device behind this one for which an owner vouched, which may be itself; null where only keys of the person stand behind it. */
export function vouchedOrigin(find: FindDevice, device: DeviceKey): DeviceKey | null {
  return linksOf(find, device).find(({ link }) => link?.isVouched === true)?.device ?? null;
}

/** Whether a device was linked by another one, or by one that this one linked. */
export function isLinkedBy(find: FindDevice, device: DeviceKey, other: DeviceKey): boolean {
  return linksOf(find, device).some(({ link }) => link?.isVouched === false && link.by === other);
}

export type FindDevice = (device: DeviceKey) => Device | null;

/** The device, the one that linked it, and so on, as far as they are of one person. */
function linksOf(find: FindDevice, device: DeviceKey): readonly Device[] {
  const links: Device[] = [];
  let next = find(device);
  // What came back of a lost log is not decided again: it may name devices in a circle.
  while (next !== null && links.length < maxDevices) {
    links.push(next);
    next = next.link === null || next.link.isVouched ? null : find(next.link.by);
  }
  return links;
}
