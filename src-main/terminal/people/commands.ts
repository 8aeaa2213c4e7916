/** What can be typed after a slash, in the order of /help: what stands after the word, and what it does. */
export const commands = {
  rooms: { usage: '', does: 'lists the rooms, yours first' },
  join: { usage: 'ROOM', does: 'goes into a room, by name or number' },
  leave: { usage: '[ROOM]', does: 'leaves the room' },
  create: { usage: 'NAME [--private] [--history]', does: 'makes a room; --history shows newcomers everything' },
  invite: { usage: 'NAME', does: 'brings somebody into the room' },
  topic: { usage: 'TEXT', does: 'says what the room is about' },
  rename: { usage: 'NAME', does: 'gives the room another name' },
  dm: { usage: 'NAME...', does: 'talks to one person or a few, with nobody else' },
  who: { usage: '', does: 'lists who is in the room' },
  people: { usage: '', does: 'lists everybody on the server' },
  history: { usage: '[N]', does: 'shows older messages' },
  unread: { usage: '', does: 'lists what is new for you' },
  retry: { usage: '[all]', does: 'sends again what failed here, or all that did' },
  discard: { usage: '[all]', does: 'forgets what failed here, or all that did' },
  servers: { usage: '', does: 'lists the servers you know' },
  nearby: { usage: '', does: 'lists the servers seen on this network' },
  server: { usage: 'N|ID|ADDRESS|LINE', does: 'goes to a server, joins it when it is new' },
  'leave-server': { usage: '', does: 'disconnects and stays away; what you read stays' },
  'renew-server': { usage: '', does: 'puts a damaged database aside and starts anew' },
  'forget-server': { usage: '', does: 'leaves, and deletes what is on this computer' },
  name: { usage: 'NEW', does: 'changes your name' },
  help: { usage: '', does: 'shows this' },
  quit: { usage: '', does: 'ends; what waits goes out next time' },
} as const satisfies Record<string, { usage: string; does: string }>;

export type CommandWord = keyof typeof commands;
