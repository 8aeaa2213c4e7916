import { err } from '../../result.ts';
import { unreachable } from '../../assert.ts';
import type { Command } from '../command.ts';
import type { DecideState, Submission, Verdict } from './decision.ts';
import { decideDeviceLink, decideDeviceRevoke, decideDeviceVouch } from './device.ts';
import { decideDirectOpen } from './direct.ts';
import { decideDeviceBan, decideKnockAccept, decideSetDoor } from './entry.ts';
import { decideInviteAccept, decideInviteCreate, decideInviteRevoke } from './invite.ts';
import { decideMessageSend } from './message.ts';
import { decideInvite, decideJoin, decideLeave, decideRemoveMember } from './membership.ts';
import { decideSetBlock } from './block.ts';
import { decidePersonAdmit, decidePersonRename } from './person.ts';
import { decideReportClose, decideReportCreate } from './report.ts';
import { decideSetRole, decideSetStanding } from './role.ts';
import { decideRoomCreate, decideRoomRename, decideSetTopic } from './room.ts';

/**
 * Whether a command is allowed and which stream its event belongs to (P2). Pure: run by the log engine inside the
 * transaction, so that nothing in flight can race with it.
 */
export function decide(state: DecideState, submission: Submission): Verdict {
  const { author, command } = submission;
  // What was on its way when the device was revoked, or is sent over a connection that is not cut yet (T10).
  if (state.device(submission.device)?.isRevoked === true) return err({ type: 'not_admitted' });
  if (command.kind === 'person.admit') return decidePersonAdmit(state, { ...submission, command });
  if (author === null || author.standing !== 'active') return err({ type: 'not_admitted' });
  const of = <Known extends Command>(known: Known) => ({ ...submission, author, command: known });
  switch (command.kind) {
    case 'server.setDoor':
      return decideSetDoor(state, of(command));
    case 'knock.accept':
      return decideKnockAccept(state, of(command));
    case 'device.setBan':
      return decideDeviceBan(state, of(command));
    case 'device.link':
      return decideDeviceLink(state, of(command));
    case 'device.revoke':
      return decideDeviceRevoke(state, of(command));
    case 'device.vouch':
      return decideDeviceVouch(state, of(command));
    case 'invite.create':
      return decideInviteCreate(state, of(command));
    case 'invite.revoke':
      return decideInviteRevoke(state, of(command));
    case 'invite.accept':
      return decideInviteAccept(state, of(command));
    case 'person.setRole':
      return decideSetRole(state, of(command));
    case 'person.setStanding':
      return decideSetStanding(state, of(command));
    case 'person.setBlock':
      return decideSetBlock(state, of(command));
    case 'report.create':
      return decideReportCreate(state, of(command));
    case 'report.close':
      return decideReportClose(state, of(command));
    case 'person.rename':
      return decidePersonRename(state, of(command));
    case 'room.create':
      return decideRoomCreate(state, of(command));
    case 'room.join':
      return decideJoin(state, of(command));
    case 'room.leave':
      return decideLeave(state, of(command));
    case 'room.invite':
      return decideInvite(state, of(command));
    case 'room.removeMember':
      return decideRemoveMember(state, of(command));
    case 'room.rename':
      return decideRoomRename(state, of(command));
    case 'room.setTopic':
      return decideSetTopic(state, of(command));
    case 'direct.open':
      return decideDirectOpen(state, of(command));
    case 'message.send':
      return decideMessageSend(state, of(command));
    default:
      return unreachable(command);
  }
}
