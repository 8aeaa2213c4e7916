import { describe, expect, it } from 'vitest';
import { createDirectory } from '#main/server/directory.ts';
import { createOutgoing } from '#main/server/outgoing.ts';
import { createReceipts } from '#main/server/receipts.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSessionRegistry } from '#main/server/session-registry.ts';
import type { DeliveredRow, EventLog } from '#main/storage/event-log.ts';
import type { SessionOwner } from '#main/server/session-state.ts';
import { createSession, type Session } from '#main/server/session.ts';
import { present } from '#shared/assert.ts';
import { silentLogger } from '#shared/logger.ts';
import { limits, type Limits } from '#shared/protocol/limits.ts';
import type { RequestParams } from '#shared/protocol/request.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import type { Position } from '#shared/protocol/position.ts';
import type { DeviceNotes } from '#shared/protocol/signal.ts';
import { firstRoom, setupChatServer } from './chat-server-world.ts';
import { createRecordingConnection, type RecordingConnection } from './recording-connection.ts';
import type { TestClient } from './test-client.ts';
import { endOfTurn } from './turn.ts';

interface Device {
  readonly connection: RecordingConnection;
  readonly session: Session;
  readonly owner: SessionOwner;
}

/** Two people in a direct room, and the first room with a third. */
async function setupDirect(limits: Partial<Limits> = {}, wrapLog: (log: EventLog) => EventLog = (log) => log) {
  const world = await setupChatServer({ limits, wrapLog });
  const general = await firstRoom(world);
  const people = [await world.join(1), await world.join(2), await world.join(3)] as const;
  for (const person of people) person.sendCommand('room.join', { roomId: general });
  await world.settle();
  const [ada, ben, cleo] = people;
  ada.sendCommand('direct.open', { personIds: [ben.personId] });
  await world.settle();
  const [accepted] = ada.takeOf('accepted').slice(-1);
  const direct = accepted?.['roomId'] as RoomId;
  const { epochId } = (await world.log.directory()).epoch;
  for (const person of people) ack(person, positionOf(person));
  await world.wait(6_000);
  for (const person of people) person.take();
  return { world, ada, ben, cleo, general, direct, epochId };
}

async function say(world: Awaited<ReturnType<typeof setupDirect>>['world'], person: TestClient, roomId: RoomId) {
  person.sendCommand('message.send', { roomId, content: { type: 'text', text: 'Hello' } });
  await world.settle();
}

function ack(client: TestClient, position: Position, notes: DeviceNotes = {}): void {
  client.send({ type: 'signal', name: 'ack', params: { position, ...notes } });
}

function positionOf(client: TestClient): Position {
  const [last] = client.takeOf('position').slice(-1);
  return last?.['position'] as Position;
}

function receiptsOf(client: TestClient): unknown[] {
  return client.takeOf('signal').flatMap(({ name, params }) => (name === 'receipts' ? [params] : []));
}

/** What was told of devices that have a message. */
function deliveredAt(client: TestClient): unknown[] {
  return receiptsOf(client).flatMap((receipts) => (receipts as { delivered: unknown[] }).delivered);
}

function setMarker(client: TestClient, params: RequestParams<'marker.set'>): void {
  client.sendRequest('marker.set', params);
}

describe('receipts', () => {
  it('[P19] tell the other side of a direct room within a second that a device has the message', async () => {
    const { world, ada, ben, cleo, direct } = await setupDirect();
    await say(world, ada, direct);
    const position = positionOf(ben);
    ada.take();
    ack(ben, position);
    await world.wait(1_000);
    const delivered = [[ben.personId, position.seq]];
    expect(receiptsOf(ada)).toEqual([{ delivered, read: [] }]);
    expect([deliveredAt(ben), receiptsOf(cleo)]).toEqual([[], []]);
  });

  it('[D8] bring the log what a device says of itself, also with one that is not stored yet, and nothing where it says nothing', async () => {
    const rows: DeliveredRow[] = [];
    const { world, ben, cleo } = await setupDirect({}, (log) => ({
      ...log,
      saveDelivered: (saved) => {
        rows.push(...saved);
        return log.saveDelivered(saved);
      },
    }));
    const { position } = present(rows[0], 'somebody acknowledged');
    rows.length = 0;
    ack(ben, position, { holes: { found: 2, mended: 1 }, starts: 3 });
    ack(ben, position, { clockOffsetMs: -18 });
    ack(ben, position, { starts: 4 });
    ack(cleo, position);
    await world.wait(1_000);
    expect(rows.map(({ device, notes }) => [device, notes])).toEqual([
      [ben.device, { holes: { found: 2, mended: 1 }, starts: 4, clockOffsetMs: -18 }],
      [cleo.device, {}],
    ]);
  });

  it('[P19] that could not be stored are, with the next turn, with nothing said anew', async () => {
    let failures = 0;
    const rows: DeliveredRow[] = [];
    const setup = await setupDirect({}, (log) => ({
      ...log,
      saveDelivered: async (saved) => {
        if (failures > 0) {
          failures -= 1;
          ack(setup.cleo, later, { starts: 7 });
          await setup.world.settle();
          throw new Error('no room');
        }
        rows.push(...saved);
        return log.saveDelivered(saved);
      },
    }));
    const { world, ada, ben, cleo, direct } = setup;
    await say(world, ada, direct);
    const position = positionOf(ben);
    await say(world, ada, direct);
    const later = positionOf(ben);
    ada.take();
    rows.length = 0;
    failures = 1;
    ack(ben, position);
    ack(cleo, position, { starts: 6, clockOffsetMs: 5 });
    await world.wait(1_000);
    expect([failures, rows, deliveredAt(ada)]).toEqual([0, [], []]);
    await world.wait(1_000);
    expect(deliveredAt(ada)).toEqual([[ben.personId, position.seq]]);
    const stored = new Map(rows.map(({ device, position: { seq }, notes }) => [device, [seq, notes]]));
    expect(stored.get(ben.device)).toEqual([position.seq, {}]);
    expect(stored.get(cleo.device)).toEqual([later.seq, { starts: 7, clockOffsetMs: 5 }]);
  });

  it.each([
    { clockOffsetMs: 1e300 },
    { clockOffsetMs: 253_402_300_800_000 },
    { clockOffsetMs: 0.5 },
    { starts: -1 },
    { holes: { found: 1 } },
  ])('[P3] of an acknowledgement that says what cannot be are none: %j', async (notes) => {
    const { world, ada, ben, direct } = await setupDirect();
    await say(world, ada, direct);
    const position = positionOf(ben);
    ada.take();
    ack(ben, position, notes as never);
    await world.wait(1_000);
    expect(receiptsOf(ada)).toEqual([]);
    ack(ben, position);
    await world.wait(1_000);
    expect(deliveredAt(ada)).toEqual([[ben.personId, position.seq]]);
  });

  it('[P19] are one signal a second, with the last of several', async () => {
    const { world, ada, ben, direct } = await setupDirect();
    const positions: Position[] = [];
    for (let count = 0; count < 3; count += 1) {
      await say(world, ada, direct);
      positions.push(positionOf(ben));
    }
    ada.take();
    for (const position of positions) ack(ben, position);
    await world.wait(1_000);
    expect(receiptsOf(ada)).toEqual([{ delivered: [[ben.personId, positions[2]?.seq]], read: [] }]);
    await world.wait(5_000);
    expect(receiptsOf(ada)).toEqual([]);
  });

  it('[D6] take no position that the server did not make, and none that goes back', async () => {
    const { world, ada, ben, direct } = await setupDirect();
    await say(world, ada, direct);
    const older = positionOf(ben);
    await say(world, ada, direct);
    const newer = positionOf(ben);
    ack(ben, newer);
    await world.wait(1_000);
    ada.take();
    ack(ben, older);
    await world.wait(1_000);
    ack(ben, { ...newer, seq: newer.seq + 1 });
    await world.wait(1_000);
    expect(receiptsOf(ada)).toEqual([]);
  });

  it('[P19] of reading are told by a message of one’s own, whatever the device says', async () => {
    const { world, ada, ben, cleo, direct } = await setupDirect();
    await say(world, ada, direct);
    await say(world, ben, direct);
    await world.wait(1_000);
    expect([receiptsOf(ada), receiptsOf(ben), receiptsOf(cleo)]).toEqual([
      [{ delivered: [], read: [[direct, ben.personId, 2]] }],
      [{ delivered: [], read: [[direct, ada.personId, 1]] }],
      [],
    ]);
  });

  it('[P19] of reading go to who wrote that, in direct rooms and in small ones', async () => {
    const { world, ada, ben, cleo, direct, general, epochId } = await setupDirect();
    await say(world, ada, direct);
    await say(world, ada, general);
    for (const person of [ada, ben, cleo]) person.take();
    setMarker(ben, { roomId: general, epochId, readUpTo: 1 });
    setMarker(ben, { roomId: direct, epochId, readUpTo: 1 });
    await world.wait(1_000);
    const read = [general, direct].map((roomId) => [roomId, ben.personId, 1]);
    expect([receiptsOf(ada), receiptsOf(cleo)]).toEqual([[{ delivered: [], read }], []]);
  });

  it('[P19] are told in rooms of up to fifty people, and in larger ones not at all', async () => {
    const { world, ada, ben, general, epochId } = await setupDirect({ maxReceiptMembers: 2 });
    await say(world, ada, general);
    const position = positionOf(ben);
    ada.take();
    ack(ben, position);
    setMarker(ben, { roomId: general, epochId, readUpTo: 1 });
    await world.wait(1_000);
    // They are in a direct room as well, where nothing was written yet.
    expect(receiptsOf(ada)).toEqual([]);
  });

  it('[P19, I8] of a room go to nobody who has left it', async () => {
    const { world, ada, ben, general, epochId } = await setupDirect();
    await say(world, ada, general);
    ada.sendCommand('room.leave', { roomId: general });
    await world.settle();
    ada.take();
    setMarker(ben, { roomId: general, epochId, readUpTo: 1 });
    await world.wait(1_000);
    expect(receiptsOf(ada)).toEqual([]);
  });

  it('[P19] of a message are told with their times to whoever asks, by members alone', async () => {
    const { world, ada, ben, cleo, general, epochId } = await setupDirect();
    await say(world, ada, general);
    const saidAt = world.clock.now();
    const position = positionOf(ben);
    await world.wait(2_000);
    ack(ben, position);
    await world.wait(3_000);
    setMarker(ben, { roomId: general, epochId, readUpTo: 1 });
    await world.settle();
    const info = async (client: TestClient) => {
      client.take();
      client.sendRequest('message.info', { roomId: general, epochId, streamSeq: 5 });
      await world.settle();
      return client.takeOf('reply').map(({ result, error }) => result ?? error);
    };
    const late = { isDelivered: false, deliveredAt: null, isRead: false, readAt: null };
    const people = [
      { personId: ben.personId, isDelivered: true, deliveredAt: saidAt + 2_000, isRead: true, readAt: saidAt + 5_000 },
      { personId: cleo.personId, ...late },
    ];
    expect(await info(ada)).toEqual([{ at: saidAt, people: expect.arrayContaining(people) as unknown }]);
    const dan = await world.join(4);
    expect(await info(dan)).toEqual([{ type: 'room_not_found', roomId: general }]);
  });
});

describe('a read marker', () => {
  it('[P19] moves forward, and its owner is told where it stands', async () => {
    const { world, ada, ben, direct, epochId } = await setupDirect();
    await say(world, ada, direct);
    ben.take();
    setMarker(ben, { roomId: direct, epochId, readUpTo: 1 });
    setMarker(ben, { roomId: direct, epochId, readUpTo: 0 });
    await world.settle();
    const result = { roomId: direct, readUpTo: 1, unreadFrom: null };
    expect(ben.takeOf('reply').map((reply) => reply['result'])).toEqual([result, result]);
  });

  it('[P19] moves on the person’s other devices too', async () => {
    const clock = createFakeClock();
    const directory = createDirectory({ people: [], rooms: [] });
    const registry = createSessionRegistry();
    const outgoing = createOutgoing({ clock, counters: createServerCounters() });
    const log = { saveDelivered: () => Promise.resolve([]) };
    const receipts = createReceipts({
      log,
      clock,
      directory,
      registry,
      outgoing,
      limits,
      head: { seq: 0 },
      logger: silentLogger,
    });
    const [laptop, phone, stranger] = [1, 2, 3].map((number) => {
      const connection = createRecordingConnection();
      const session = createSession(connection);
      const owner = {
        personId: personIdOf(number === 3 ? 2 : 1),
        device: deviceKeyOf(number),
        outboxId: outboxIdOf(1),
      };
      session.state = { type: 'active', owner };
      registry.claim(session);
      return { connection, session, owner };
    }) as [Device, Device, Device];
    const marker = { roomId: roomIdOf(1), readUpTo: 4, unreadFrom: null };
    receipts.moveMarker(laptop.session, laptop.owner, marker);
    await endOfTurn();
    expect(phone.connection.frames()).toEqual([{ type: 'signal', name: 'marker', params: marker }]);
    expect([laptop.connection.frames(), stranger.connection.frames()]).toEqual([[], []]);
  });

  it('[P8] beyond what the room holds is refused', async () => {
    const { world, ada, ben, direct, epochId } = await setupDirect();
    await say(world, ada, direct);
    ben.take();
    setMarker(ben, { roomId: direct, epochId, readUpTo: 9 });
    await world.settle();
    expect(ben.takeOf('reply')).toMatchObject([{ error: { type: 'beyond_end', head: 1 } }]);
  });
});
