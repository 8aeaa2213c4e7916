import { describe, expect, it } from 'vitest';
import { createDirectory } from '#main/server/directory.ts';
import { createOutgoing } from '#main/server/outgoing.ts';
import { createReceipts } from '#main/server/receipts.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSession } from '#main/server/session.ts';
import { createSessionRegistry } from '#main/server/session-registry.ts';
import { silentLogger } from '#shared/logger.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection } from './recording-connection.ts';
import { endOfTurn } from './turn.ts';

const furthest = Number.MAX_SAFE_INTEGER;

interface Told {
  readonly name: string;
  readonly params: { readonly delivered: unknown[]; readonly read: unknown[] };
}

/** Two people who share as many small rooms, and many others who are in the first of them too. */
async function setupReceipts(roomCount: number, othersCount: number) {
  const clock = createFakeClock();
  const directory = createDirectory({ people: [], rooms: [] });
  const [reader, author] = [personIdOf(1), personIdOf(2)];
  const others = Array.from({ length: othersCount }, (_, index) => personIdOf(index + 3));
  const rooms = Array.from({ length: roomCount }, (_, index) => roomIdOf(index + 1));
  const put = (roomId: (typeof rooms)[number], members: readonly (typeof others)[number][]) => {
    directory.apply({ type: 'room.put', room: { roomId } as never });
    for (const personId of members) directory.apply({ type: 'member.add', roomId, personId });
  };
  for (const roomId of rooms) put(roomId, [reader, author]);
  others.forEach((other, index) => {
    put(roomIdOf(roomCount + index + 1), [other, author]);
  });
  const registry = createSessionRegistry();
  const connections = [reader, author].map((personId, index) => {
    const connection = createRecordingConnection();
    const session = createSession(connection);
    session.state = {
      type: 'active',
      owner: { personId, device: deviceKeyOf(index + 1), outboxId: outboxIdOf(index + 1) },
    };
    session.sync = 'live';
    registry.claim(session);
    return { connection, session };
  }) as [Side, Side];
  const receipts = createReceipts({
    log: {
      saveDelivered: (rows) =>
        Promise.resolve(rows.map(({ personId, position: { seq } }) => ({ personId, from: 0, seq }))),
    },
    clock,
    directory,
    registry,
    outgoing: createOutgoing({ clock, counters: createServerCounters() }),
    limits,
    head: { seq: 1 },
    logger: silentLogger,
  });
  const [{ session }, { connection }] = connections;
  const readAll = (readUpTo: number) => {
    const owner = { personId: reader, device: deviceKeyOf(1), outboxId: outboxIdOf(1) };
    for (const roomId of rooms) receipts.moveMarker(session, owner, { roomId, readUpTo, unreadFrom: null });
  };
  const haveAll = () => {
    others.forEach((personId, index) => {
      const owner = { personId, device: deviceKeyOf(index + 3), outboxId: outboxIdOf(index + 3) };
      const position = { epoch: 1, seq: furthest, serverHead: 1, tag: '', mac: '' } as never;
      receipts.acknowledge(owner, { position });
    });
  };
  /** The frames that the author was sent within a second. */
  const toldAuthor = async (): Promise<Told[]> => {
    clock.advance(limits.receiptBatchMs);
    await endOfTurn();
    await endOfTurn();
    return connection.takeFrames() as unknown as Told[];
  };
  return { readAll, haveAll, toldAuthor, rooms, others, reader };
}

interface Side {
  readonly connection: ReturnType<typeof createRecordingConnection>;
  readonly session: ReturnType<typeof createSession>;
}

describe('the receipts of a second', () => {
  it('[P1, P19] are as many frames as they need, each one that a client takes', async () => {
    const { readAll, haveAll, toldAuthor, rooms, others, reader } = await setupReceipts(5_300, 3_000);
    readAll(furthest);
    haveAll();
    const told = await toldAuthor();
    const bytes = told.map((frame) => Buffer.byteLength(JSON.stringify(frame)));
    expect(Math.max(...bytes)).toBeLessThanOrEqual(limits.maxFrameBytes);
    expect(told).toHaveLength(6);
    expect(told.flatMap(({ params }) => params.read)).toEqual(rooms.map((roomId) => [roomId, reader, furthest]));
    expect(told.flatMap(({ params }) => params.delivered)).toEqual(others.map((personId) => [personId, furthest]));
  });

  it('[P19] are none where the markers are set where they were', async () => {
    const { readAll, toldAuthor } = await setupReceipts(3, 0);
    readAll(0);
    expect(await toldAuthor()).toEqual([]);
    readAll(7);
    expect(await toldAuthor()).toHaveLength(1);
    readAll(7);
    expect(await toldAuthor()).toEqual([]);
  });
});
