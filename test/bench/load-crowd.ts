import { openHallwayClient } from './hallway-load-client.ts';
import type { ConnectStep } from './load-plan.ts';
import { openLoadSocket, type LoadSocket } from './load-socket.ts';
import { clientTextFrame } from './frame-reader.ts';

/**
 * One connection of the load, whichever server it talks to. Reading every delivery would make the load the limit: so only
 * the senders and a few receivers look inside, all the others count bytes.
 */
export interface LoadClient {
  readonly role: LoadRole;
  readonly socket: LoadSocket;
  /** How a message that everybody else in the room gets begins. */
  readonly deliveryPrefix: string;
  /** The next message as bytes ready to write. */
  messageFrame(text: string): Buffer;
  /** Whether a text acknowledges this client's next message. */
  isAcknowledgement(text: string): boolean;
  isRefusal(text: string): boolean;
}

export type LoadRole = 'sender' | 'sampled' | 'counting';

const connectionsAtOnce = 12;
/** Spread over the crowd, since a server may serve them in the order in which they came. */
const sampledReceivers = 16;

function roleOf(index: number, { clients, senders }: ConnectStep): LoadRole {
  if (index < senders) return 'sender';
  const each = Math.max(1, Math.floor((clients - senders) / sampledReceivers));
  return (index - senders) % each === each - 1 ? 'sampled' : 'counting';
}

/** Opens the connections of a step, a few at a time; the first `senders` will send. */
export async function openCrowd(step: ConnectStep): Promise<LoadClient[]> {
  const clients: LoadClient[] = [];
  for (let first = 0; first < step.clients; first += connectionsAtOnce) {
    const batch = Array.from(
      { length: Math.min(connectionsAtOnce, step.clients - first) },
      (_, index) => first + index,
    );
    const opened = step.server === 'naive' ? batch.map((index) => openNaive(step, index)) : [openHallway(step, batch)];
    for (const part of await Promise.all(opened)) clients.push(...part);
    for (const { role, socket } of clients.slice(first)) if (role === 'counting') socket.deafen();
  }
  return clients;
}

async function openNaive(step: ConnectStep, index: number): Promise<LoadClient[]> {
  const { host, port, rooms } = step;
  const room = rooms === 'everybody' ? 'general' : `pair${index >> 1}`;
  const socket = await openLoadSocket({ host, port, path: `/?room=${room}` });
  let id = 0;
  return [
    {
      role: roleOf(index, step),
      socket,
      deliveryPrefix: '{"event":"message"',
      messageFrame: (text) => clientTextFrame(JSON.stringify({ id: (id += 1), text })),
      isAcknowledgement: (text) => text.startsWith('{"event":"ack"'),
      isRefusal: () => false,
    },
  ];
}

async function openHallway(step: ConnectStep, batch: readonly number[]): Promise<LoadClient[]> {
  const { host, port, rooms } = step;
  const endpoint = { host, port, path: '/hallway' };
  const people = await Promise.all(batch.map((index) => openHallwayClient(endpoint, `Load ${index}`)));
  const roomIds = await Promise.all(
    people.map(async (person, index) => {
      const other = people[index ^ 1] ?? person;
      if (rooms === 'pairs')
        return String((await person.run('direct.open', { personIds: [other.personId] }))['roomId']);
      await person.run('room.join', { roomId: person.firstRoomId });
      return person.firstRoomId;
    }),
  );
  return people.map(({ socket, commandFrame }, index) => ({
    role: roleOf(batch[index] ?? 0, step),
    socket,
    deliveryPrefix: '{"command":',
    messageFrame: (text) =>
      clientTextFrame(commandFrame('message.send', { roomId: roomIds[index], content: { type: 'text', text } })),
    isAcknowledgement: (text) => text.startsWith('{"commandId":') && text.endsWith('"type":"accepted"}'),
    isRefusal: (text) => text.endsWith('"type":"refused"}') || text.startsWith('{"type":"error"'),
  }));
}
