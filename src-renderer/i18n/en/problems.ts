import { maxNameCodePoints } from '#shared/domain/name.ts';
import type { ProblemSentences } from '../problem.ts';
import { isolate } from '../isolate.ts';
import { startSentence } from '../start-problem.ts';
import { enStartProblems } from './start-problems.ts';

const unreachable = (server: string): string => `${server} can't be reached.`;

/** What is wrong, what it means and the way out, by type. */
export const enProblems: ProblemSentences = {
  unreachable: (_, { server }) => unreachable(server),
  timed_out: (_, { server }) => unreachable(server),
  connection_lost: (_, { server }) => unreachable(server),
  server_unreachable: (_, { server }) => `${server} can't be reached, and only the server knows this.`,
  messages_not_there: (_, { server }) => `${server} answered without these messages.`,
  local_network_denied: () =>
    'The system keeps Hallway off the local network. Allow it in the privacy settings, then come back.',
  not_hallway: () => 'Something else answers at this address. Check the address and port.',
  address_unknown: (_, { server }) => `No address of ${server} is known. Its join line or address finds it.`,
  address_not_local: () =>
    'This address is on the internet, where Hallway sends nothing. Type one of this network, such as 10.20.4.17.',
  server_full: (_, { server }) => `${server} is full. It is tried again by itself.`,
  server_stopping: ({ reason }, { server }) =>
    ({
      restarting: `${server} restarts.`,
      sleeping: `The computer of ${server} goes to sleep.`,
      closing: `${server} has closed.`,
    })[reason],
  other_server: (_, { server }) => `This is not the ${server} you know: its key differs. Nothing of yours was sent.`,
  known_name: (_, { server }) => `This ${server} is not the one you know: its key differs. Your name was not sent.`,
  proof_wrong: (_, { server }) => `What answers cannot prove that it is ${server}. Nothing of yours was sent.`,
  version_unsupported: (_, { server }) =>
    `${server} speaks another version. Update Hallway on both sides; your history stays readable.`,
  deactivated: (_, { server }) =>
    `You may not come into ${server} just now. Ask whoever runs it; what you have read stays on this computer.`,
  not_let_in: (_, { server }) => `Whoever is at the door of ${server} did not let you in.`,
  link_invalid: () => 'This link has been used or has run out. Make a new one on your other device.',
  claim_dropped: ({ displayName }, { server }) =>
    `Whoever came to the door of ${server} let this device in as somebody new, not as one more of ${isolate(displayName)}.`,
  knock_broken: (_, { server }) =>
    `The connection to ${server} broke while the digits were compared. Knock again; the digits will be new ones.`,
  device_removed: (_, { server }) =>
    `This computer is not let in at ${server}. Whoever runs it can change that; what you have read stays here.`,
  device_revoked: (_, { server }) =>
    `This device was revoked at ${server}, and its key is never let in again. Forget ${server} here, which deletes what was read here, and come anew: by another device of yours, or by the word of an owner.`,
  replaced: () => 'The same data is in use elsewhere. Close the other one, then connect again.',
  login_refused: ({ reason }, { server }) =>
    ['proof_wrong', 'close_4502'].includes(reason)
      ? `${server} could not make sure that it is you: what this computer signed does not hold. Update Hallway, and ask whoever runs ${server} to let this computer in again.`
      : `${server} refused the login: ${reason}.`,
  storage_failed: ({ detail }, { server }) =>
    detail === 'database_corrupt'
      ? `What this computer keeps of ${server} is damaged. Put it aside, and everything comes from the server again.`
      : detail === 'key_file_sealed'
        ? `The key that proves who you are on ${server} is guarded by this system’s keystore. Open Hallway in its own window, with the keystore unlocked.`
        : detail.startsWith('key_file')
          ? `The key that proves who you are on ${server} cannot be read. Nothing was changed; the log has the details.`
          : detail === 'database_unreadable'
            ? `The disk did not give what this computer keeps of ${server}. Nothing was changed; check the disk, then start again.`
            : 'This computer cannot store what comes in. Make room on its disk; nothing is lost.',
  server_disk_full: (_, { server }) => `${server} cannot keep anything just now: its disk is full.`,
  server_storage_failed: (_, { server }) =>
    `The disk of ${server} fails. Tell whoever runs it; it is tried again by itself.`,
  database_not_damaged: (_, { server }) => `What this computer keeps of ${server} is not damaged.`,

  invalid_params: ({ problem }) => `This cannot be used: ${problem}.`,
  server_not_known: () => 'No server of this kind has been seen. Check the line, or ask for a new one.',
  target_invalid: () => 'This is no address and no join line. An address looks like 10.20.4.17 or 10.20.4.17:7420.',
  room_not_known: () => 'There is no such room on this computer.',
  person_not_known: () => 'This person is not known here.',
  already_transmitted: () => 'This is already on its way and can no longer be changed.',
  nothing_to_undo: () => 'This can’t be undone any more.',
  command_not_known: () => 'This is not waiting here any more.',
  overloaded: (_, { server }) => `${server} has too much to do just now. Try again in a moment.`,
  request_refused: ({ reason }, { server }) => `${server} refused: ${reason}.`,

  name_empty: () => 'The name is empty. Type at least one letter.',
  name_too_long: ({ maxCodePoints }) => `The name is too long: at most ${maxCodePoints} characters.`,
  topic_too_long: ({ maxCodePoints }) => `The topic is too long: at most ${maxCodePoints} characters.`,
  name_ill_formed: () => 'The name has characters that cannot be kept. Type it anew.',
  name_taken: ({ displayName }) => `Too close to “${isolate(displayName)}”. Add a last name or a place.`,
  room_name_taken: ({ name }) => `There is a room “${isolate(name)}” already. Take another name.`,

  wrong_server: (_, { server }) => `This was meant for another server than ${server}.`,
  unknown_command: (_, { server }) => `${server} does not know how to do this. It needs an update.`,
  invalid_body: ({ problem }, { server }) => `${server} cannot use this: ${problem}.`,
  signature_wrong: (_, { server }) => `${server} could not check that this comes from you. Send it again.`,
  command_id_taken: () => 'This was sent before with other words. Send it again.',
  not_admitted: (_, { server }) => `${server} has not let you in yet.`,
  door_closed: ({ door }, { server }) =>
    door === 'invite'
      ? `${server} lets in who has an invite. Ask for a link, then paste it where you join.`
      : `Too many people wait at the door of ${server}. Try again in a while.`,
  invite_invalid: () => 'This invite has been used or has run out. Ask for a new one.',
  last_owner: (_, { server }) => `${server} needs an owner. Make somebody else one first.`,
  last_device: (_, { server }) =>
    `It is the only device at ${server}. Of your own, add another one first; an owner has one as long as they are an owner.`,
  invites_full: ({ maxOpenInvites }) =>
    `You have ${maxOpenInvites} invites that still work, and more are not kept. Revoke one you no longer need.`,
  reports_full: ({ maxOpenReports }) =>
    `${maxOpenReports} of your reports wait already. Report more once somebody has looked at them.`,
  devices_full: ({ maxDevices, isVouched }, { server }) =>
    isVouched
      ? `An owner of ${server} vouched for this device, and from such a one at most ${maxDevices} more can be added, revoked ones counted. Add it from another device of yours, or ask an owner to let it in.`
      : `One person has at most ${maxDevices} devices at ${server}, revoked ones counted, and that is full.`,
  too_late: () => 'That was more than 30 days ago and cannot be undone any more.',
  already_admitted: (_, { server }) => `You are in ${server} already.`,
  not_allowed: ({ action }) =>
    action === 'device.revoke:own'
      ? 'An owner vouched for this device, so it puts out only those that it added. Ask an owner to do it.'
      : 'Your role does not allow this here. Ask a moderator.',
  room_not_found: () => 'The room does not exist any more.',
  room_closed: () =>
    'The server had lost what was said last, and kept this room closed until two people who were in it lately are back. Try again once you can write here.',
  not_a_member: () => 'You are not in this room. Join it first.',
  person_not_found: () => 'This person does not exist here.',
  direct_people_invalid: ({ maxPeople }) => `A direct chat holds 1 to ${maxPeople} people.`,
  dependency_failed: () => 'What it needs was refused.',

  unknown_call: () => 'This part of Hallway is of another version. Start Hallway again.',
  internal_error: () => 'Something went wrong inside Hallway. What you wrote is kept; the log has the details.',
  port_closed: () => 'The part of Hallway that keeps your chat is starting again. What you wrote is kept.',

  name_invalid: () => `This name cannot be used. Type at least one letter, and at most ${maxNameCodePoints}.`,
  host_failed: ({ problem }) => startSentence(enStartProblems, problem),
  host_running: () => 'The server runs. Stop it first.',
  link_refused: () => 'This link cannot be opened.',
  file_refused: () => 'This cannot be saved here.',
  file_not_saved: ({ code }) => `The file could not be saved (${code}). Choose another place.`,
  settings_not_kept: () => 'The setting could not be written to disk. It holds until Hallway ends.',
};

export const enOtherProblem = ({ type }: { readonly type: string }, server: string): string =>
  `${server} refused this (${type}).`;
