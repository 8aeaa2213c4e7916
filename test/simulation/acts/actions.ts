import type { CommandId, PersonId, RoomId } from '#shared/domain/ids.ts';
import type { SimClient } from '../world/sim-client.ts';
import type { SimWorld } from '../world/sim-world.ts';

/** What a person can do in front of a client. Each does nothing where there is nothing to do it to. */
export type ActionName =
  | 'send'
  | 'createPublic'
  | 'createPrivate'
  | 'join'
  | 'leave'
  | 'invite'
  | 'removeMember'
  | 'renameRoom'
  | 'setTopic'
  | 'openDirect'
  | 'renamePerson'
  | 'markRead'
  | 'markUnread'
  | 'page'
  | 'browse'
  | 'cancel'
  | 'change'
  | 'retry'
  | 'discard'
  | 'connectNow'
  | 'leaveServer'
  | 'joinServer';

export const usualActions: Readonly<Record<ActionName, number>> = {
  send: 60,
  createPublic: 3,
  createPrivate: 4,
  join: 8,
  leave: 4,
  invite: 8,
  removeMember: 3,
  renameRoom: 2,
  setTopic: 3,
  openDirect: 5,
  renamePerson: 1,
  markRead: 5,
  markUnread: 2,
  page: 8,
  browse: 1,
  cancel: 2,
  change: 2,
  retry: 2,
  discard: 1,
  connectNow: 3,
  leaveServer: 0.5,
  joinServer: 2,
};

const roomNames = ['tea', 'Tea ', 'cake', 'plans', 'lunch', 'Lunch', 'ideas'];
const personNames = ['Kim', 'Lee', 'kim', 'Max', 'Nia'];

/** Does it, and says with what; null where there was nothing to do it to. */
export function act(world: SimWorld, client: SimClient, name: ActionName): string | null {
  return actions[name]({ world, client, ...choices(world, client) });
}

interface Hands {
  readonly world: SimWorld;
  readonly client: SimClient;
  readonly serverId: SimWorld['server']['identity']['serverId'];
  /** One of the rooms on the screen; of those that this person is in, usually. */
  readonly room: RoomId | null;
  readonly person: PersonId | null;
  readonly others: readonly PersonId[];
}

/** What chance has picked, before it is known what for, so that each action draws alike. */
function choices({ dice, server, watching }: SimWorld, client: SimClient): Omit<Hands, 'world' | 'client'> {
  const { rooms, people } = watching.shownBy(client);
  const all = [...rooms.values()];
  const own = all.filter(({ isMember }) => isMember);
  const from = own.length > 0 && dice.chance(0.95) ? own : all;
  const everybody = [...people.keys()];
  return {
    serverId: server.identity.serverId,
    room: from.length === 0 ? null : dice.pick(from).roomId,
    person: everybody.length === 0 ? null : dice.pick(everybody),
    others: everybody.filter((person) => person !== client.disk.person && dice.chance(0.4)),
  };
}

type Action = (hands: Hands) => string | null;

const actions: Readonly<Record<ActionName, Action>> = {
  send: withRoom(({ world, client }, roomId) => world.typist.send(client, roomId)),
  createPublic: (hands) => create(hands, 'public'),
  createPrivate: (hands) => create(hands, 'private'),
  join: ({ world: { dice, model }, client, serverId }) => {
    const rooms = [...model.rooms.keys()] as RoomId[];
    if (rooms.length === 0) return null;
    const roomId = dice.pick(rooms);
    client.call('room.join', { serverId, roomId });
    return roomId;
  },
  leave: withRoom(({ client, serverId }, roomId) => client.call('room.leave', { serverId, roomId })),
  invite: withRoom(({ client, serverId, person }, roomId) => {
    if (person !== null) client.call('room.invite', { serverId, roomId, personId: person });
  }),
  removeMember: withRoom(({ client, serverId, person }, roomId) => {
    if (person !== null) client.call('room.removeMember', { serverId, roomId, personId: person });
  }),
  renameRoom: withRoom(({ world, client, serverId }, roomId) => {
    client.call('room.rename', { serverId, roomId, name: world.dice.pick(roomNames) });
  }),
  setTopic: withRoom(({ world, client, serverId }, roomId) => {
    client.call('room.setTopic', { serverId, roomId, topic: `topic ${world.dice.below(9)}` });
  }),
  openDirect: ({ client, serverId, person, others, world }) => {
    const personIds = world.dice.chance(0.7) && person !== null ? [person] : [...others];
    if (personIds.length > 0) client.call('direct.open', { serverId, personIds });
    return personIds.join(' ');
  },
  renamePerson: ({ world, client, serverId }) => {
    const displayName = world.dice.pick([...personNames, client.name]);
    client.call('person.rename', { serverId, displayName });
    return displayName;
  },
  markRead: withRoom(({ world, client, serverId }, roomId) => {
    const head = world.watching.shownBy(client).itemHeads.get(roomId) ?? 0;
    const isAll = world.dice.chance(0.5);
    client.call(
      'room.markRead',
      isAll ? { serverId, roomId } : { serverId, roomId, upTo: world.dice.between(0, head) },
    );
  }),
  markUnread: withRoom(({ world, client, serverId }, roomId) => {
    const head = world.watching.shownBy(client).itemHeads.get(roomId) ?? 0;
    if (head > 0) client.call('room.markUnread', { serverId, roomId, from: world.dice.between(1, head) });
  }),
  page: withRoom(({ world, client, serverId }, roomId) => {
    readBack(world, client, { serverId, roomId, pages: world.dice.between(1, 4), maxItems: world.dice.between(1, 12) });
  }),
  browse: ({ client, serverId }) => {
    client.call('room.browse', { serverId });
    return '';
  },
  cancel: withUnsent('queued', ({ world, client }, commandId) => world.typist.cancel(client, commandId)),
  change: withUnsent('queued', ({ world, client }, commandId) => world.typist.change(client, commandId)),
  // Also what made a room and failed, with which what was said in it follows. Discarding that would discard what was said.
  retry: withUnsent(
    'failed',
    ({ world, client }, commandId) => world.typist.retry(client, commandId),
    ({ world, client }) => (world.dice.chance(0.3) ? world.watching.shownBy(client).failed : []),
  ),
  discard: withUnsent('failed', ({ world, client }, commandId) => world.typist.discard(client, commandId)),
  connectNow: ({ client, serverId }) => {
    client.call('server.connectNow', { serverId });
    return '';
  },
  leaveServer: ({ client, serverId }) => {
    client.call('server.leave', { serverId });
    return '';
  },
  joinServer: ({ world, client }) => {
    joinServer(world, client, client.name);
    return '';
  },
};

/** By its address at first, by its id once it is known. */
export function joinServer({ server, dice }: SimWorld, client: SimClient, displayName: string): void {
  const target = client.disk.hasJoined && dice.chance(0.5) ? server.identity.serverId : '10.0.0.1:7420';
  client.call('server.join', { target, displayName });
}

function create({ world, client, serverId }: Hands, visibility: 'public' | 'private'): string {
  const { dice } = world;
  const name = dice.pick(roomNames);
  const history = dice.chance(0.3) ? 'everything' : 'joined';
  const isWritten = dice.chance(0.5);
  client.call('room.create', { serverId, name, topic: '', visibility, history }, (answer) => {
    if (answer.ok && isWritten) world.typist.send(client, answer.value.roomId);
  });
  return `${visibility} ${history} ${name}`;
}

function withRoom(use: (hands: Hands, roomId: RoomId) => void): Action {
  return (hands) => {
    if (hands.room === null) return null;
    use(hands, hands.room);
    return hands.room;
  };
}

function withUnsent(
  state: 'queued' | 'failed',
  use: (hands: Hands, commandId: CommandId) => void,
  others?: (hands: Hands) => Iterable<CommandId>,
): Action {
  return (hands) => {
    const { unsent } = hands.world.watching.shownBy(hands.client);
    const found = [...unsent].flatMap(([commandId, delivery]) => (delivery === state ? [commandId] : []));
    const all = [...found, ...(others?.(hands) ?? [])];
    if (all.length === 0) return null;
    const commandId = hands.world.dice.pick(all);
    use(hands, commandId);
    return commandId;
  };
}

interface Reading {
  readonly serverId: Hands['serverId'];
  readonly roomId: RoomId;
  readonly pages: number;
  readonly maxItems: number;
  readonly before?: string;
}

/** Scrolls back page by page, through gaps. */
function readBack(world: SimWorld, client: SimClient, { pages, ...params }: Reading): void {
  client.call('timeline.page', params, (answer) => {
    if (!answer.ok) return;
    world.watching.paged(client, params.roomId, answer.value.items);
    const { before } = answer.value;
    if (pages > 1 && before !== null) readBack(world, client, { ...params, pages: pages - 1, before });
  });
}
