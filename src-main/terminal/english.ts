/**
 * Every sentence the terminal says, by its type: a problem without one does not compile. The voice is plain, short, in the
 * present tense, says "you", blames nobody and ends with the way out. Names arrive here cleaned.
 */
import type { DeliveryState } from '#shared/domain/delivery.ts';
import type { PresenceState } from '#shared/domain/presence.ts';
import type { Refusal } from '#shared/domain/refusal.ts';
import type { ReportReason } from '#shared/domain/report.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { CommandFailure, DiscoveryView, NoticeItem } from '#shared/ipc/chat-view.ts';
import type { ConnectionState } from '#shared/ipc/connection-view.ts';
import type { ServerHoldup } from '#shared/ipc/server-holdup.ts';
import type { RpcError } from '#shared/ipc/rpc.ts';
import type { ScriptProblem } from './json/json-command.ts';
import { cleanLine, isolate } from './text/clean-text.ts';

/** Everything that can be wrong, from the network to a name. */
export type Problem = ChatError | RpcError | Refusal | CommandFailure | ScriptProblem | ServerHoldup;

/** What a problem is about, for its sentence. */
export interface About {
  readonly server: string;
  readonly room: string;
  /** What is typed to come to the server again. */
  readonly enter?: string;
}

type Sentences = {
  readonly [Type in Problem['type']]: (problem: Extract<Problem, { type: Type }>, about: About) => string;
};

const enter = (about: About): string => about.enter ?? '/server';

/** The server said stop (PROTOCOL.md, section 14): whoever is out knocks at no door by a program alone. */
const triesAgain = (about: About): string => `Once they have, ${enter(about)} tries again; nothing does by itself.`;

const unreachable = (about: About): string => `${about.server} can't be reached.`;

/** What a server's database or key on this computer could not be opened for. `file` is a path, or empty. */
const storageSentences: Readonly<Record<string, (about: About, file: string) => string>> = {
  key_file_exposed: (about, file) =>
    `Your key for ${about.server} can be read by others on this computer. If nobody did, run: chmod 600 ${file} - and ${enter(about)} again.`,
  key_file_sealed: (about, file) =>
    `${file}, your key for ${about.server}, is guarded by the keystore of the system, which only Hallway's app of the same user can ask. Open the app, or name another folder with --data.`,
  key_file_damaged: (about, file) =>
    `${file} does not hold your key for ${about.server} any more. It was left as it is. Bring back a copy, or forget the server and join it as somebody new.`,
  key_file_failed: (about, file) =>
    `${file}, your key for ${about.server}, cannot be read. Let this user read it, then ${enter(about)} again.`,
  folder_missing: (about, file) =>
    `There is no folder ${file}, and it could not be made. Make it, then ${enter(about)} again.`,
  folder_read_only: (about, file) =>
    `Nothing can be written to ${file === '' ? 'the data folder' : file}. Let this user write there, then ${enter(about)} again.`,
  database_newer: (about) =>
    `What is kept here of ${about.server} was written by a newer Hallway. Update this one; nothing was changed.`,
  database_corrupt: (about) =>
    `What is kept here of ${about.server} is damaged, and no new one could be begun by itself. Check the disk; /renew-server puts it aside and gets everything from the server again.`,
  database_unreadable: (about, file) =>
    `The disk did not give ${file === '' ? `what is kept here of ${about.server}` : file}. Nothing was changed; check the disk, then ${enter(about)} again.`,
  disk_full: () => 'The disk of this computer is full. Make room and start again; nothing is lost.',
};

const overloaded = (about: About): string => `${about.server} has too much to do just now. Try again in a moment.`;

const notAdmitted = (about: About): string =>
  `${about.server} has not let you in yet. Try again once somebody there has.`;

/** Why a server answered a question with no; its words are for programs. */
const requestSentences: Readonly<Record<string, (about: About) => string>> = {
  not_admitted: notAdmitted,
  room_not_found: (about) => `${about.room} does not exist any more. /rooms lists those that do.`,
  wrong_epoch: (about) => `${about.server} began anew from an older copy just now. Try again in a moment.`,
  beyond_end: (about) => `${about.server} has less than was asked for. Try again in a moment.`,
  nothing_to_pull: (about) => `${about.server} has lost the thread. Try again in a moment.`,
  overloaded,
  storage_failed: (about) =>
    `${about.server} cannot read what it keeps. Try again later; whoever runs it finds the reason in its log.`,
};

const waitSentences: Readonly<Record<string, string>> = {
  online: 'The server could not be reached in time. See that it runs and that its address is right.',
  sent: 'Not everything was sent in time. What waits is kept, and goes out by itself.',
  delivered: 'Not everything was delivered in time. Somebody it is for may not be there.',
  read: 'Not everything was read in time. Somebody it is for may not be there.',
  message: 'No such message came in time.',
  room: 'No such room showed up in time. Check its name, or join it first.',
  person: 'Nobody of that name showed up in time. Check the name.',
};

const problems: Sentences = {
  unreachable: (_, about) => unreachable(about),
  timed_out: (_, about) => unreachable(about),
  connection_lost: (_, about) => unreachable(about),
  server_unreachable: (_, about) =>
    `${about.server} can't be reached, and only the server knows this. Try again once it is back.`,
  messages_not_there: (_, about) => `${about.server} answered without these messages.`,
  address_not_local: () => 'This address is on the internet, where Hallway sends nothing.',
  local_network_denied: (_, about) =>
    `The system keeps this program off the local network. Allow it in the privacy settings, then ${enter(about)} again.`,
  not_hallway: () => 'Something else answers at this address. Check the address and port.',
  address_unknown: (_, about) =>
    `No address of ${about.server} is known. /server with its address or join line finds it.`,
  server_full: (_, about) => `${about.server} is full. It is tried again by itself.`,
  server_stopping: ({ reason }, about) =>
    ({
      restarting: `${about.server} restarts.`,
      sleeping: `The computer of ${about.server} goes to sleep.`,
      closing: `${about.server} has closed.`,
    })[reason],
  other_server: (_, about) =>
    `This is not the ${about.server} you know: its key differs. Nothing of yours was sent. /join-separate joins it beside that one.`,
  known_name: (_, about) =>
    `This ${about.server} is not the one you know: its key differs, and it was told nothing of you. /forget-server drops it; /join-separate joins it beside that one, if whoever runs it tells you this key.`,
  proof_wrong: (_, about) => `What answers cannot prove that it is ${about.server}. Nothing of yours was sent.`,
  version_unsupported: (_, about) =>
    `${about.server} speaks another version. Update Hallway on both sides; your history stays readable.`,
  deactivated: (_, about) =>
    `You may not come into ${about.server} until somebody there lets you back. Ask whoever runs it; what you have read stays on this computer. ${triesAgain(about)}`,
  not_let_in: (_, about) =>
    `Whoever is at the door of ${about.server} did not let you in. ${enter(about)} knocks again.`,
  link_invalid: (_, about) =>
    `This link for one more device of yours at ${about.server} has been used or has run out. Ask your other device for a new one.`,
  knock_broken: (_, about) =>
    `The connection to ${about.server} broke while the digits were compared. ${enter(about)} knocks again; the digits will be new ones.`,
  device_removed: (_, about) =>
    `This computer is not let in at ${about.server}. Whoever runs it can change that; what you have read stays here. ${triesAgain(about)}`,
  device_revoked: (_, about) =>
    `This device was revoked at ${about.server}, and its key is never let in again. /forget-server deletes it, with what was read here; then paste a link that /devices link makes on another device of yours. Where you have none, come in Hallway's window under your name: an owner can say that it is you.`,
  replaced: (_, about) => `The same data is in use elsewhere. Close the other one, then ${enter(about)} again.`,
  login_refused: ({ reason }, about) =>
    ['proof_wrong', 'close_4502'].includes(reason)
      ? `${about.server} could not make sure that it is you: what this computer signed does not hold. Update Hallway, ask whoever runs ${about.server} to let this computer in again, then ${enter(about)} again.`
      : `${about.server} and this Hallway do not understand each other. Update both, then ${enter(about)} again; your history stays readable.`,
  storage_failed: ({ detail, file = '' }, about) =>
    storageSentences[detail]?.(about, file) ?? `This computer cannot store what comes in: ${detail}. Check its disk.`,
  server_disk_full: (_, about) => `${about.server} cannot keep anything just now: its disk is full.`,
  server_storage_failed: (_, about) =>
    `${about.server} cannot read or write what it keeps. It is tried again by itself; whoever runs it finds the reason in its log.`,

  invalid_params: ({ path, problem }) => `This cannot be used: ${path === '' ? '' : `${path}: `}${problem}.`,
  server_not_known: ({ target }) => `No server ${target} has been seen. /nearby lists those that have.`,
  target_invalid: () => 'This is no server id, address or join line. Check it and try again.',
  room_not_known: () => 'There is no such room on this device. /rooms lists them.',
  person_not_known: () => 'There is nobody of that name. /people lists everybody.',
  database_not_damaged: (_, about) => `What is kept here of ${about.server} is not damaged. Nothing was changed.`,
  already_transmitted: () => 'This is already on its way and can no longer be changed.',
  nothing_to_undo: () => 'This cannot be undone any more.',
  command_not_known: () => 'This message is not waiting here.',
  overloaded: (_, about) => overloaded(about),
  request_refused: ({ reason }, about) =>
    requestSentences[reason]?.(about) ??
    `${about.server} and this Hallway do not understand each other in this. Update both; everything else goes on.`,

  name_empty: () => 'The name is empty. Type at least one letter.',
  name_too_long: ({ maxCodePoints }) => `The name is too long: at most ${maxCodePoints} characters.`,
  name_ill_formed: () => 'The name has characters that cannot be kept. Type it anew.',
  name_taken: ({ displayName }) => `Too close to "${displayName}". Add a last name or a place.`,
  room_name_taken: ({ name }) => `There is a room "${name}" already. Take another name.`,

  wrong_server: (_, about) => `This was meant for another server than ${about.server}.`,
  unknown_command: (_, about) => `${about.server} does not know how to do this. It needs an update.`,
  invalid_body: ({ problem }, about) =>
    `${about.server} cannot use this: ${problem}. Say it in another way, or update Hallway on both sides.`,
  signature_wrong: (_, about) => `${about.server} could not check that this comes from you. Send it again.`,
  command_id_taken: () => 'This was sent before with other words. Send it again.',
  not_admitted: (_, about) => notAdmitted(about),
  door_closed: ({ door }, about) =>
    door === 'invite'
      ? `${about.server} lets in who has an invite. Ask for a link with one, and paste it here.`
      : `Too many people wait at the door of ${about.server}. Try again in a while.`,
  invite_invalid: () => 'This invite has been used or has run out. Ask for a new one.',
  last_owner: (_, about) => `${about.server} needs an owner. Make somebody else one first.`,
  last_device: (_, about) =>
    `It is the only device at ${about.server}. Of your own, add another one first; an owner has one as long as they are an owner.`,
  devices_full: ({ maxDevices, isVouched }, about) =>
    isVouched
      ? `An owner of ${about.server} vouched for this device, and from such a one at most ${maxDevices} more can be added, revoked ones counted. Add it from another device of yours, or ask an owner to let it in.`
      : `One person has at most ${maxDevices} devices at ${about.server}, revoked ones counted, and that is full.`,
  invites_full: ({ maxOpenInvites }) =>
    `You have ${maxOpenInvites} invites that still work, and more are not kept. /invites lists them; /invites revoke N takes one back.`,
  reports_full: ({ maxOpenReports }) =>
    `${maxOpenReports} of your reports wait already. Report more once somebody has looked at them.`,
  too_late: () => 'That was more than 30 days ago and cannot be undone any more.',
  already_admitted: (_, about) => `You are in ${about.server} already.`,
  not_allowed: () => 'Your role does not allow this here. Ask a moderator.',
  room_not_found: (_, about) => `${about.room} does not exist any more.`,
  not_a_member: (_, about) => `You are not in ${about.room}. /join comes first.`,
  room_closed: (_, about) =>
    `The server had lost what was said last, and kept ${about.room} closed until two people who were in it lately are back. One line says when it opens; then /retry sends this again.`,
  person_not_found: () => 'This person does not exist here.',
  direct_people_invalid: ({ maxPeople }) => `A direct chat holds 1 to ${maxPeople} people.`,
  dependency_failed: () => 'It needs something that was refused before it, such as its room. Do that again first.',

  not_json: ({ problem }) => `This line is not JSON: ${problem}.`,
  not_a_command: ({ problem }) => `This line is no command: ${problem}.`,
  unknown_do: ({ name }) => `There is nothing called ${name} to do. docs/terminal.md lists what there is.`,
  ambiguous: ({ typed, names }) => `${typed} fits several: ${names.join(', ')}. Give the id.`,
  no_server: () => 'No server is joined. Name one with --server, or join one first.',
  wait_timed_out: (problem) =>
    `${waitSentences[problem.for] ?? 'It did not come in time.'} With a larger timeoutMs it is waited for longer.`,

  unknown_call: ({ name }) => `There is no call ${name}.`,
  internal_error: () => 'Something went wrong inside Hallway. What you wrote is kept; the log has the details.',
  port_closed: () => 'The part of Hallway that keeps your chat has stopped. Start it again; what you wrote is kept.',
};

/** The sentence for a problem. What a newer server calls by a name unknown here gets a general one. */
export function sentenceFor(problem: { readonly type: string }, about: About): string {
  const clean = cleanFields(problem);
  if (!Object.hasOwn(problems, problem.type)) return `${about.server} refused this (${clean.type}).`;
  // The type picks its own sentence; TypeScript cannot follow the look-up.
  const sentence = problems[problem.type as Problem['type']] as (problem: unknown, about: About) => string;
  return sentence(clean, about).replace(/^(the|this) /u, (word) => (word === 'the ' ? 'The ' : 'This '));
}

/** Names and reasons within a problem were written by others. */
function cleanFields<Fields extends object>(fields: Fields): Fields {
  const entries = Object.entries(fields).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === 'string' ? isolate(cleanLine(value)) : value,
  ]);
  return Object.fromEntries(entries) as Fields;
}

/** Each with its mark, because neither a mark nor a colour alone says it. */
export const deliveryWords: Readonly<Record<DeliveryState, string>> = {
  queued: '◌ queued',
  sent: '✓ sent',
  delivered: '✓✓ delivered',
  read: '✓✓ read',
  failed: '✗ not sent',
};
/** Of what is queued for a room that its server keeps closed. */
export const heldWord = '◌ waits for the room to open';

export const presenceWords: Readonly<Record<PresenceState, string>> = { here: 'here', away: 'away', offline: 'off' };

/** Why somebody was reported, behind the name of who did. */
export const reportReasonWords: Readonly<Record<ReportReason, string>> = {
  rude: 'it is rude to somebody',
  harassing: 'it threatens or harasses',
  misplaced: 'it should not be in this room',
  spam: 'it is advertising or flooding',
  impostor: 'they pretend to be somebody else',
  other: 'to look at it',
};

/** Where the connection stands, in two or three words for lists and the prompt. */
export const connectionWords: Readonly<Record<ConnectionState['type'], string>> = {
  connecting: 'connecting',
  pending: 'waiting to be let in',
  catching_up: 'catching up',
  healing: 'gathering what was lost',
  online: 'connected',
  reconnecting: 'out of reach',
  offline: 'left',
  refused: 'refused',
};

/** Beside the connection, in lists and the prompt. */
export const holdupWords: Readonly<Record<ServerHoldup['type'], string>> = {
  server_disk_full: 'its disk is full',
  server_storage_failed: 'its disk fails',
};

export const discoverySentences: Readonly<Record<DiscoveryView['type'], string | null>> = {
  off: 'Looking for servers is switched off. /server ADDRESS joins one.',
  starting: null,
  working: null,
  not_heard: 'Servers nearby cannot be heard on this network. /server ADDRESS or a join line joins one.',
  no_network: 'There is no network. Servers appear as soon as there is one.',
  failed: 'Servers nearby cannot be heard here. /server ADDRESS or a join line joins one.',
};

interface NoticeParts {
  readonly person: string;
  readonly subject: string;
  readonly text: string;
}
export const noticeSentences: Readonly<Record<NoticeItem['notice'], (parts: NoticeParts) => string>> = {
  'room.created': ({ person, text }) => `${person} created the room${text === '' ? '' : ` ${text}`}`,
  'room.joined': ({ person }) => `${person} joined`,
  'room.left': ({ person }) => `${person} left`,
  'room.invited': ({ person, subject }) => `${person} invited ${subject}`,
  'room.memberRemoved': ({ person, subject }) => `${person} removed ${subject}`,
  'room.renamed': ({ person, text }) => `${person} named the room ${text}`,
  'room.topicSet': ({ person, text }) =>
    text === '' ? `${person} removed the topic` : `${person} set the topic: ${text}`,
  'direct.opened': ({ person }) => `${person} opened this direct chat`,
};
