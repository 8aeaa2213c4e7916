/** Who may come in (T7): the door, who is let in through it, and whose keys stay out for good. */
import { err, ok, type Result } from '../../result.ts';
import { canStillGive } from '../can-still-give.ts';
import type { Command } from '../command.ts';
import { doorAt, maxOpenDoorMs } from '../door.ts';
import { canGive, isAllowed } from '../permission.ts';
import type { Person } from '../person.ts';
import type { DeviceKey } from '../ids.ts';
import type { Refusal } from '../refusal.ts';
import { isAbove, type PersonRole } from '../role.ts';
import { serverStream } from '../stream.ts';
import type { AcceptedDevice, AuthoredSubmission, DecideState, NotYet, Submission, Verdict } from './decision.ts';
import { decideUndo } from './undo.ts';
import { usableInvite } from './usable-invite.ts';

/** So long somebody who was let in may take to come, in milliseconds. */
export const acceptedMs = 7 * 24 * 60 * 60 * 1000;

/** What a stranger is who comes in; a good invite goes before the door, and whom somebody let in before both. */
export function decideEntry(
  state: DecideState,
  { device, inviteId, command }: Submission<Extract<Command, { kind: 'person.admit' }>>,
): Result<PersonRole, Refusal | NotYet> {
  if (state.isDeviceBanned(device)) return err({ type: 'not_admitted' });
  const accepted = goodAcceptance(state, device);
  if (accepted !== null) return ok(accepted.role);
  const { inviteId: named } = command.body;
  if (named !== undefined) {
    const invite = usableInvite(state, named, inviteId);
    if (invite === null) return err({ type: 'invite_invalid' });
    return state.isInviteInDoubt(named) ? err({ type: 'healing' }) : ok(invite.role);
  }
  const door = doorAt(state.door(), state.now());
  return door === 'open' ? ok('member') : err({ type: 'door_closed', door });
}

/** Moderators may let everybody in for a while; which door it is, is for owners. */
export function decideSetDoor(state: DecideState, { author, command }: AuthoredSubmission<'server.setDoor'>): Verdict {
  const { door, openUntil } = command.body;
  const now = state.door();
  const action = door === now.door ? 'server.openDoor' : 'server.setDoor';
  if (!isAllowed(author.role, action)) return err({ type: 'not_allowed', action });
  if (openUntil > state.now() + maxOpenDoorMs)
    return err({ type: 'invalid_body', path: 'openUntil', problem: 'more than a day from now' });
  const undo = decideUndo(state, command);
  if (!undo.ok) return undo;
  return ok({ stream: door === now.door && openUntil === now.openUntil ? null : serverStream });
}

/** What a stranger's device was let in as: for a week, and for as long as whoever said so could say it now. */
function goodAcceptance(state: DecideState, device: DeviceKey): AcceptedDevice | null {
  const accepted = state.acceptedDevice(device);
  if (accepted === null || state.now() >= accepted.acceptedAt + acceptedMs) return null;
  return canStillGive(state.person(accepted.acceptedBy), 'knock.accept', accepted.role) ? accepted : null;
}

/** Lets a stranger's device in, once. A person who is in already has a role, which is set by `person.setRole`. */
export function decideKnockAccept(
  state: DecideState,
  { author, command }: AuthoredSubmission<'knock.accept'>,
): Verdict {
  const { device, role } = command.body;
  const isAllowedTo = isAllowed(author.role, 'knock.accept') && canGive(author.role, role);
  if (!isAllowedTo || state.isDeviceBanned(device)) return err({ type: 'not_allowed', action: 'knock.accept' });
  const standing = goodAcceptance(state, device);
  const isSo = standing !== null && (standing.role === role || !mayGiveInstead(state, { author, role }, standing));
  return ok({ stream: isSo || state.device(device) !== null ? null : serverStream });
}

/** What stands is replaced by more, and by less only where whoever gave it takes it back, or somebody who stands above them does. */
function mayGiveInstead(
  state: DecideState,
  { author, role }: { readonly author: Person; readonly role: PersonRole },
  standing: AcceptedDevice,
): boolean {
  const giver = state.person(standing.acceptedBy);
  return (
    isAbove(role, standing.role) ||
    standing.acceptedBy === author.personId ||
    giver === null ||
    isAbove(author.role, giver.role)
  );
}

/** Keeps a stranger's key out, whatever the door is; a person's are kept out by the person's standing. */
export function decideDeviceBan(state: DecideState, { author, command }: AuthoredSubmission<'device.setBan'>): Verdict {
  const { device, isBanned } = command.body;
  if (!isAllowed(author.role, 'device.ban') || state.device(device) !== null)
    return err({ type: 'not_allowed', action: 'device.ban' });
  const undo = decideUndo(state, command);
  if (!undo.ok) return undo;
  return ok({ stream: state.isDeviceBanned(device) === isBanned ? null : serverStream });
}
