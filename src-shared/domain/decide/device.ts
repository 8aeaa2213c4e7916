/** A person's devices (P18), and whom an owner vouches for who has none at hand that they came with before (T8). */
import { err, ok } from '../../result.ts';
import { isLinkedBy, isVouched, maxDevices, maxVouchedLinks, vouchedOrigin, type Device } from '../device.ts';
import type { DeviceKey } from '../ids.ts';
import { isAllowed, isAllowedTo } from '../permission.ts';
import { isPresent } from '../person.ts';
import { serverStream } from '../stream.ts';
import type { AuthoredSubmission, DecideState, Verdict } from './decision.ts';

/** Both keys have signed: this one by the command, the new one by the proof in it, which is checked before. */
export function decideDeviceLink(
  state: DecideState,
  { author, device: by, command }: AuthoredSubmission<'device.link'>,
): Verdict {
  const { device } = command.body;
  const action = 'device.link';
  const known = state.device(device);
  if (known !== null && known.personId === author.personId && !known.isRevoked) return ok({ stream: null });
  if (!isAllowed(author.role, action) || known !== null || state.isDeviceBanned(device))
    return err({ type: 'not_allowed', action });
  const devices = state.devicesOf(author.personId);
  if (devices.length >= maxDevices) return err({ type: 'devices_full', maxDevices, isVouched: false });
  const origin = vouchedOrigin(state.device, by);
  return origin !== null && linksFrom(state, devices, origin).length >= maxVouchedLinks
    ? err({ type: 'devices_full', maxDevices: maxVouchedLinks, isVouched: true })
    : ok({ stream: serverStream });
}

/** What a device that was vouched for has linked, and what these have, those that were revoked among them. */
function linksFrom(state: DecideState, devices: readonly Device[], origin: DeviceKey): readonly Device[] {
  return devices.filter(({ device }) => device !== origin && vouchedOrigin(state.device, device) === origin);
}

/**
 * For good: a key that was revoked comes in no more, as nobody's. People keep one; what an owner takes they vouch for anew. Of an
 * owner nobody takes the last one: a server whose owners cannot come in is nobody's.
 */
export function decideDeviceRevoke(state: DecideState, submission: AuthoredSubmission<'device.revoke'>): Verdict {
  const { author, command } = submission;
  const known = state.device(command.body.device);
  const isOwn = known?.personId === author.personId;
  const action = isOwn ? 'device.revoke:own' : 'device.revoke';
  const holder = known === null ? null : state.person(known.personId);
  const isAllowedHere = isOwn
    ? mayRevokeOwn(state, submission)
    : isAllowedTo(author.role, action, holder?.role ?? 'server');
  if (known === null || !isAllowedHere) return err({ type: 'not_allowed', action });
  if (known.isRevoked) return ok({ stream: null });
  const left = state.devicesOf(known.personId).filter(({ isRevoked }) => !isRevoked);
  const isKept = isOwn || holder?.role === 'owner';
  return isKept && left.length <= 1 ? err({ type: 'last_device' }) : ok({ stream: serverStream });
}

/** A device that an owner vouched for, who may have been deceived, puts out none of those that were the person's before. */
function mayRevokeOwn(
  state: DecideState,
  { author, device: by, command }: AuthoredSubmission<'device.revoke'>,
): boolean {
  const { device } = command.body;
  const isOfThis = device === by || isLinkedBy(state.device, device, by);
  return isAllowed(author.role, 'device.revoke:own') && (isOfThis || !isVouched(state.device, by));
}

/** An owner signs in the place of the key that is not at hand. Of their own devices they link by the key they have. */
export function decideDeviceVouch(
  state: DecideState,
  { author, command }: AuthoredSubmission<'device.vouch'>,
): Verdict {
  const { device, personId } = command.body;
  const action = 'device.vouch';
  if (!isAllowed(author.role, action)) return err({ type: 'not_allowed', action });
  const person = state.person(personId);
  if (!isPresent(person)) return err({ type: 'person_not_found', personId });
  const known = state.device(device);
  if (known !== null && known.personId === personId && !known.isRevoked) return ok({ stream: null });
  const isAbove = personId !== author.personId && isAllowedTo(author.role, action, person.role);
  if (!isAbove || known !== null || state.isDeviceBanned(device)) return err({ type: 'not_allowed', action });
  if (state.devicesOf(personId).length >= maxDevices)
    return err({ type: 'devices_full', maxDevices, isVouched: false });
  return ok({ stream: serverStream });
}
