import { openHallwayClient } from './hallway-load-client.ts';
import type { ConnectStep } from './load-plan.ts';
import { openLoadSocket, type LoadSocket } from './load-socket.ts';
import { clientTextFrame } from './frame-reader.ts';

/** One connection of the load, whichever server it talks to. */
export interface LoadClient {
  readonly socket: LoadSocket;
  /** How a message that everybody else in the room gets begins. */
  readonly deliveryPrefix: string;
  /** The next message as bytes ready to write. */
  messageFrame(text: string): Buffer;
  /** Whether a text acknowledges this client's next message. */
  isAcknowledgement(text: string): boolean;
  isRefusal(text: string): boolean;
}

const connectionsAtOnce = 12;

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
  }
  return clients;
}

async function openNaive({ host, port, rooms }: ConnectStep, index: number): Promise<LoadClient[]> {
  const room = rooms === 'everybody' ? 'general' : `pair${index >> 1}`;
  const socket = await openLoadSocket({ host, port, path: `/?room=${room}` });
  let id = 0;
  return [
    {
      socket,
      deliveryPrefix: '{"event":"message"',
      messageFrame: (text) => clientTextFrame(JSON.stringify({ id: (id += 1), text })),
      isAcknowledgement: (text) => text.startsWith('{"event":"ack"'),
      isRefusal: () => false,
    },
  ];
}

async function openHallway({ host, port, rooms }: ConnectStep, batch: readonly number[]): Promise<LoadClient[]> {
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
    socket,
    deliveryPrefix: '{"command":',
    messageFrame: (text) =>
      clientTextFrame(commandFrame('message.send', { roomId: roomIds[index], content: { type: 'text', text } })),
    isAcknowledgement: (text) => text.startsWith('{"commandId":') && text.endsWith('"type":"accepted"}'),
    isRefusal: (text) => text.endsWith('"type":"refused"}') || text.startsWith('{"type":"error"'),
  }));
}
