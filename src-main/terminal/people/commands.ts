import type { Way } from './course.ts';

/** What can be typed after a slash, in the order of /help: what stands after the word, and what it does. */
export const commands = {
  rooms: { usage: '', does: 'lists the rooms, yours first' },
  join: { usage: 'ROOM', does: 'goes into a room, by name or number' },
  leave: { usage: '[ROOM]', does: 'leaves the room' },
  create: { usage: 'NAME [--private] [--history]', does: 'makes a room; --history shows newcomers everything' },
  invite: { usage: '[NAME|--guest|--several]', does: 'brings somebody into the room; without a name, makes a link' },
  invites: { usage: '[revoke N]', does: 'lists the links that still let people in, takes one back' },
  topic: { usage: '[TEXT|--none]', does: 'shows, sets or removes what the room is about' },
  rename: { usage: 'NAME', does: 'gives the room another name' },
  dm: { usage: 'NAME...', does: 'talks to one person or a few, with nobody else' },
  who: { usage: '', does: 'lists who is in the room' },
  people: { usage: '', does: 'lists everybody on the server' },
  members: { usage: '', does: 'lists everybody with what they are, also who is out' },
  role: { usage: 'NAME ROLE', does: 'makes somebody owner, moderator, member or guest' },
  deactivate: { usage: 'NAME', does: 'keeps somebody out for a time' },
  remove: { usage: 'NAME', does: 'puts somebody out of the server' },
  ban: { usage: 'NAME', does: 'puts somebody out of the server for good' },
  'let-back': { usage: 'NAME', does: 'takes back what put somebody out' },
  door: { usage: '[open|knock|invite|open 15m]', does: 'shows or sets whom the server lets in' },
  knocks: { usage: '[open|in|vouch|no|ban N]', does: 'lists who knocks; shows digits, lets in, sends away' },
  block: { usage: 'NAME', does: 'no longer hears somebody, who is not told' },
  unblock: { usage: 'NAME', does: 'hears them again' },
  report: { usage: 'NAME [: WORDS]', does: 'asks owners and moderators to look at somebody' },
  reports: { usage: '[N OUTCOME]', does: 'lists what is reported; closes it with what was done' },
  devices: { usage: '[link|revoke N|of NAME]', does: 'lists your devices; makes a link for one more' },
  claims: { usage: '[open|yes|no N]', does: 'lists devices that ask to be yours; shows digits' },
  history: { usage: '[N]', does: 'reads further back; /join of the room shows its end again' },
  unread: { usage: '', does: 'lists what is new for you' },
  info: { usage: '[TEXT]', does: 'tells the way of the last message, or of the last that holds TEXT' },
  retry: { usage: '[all]', does: 'sends again what failed here, or all that did' },
  discard: { usage: '[all]', does: 'forgets what failed here, or all that did' },
  servers: { usage: '', does: 'lists the servers you know' },
  nearby: { usage: '', does: 'lists the servers seen on this network' },
  server: { usage: '[N|ID|ADDRESS|LINE]', does: 'goes to a server, joins it when it is new' },
  confirm: { usage: '', does: 'says that the digits at the door were the same' },
  'join-separate': { usage: '', does: 'joins a server with another key beside the one you know' },
  'leave-server': { usage: '', does: 'disconnects and stays away; what you read stays' },
  'renew-server': { usage: '', does: 'puts a damaged database aside and starts anew' },
  'forget-server': { usage: '', does: 'leaves, and deletes what is on this computer' },
  diagnostics: { usage: '', does: 'tells how this computer is with the server' },
  name: { usage: 'NEW', does: 'changes your name' },
  yes: { usage: '', does: 'does what was asked in the line before' },
  help: { usage: '', does: 'shows this' },
  quit: { usage: '', does: 'ends; what waits goes out next time' },
} as const satisfies Record<string, { usage: string; does: string }>;

export type CommandWord = keyof typeof commands;

/** What can be done, or can only be begun, where no server answers. */
export const worksAlone: ReadonlySet<CommandWord> = new Set<CommandWord>([
  ...(['servers', 'nearby', 'server', 'confirm', 'join-separate'] as const),
  ...(['leave-server', 'renew-server', 'forget-server', 'name'] as const),
  ...(['retry', 'discard', 'yes', 'help', 'quit'] as const),
]);

/** What leads to another room or server, besides a /yes to what does. */
export const leadingElsewhere: Readonly<Partial<Record<CommandWord, Way['to']>>> = {
  join: 'room',
  dm: 'room',
  create: 'room',
  server: 'server',
  'join-separate': 'server',
};

/** What is about the room that people are in. */
export const aboutRoom: ReadonlySet<CommandWord> = new Set<CommandWord>([
  ...(['leave', 'invite', 'topic', 'rename', 'who', 'history', 'info', 'retry', 'discard'] as const),
]);

/** What is about no server, or leads to one. */
export const aboutNoServer: ReadonlySet<CommandWord> = new Set<CommandWord>([
  ...(['servers', 'nearby', 'server', 'join-separate', 'yes', 'help', 'quit'] as const),
]);
