import { serverMigrations } from '#main/storage/migrations/server-migrations.ts';
import { openMemoryDatabase } from '#main/storage/open-database.ts';
import { present } from '#shared/assert.ts';
import type { EpochId, RoomId } from '#shared/domain/ids.ts';
import type { EventFrame } from '#shared/protocol/event-frame.ts';
import type { Position } from '#shared/protocol/position.ts';
import { copyDatabase } from '#test/support/copy-database.ts';
import { firstRoom, setupChatServer, type ChatServerWorld, type ChatServerWorldOptions } from './chat-server-world.ts';
import type { ReceivedFrame, TestClient } from './test-client.ts';

/** What a device held of the life of the log that is gone. */
export interface Held {
  readonly position: Position;
  readonly epochId: EpochId;
  /** The events that the server lost. */
  readonly lost: readonly EventFrame[];
}

export interface RestoredWorld extends ChatServerWorld {
  readonly general: RoomId;
  readonly held: Held;
  /** Logs in and shows the position, as a device does that has all of it; the replies. */
  show(client: TestClient, shown?: Partial<Pick<Held, 'position' | 'epochId'>>): Promise<readonly ReceivedFrame[]>;
  /** Gives all that was lost, and says so. */
  giveAll(client: TestClient): Promise<readonly ReceivedFrame[]>;
}

/**
 * A server on an older copy of its database: Ada (1) and Ben (2) are in it; what Ada said last is lost, and that Eve (3) came
 * in.
 */
export async function setupRestored(options: ChatServerWorldOptions = {}): Promise<RestoredWorld> {
  const db = openMemoryDatabase(serverMigrations);
  const before = await setupChatServer({ db });
  const general = await firstRoom(before);
  const [ada, ben] = [await before.join(1), await before.join(2)];
  for (const client of [ada, ben]) client.sendCommand('room.join', { roomId: general });
  await before.settle();
  const copy = copyDatabase(db, openMemoryDatabase(serverMigrations));
  ben.take();
  for (const text of ['lost 1', 'lost 2'])
    ada.sendCommand('message.send', { roomId: general, content: { type: 'text', text } });
  await before.settle();
  await before.admit(3);
  const frames = ben.take();
  const { epochId } = (await before.log.directory()).epoch;
  const last = present(
    frames.findLast(({ type }) => type === 'position'),
    'Ben is told how far it is',
  );
  const lost = frames.filter(({ type }) => type === 'event') as unknown as EventFrame[];
  const held = { position: last['position'] as Position, epochId, lost };
  return { ...(await setupOnCopy({ ...options, db: copy }, held)), general };
}

async function setupOnCopy(options: ChatServerWorldOptions, held: Held) {
  const world = await setupChatServer(options);
  const ask = async (client: TestClient, ...requests: Parameters<TestClient['sendRequest']>[]) => {
    client.take();
    for (const request of requests) client.sendRequest(...request);
    await world.settle();
    return client.take();
  };
  return {
    ...world,
    held,
    show: (client: TestClient, shown: Partial<Pick<Held, 'position' | 'epochId'>> = {}) =>
      ask(client, ['resume', { position: held.position, epochId: held.epochId, ...shown }]),
    giveAll: (client: TestClient) =>
      ask(client, ['healing.give', { epochs: [], events: [...held.lost] }], ['healing.done', {}]),
  };
}
