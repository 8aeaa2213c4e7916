import { present } from '#shared/assert.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { MemoryLink } from '#main/transport/memory-link.ts';
import { setupChatServer, type ChatServerWorld } from './chat-server-world.ts';
import type { TestClient } from './test-client.ts';

/** A line of the record: `>` from the client, `<` from the server. */
export type RecordedLine = `${'>' | '<'} ${string}`;

/**
 * A person comes to a new server, joins its first room, writes, and comes back: said to the real server with everything
 * random fixed, so that the record in PROTOCOL.md can be compared byte for byte.
 */
export async function recordSession(): Promise<RecordedLine[]> {
  const world = await setupChatServer();
  const lines: RecordedLine[] = [];
  const first = world.connect(1);
  record(first.link, lines);
  await logIn(world, first);
  first.sendCommand('person.admit', { displayName: 'Mara' });
  await world.settle();
  first.sendRequest('resume', { position: null });
  await world.settle();
  const firstRoomId = roomOf(lines);
  first.sendRequest('snapshot.pull', { part: 0 });
  await world.settle();
  first.sendCommand('room.join', { roomId: firstRoomId });
  await world.settle();
  first.sendCommand('message.send', { roomId: firstRoomId, content: { type: 'text', text: 'Grüße, 你好' } });
  await world.settle();
  const position = lastPosition(lines);
  const { epochId } = (await world.log.directory()).epoch;
  first.link.cut();
  await world.settle();

  const second = world.connect(1);
  record(second.link, lines);
  await logIn(world, second);
  second.sendRequest('resume', { position, epochId });
  await world.settle();
  second.sendRequest('replay.pull', {});
  await world.settle();
  second.sendCommand('room.join', { roomId: 'a'.repeat(26) as RoomId });
  await world.settle();
  await world.server.stop('restarting');
  await world.settle();
  return lines;
}

async function logIn(world: ChatServerWorld, client: TestClient): Promise<void> {
  client.sendHello();
  await world.settle();
  client.sendLogin();
  await world.settle();
}

function record(link: MemoryLink, lines: RecordedLine[]): void {
  link.server.onText((text) => lines.push(`> ${text}`));
  link.client.onText((text) => lines.push(`< ${text}`));
}

interface AnyFrame {
  readonly result?: { readonly firstRoomId?: RoomId };
  readonly position?: Position;
}

function framesFrom(lines: readonly RecordedLine[]): AnyFrame[] {
  return lines.filter((line) => line.startsWith('<')).map((line) => JSON.parse(line.slice(2)) as AnyFrame);
}

function roomOf(lines: readonly RecordedLine[]): RoomId {
  const roomId = framesFrom(lines)
    .flatMap(({ result }) => result?.firstRoomId ?? [])
    .at(-1);
  return present(roomId, 'a new server has a first room');
}

function lastPosition(lines: readonly RecordedLine[]): Position | null {
  return (
    framesFrom(lines)
      .flatMap(({ position }) => position ?? [])
      .at(-1) ?? null
  );
}
