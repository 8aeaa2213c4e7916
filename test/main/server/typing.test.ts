import { describe, expect, it } from 'vitest';
import { createDirectory } from '#main/server/directory.ts';
import { createOutgoing } from '#main/server/outgoing.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSession, type Session } from '#main/server/session.ts';
import { createTyping } from '#main/server/typing.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection, type RecordingConnection } from './recording-connection.ts';
import { endOfTurn } from './turn.ts';

const [general, hiring] = [roomIdOf(1), roomIdOf(2)];
const people = Array.from({ length: 12 }, (_, index) => personIdOf(index + 1));
const shape = { kind: 'channel', visibility: 'public', history: 'everything', name: null, topic: '' } as const;

interface Client {
  readonly person: PersonId;
  readonly session: Session;
  readonly connection: RecordingConnection;
}

/** Twelve people in one room, and the first of them in another; each client that arrives has both on the screen. */
function setupTyping() {
  const clock = createFakeClock();
  const room = (roomId: RoomId, memberIds: readonly PersonId[]) => ({
    room: { roomId, ...shape, createdBy: personIdOf(1), createdAt: 0 },
    memberIds,
  });
  const directory = createDirectory({ people: [], rooms: [room(general, people), room(hiring, people.slice(0, 1))] });
  const clients: Client[] = [];
  const watchersIn = (roomId: RoomId) =>
    clients.filter(({ person }) => directory.membersOf(roomId).has(person)).map(({ session }) => session);
  const outgoing = createOutgoing({ clock, counters: createServerCounters() });
  const typing = createTyping({ clock, directory, outgoing, watchersIn, limits });
  const arrive = (number: number): Client => {
    const person = personIdOf(number);
    const connection = createRecordingConnection();
    const session = createSession(connection);
    const owner = { personId: person, device: deviceKeyOf(number), outboxId: outboxIdOf(number) };
    session.state = { type: 'active', owner };
    const client = { person, session, connection };
    clients.push(client);
    return client;
  };
  const begin = ({ session, person }: Client, roomId = general) => {
    typing.begin(session, person, roomId);
  };
  const wait = async (ms: number) => {
    for (let left = ms; left > 0; left -= 100) clock.advance(Math.min(left, 100));
    await endOfTurn();
  };
  return { clock, directory, typing, arrive, begin, wait };
}

/** Each list a client was told since the last look, by the numbers of the people. */
function heard({ connection }: Client): number[][] {
  return connection.takeFrames().map(({ params }) => {
    const { personIds } = params as { personIds: PersonId[] };
    return personIds.map((personId) => people.indexOf(personId) + 1);
  });
}

describe('typing', () => {
  it('[P21] is told at once to the others in the room, and not to the own devices', async () => {
    const { arrive, begin, wait } = setupTyping();
    const [one, same, two] = [arrive(1), arrive(1), arrive(2)];
    begin(one);
    await wait(0);
    expect([one, same, two].map(heard)).toEqual([[], [], [[1]]]);
  });

  it('[P21] is told to nobody outside the room, and believed of nobody outside it', async () => {
    const { arrive, begin, wait } = setupTyping();
    const [one, two] = [arrive(1), arrive(2)];
    begin(one, hiring);
    begin(two, hiring);
    await wait(5_000);
    expect([heard(one), heard(two)]).toEqual([[], []]);
  });

  it('[P21] is told at most twice a second a room, and all that changed meanwhile at once', async () => {
    const { arrive, begin, wait, typing } = setupTyping();
    const [one, two, three, four] = [arrive(1), arrive(2), arrive(3), arrive(4)];
    begin(one);
    begin(two);
    begin(three);
    await wait(400);
    expect(heard(four)).toEqual([[1]]);
    await wait(100);
    expect([heard(four), heard(two)]).toEqual([[[1, 2, 3]], [[1], [1, 3]]]);
    typing.stop(one.session, general);
    await wait(500);
    expect([heard(four), heard(one), heard(two)]).toEqual([
      [[2, 3]],
      [
        [2, 3],
        [2, 3],
      ],
      [[3]],
    ]);
  });

  it('[P21] names eight people at most', async () => {
    const { arrive, begin, wait } = setupTyping();
    const typists = people.map((_, index) => arrive(index + 1));
    for (const typist of typists.slice(0, 11)) begin(typist);
    await wait(500);
    const [first, last] = [typists[0], typists[11]];
    if (first === undefined || last === undefined) throw new Error('They are there.');
    expect(heard(last).at(-1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(heard(first).at(-1)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('[P21] is told again every four seconds while the device says so, and ends by itself six seconds after', async () => {
    const { arrive, begin, wait } = setupTyping();
    const [one, two] = [arrive(1), arrive(2)];
    begin(one);
    await wait(3_000);
    begin(one);
    await wait(5_000);
    expect(heard(two)).toEqual([[1], [1], [1]]);
    await wait(2_000);
    expect(heard(two)).toEqual([[]]);
    await wait(60_000);
    expect(heard(two)).toEqual([]);
  });

  it('[P21] ends with the message, the membership, the device that goes; but not while another device types on', async () => {
    const { arrive, begin, wait, typing } = setupTyping();
    const [one, same, two] = [arrive(1), arrive(1), arrive(2)];
    const endings: readonly (() => void)[] = [
      () => typing.end(one.person, general),
      () => typing.stop(one.session, general),
      () => typing.leave(one.session),
    ];
    for (const end of endings) {
      begin(one);
      await wait(1_000);
      end();
      await wait(1_000);
      expect(heard(two)).toEqual([[1], []]);
    }
    begin(one);
    begin(same);
    await wait(1_000);
    typing.leave(one.session);
    await wait(1_000);
    expect(heard(two)).toEqual([[1]]);
    typing.end(one.person, general);
    await wait(1_000);
    expect(heard(two)).toEqual([[]]);
  });

  it('[P21] is told to whoever turns to the room while it lasts, if they are in it', async () => {
    const { arrive, begin, wait, typing } = setupTyping();
    const one = arrive(1);
    begin(one, hiring);
    begin(one);
    await wait(1_000);
    const two = arrive(2);
    typing.show(two.session, [hiring, general]);
    typing.show(one.session, [hiring, general]);
    await wait(0);
    expect([heard(one), heard(two)]).toEqual([[], [[1]]]);
  });

  it('leaves no timer behind when nobody types, nor when the server stops', async () => {
    const { clock, arrive, begin, wait, typing } = setupTyping();
    const one = arrive(1);
    begin(one);
    await wait(20_000);
    expect(clock.pendingTimers()).toBe(0);
    begin(one);
    typing.stop(one.session, general);
    typing.stopTimers();
    expect(clock.pendingTimers()).toBe(0);
  });
});
