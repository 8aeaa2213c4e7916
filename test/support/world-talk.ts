import type * as v from 'valibot';
import { present } from '#shared/assert.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { ChatCallName, ChatResults, chatCalls } from '#shared/ipc/chat-api.ts';
import type { MessageItem, RoomView, ServerView, TimelineItem } from '#shared/ipc/chat-view.ts';
import type { World, WorldPerson, WorldServer } from './world.ts';

/** Calls the chat API of a person while time passes, and throws where it is refused. */
export async function ask<Name extends ChatCallName>(
  world: World,
  person: WorldPerson,
  call: readonly [Name, v.InferInput<(typeof chatCalls)[Name]>],
): Promise<ChatResults[Name]> {
  let answer: Awaited<ReturnType<typeof person.api.call<Name>>> | undefined;
  void person.api.call(call[0], call[1]).then((result) => {
    answer = result;
  });
  await world.until(() => answer !== undefined);
  if (answer?.ok === true) return answer.value;
  throw new Error(`${person.name}: ${call[0]}: ${JSON.stringify(answer?.error)}`);
}

/** Joins a server by its address, and is online in its first room. */
export async function joinServer(world: World, person: WorldPerson, server: WorldServer): Promise<void> {
  await ask(world, person, ['server.join', { target: server.address, displayName: person.name }]);
  await world.until(async () => {
    const rooms = await ask(world, person, ['room.list', { serverId: server.serverId }]);
    return (
      (await serverView(world, person, server)).connection.type === 'online' && rooms.some(({ isMember }) => isMember)
    );
  });
}

export async function serverView(
  world: World,
  person: WorldPerson,
  server: WorldServer,
): Promise<ServerView & { readonly personId: PersonId }> {
  const view = (await ask(world, person, ['server.list', {}])).find(({ serverId }) => serverId === server.serverId);
  if (view === undefined) throw new Error(`${person.name} does not know the server.`);
  return { ...view, personId: present(view.personId, 'the key of the device') };
}

export async function roomNamed(
  world: World,
  person: WorldPerson,
  { server, name }: { readonly server: WorldServer; readonly name: string },
): Promise<RoomView> {
  const rooms = await ask(world, person, ['room.list', { serverId: server.serverId }]);
  const room = rooms.find((each) => each.name === name);
  if (room === undefined) throw new Error(`${person.name} has no room ${name}.`);
  return room;
}

/** Where somebody says or reads something. */
export interface Spot {
  readonly server: WorldServer;
  readonly roomId: RoomId;
}

export async function say(world: World, person: WorldPerson, what: Spot & { readonly text: string }): Promise<void> {
  const { server, roomId, text } = what;
  await ask(world, person, ['message.send', { serverId: server.serverId, roomId, text }]);
}

/** The newest rows of a timeline, oldest first. */
export async function timeline(
  world: World,
  person: WorldPerson,
  { server, roomId, maxItems = 200 }: Spot & { readonly maxItems?: number },
): Promise<readonly TimelineItem[]> {
  return (await ask(world, person, ['timeline.page', { serverId: server.serverId, roomId, maxItems }])).items;
}

/** The texts of a timeline's messages, oldest first. */
export async function texts(world: World, person: WorldPerson, spot: Spot): Promise<string[]> {
  return (await messages(world, person, spot)).map(({ content }) => (content.type === 'text' ? content.text : '?'));
}

export async function messages(world: World, person: WorldPerson, spot: Spot): Promise<MessageItem[]> {
  return (await timeline(world, person, spot)).filter((item) => item.type === 'message');
}
