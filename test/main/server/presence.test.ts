import { describe, expect, it } from 'vitest';
import { createDirectory } from '#main/server/directory.ts';
import { createHub } from '#main/server/hub.ts';
import { createOutgoing } from '#main/server/outgoing.ts';
import { createPresence } from '#main/server/presence.ts';
import { createServerCounters } from '#main/server/server-counters.ts';
import { createSession, type Session } from '#main/server/session.ts';
import type { PersonId, RoomId } from '#shared/domain/ids.ts';
import type { Room } from '#shared/domain/room.ts';
import { limits } from '#shared/protocol/limits.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { deviceKeyOf, outboxIdOf, personIdOf, roomIdOf } from '#test/support/sample-ids.ts';
import { createRecordingConnection, type RecordingConnection } from './recording-connection.ts';
import { endOfTurn } from './turn.ts';

const nothing = { roomIds: [], personIds: [], everybody: false };

interface Client {
  readonly person: PersonId;
  readonly session: Session;
  readonly connection: RecordingConnection;
}

/** People 1, 2, 3 ...; each room with the members given. */
function setupPresence(rooms: Record<RoomId, readonly PersonId[]>, lastSeen: [PersonId, number][] = []) {
  const clock = createFakeClock();
  const counters = createServerCounters();
  const shape = { kind: 'channel', visibility: 'public', history: 'everything', name: null, topic: '' } as const;
  const made = Object.entries(rooms).map(([id, memberIds]) => {
    const room: Room = { roomId: id as RoomId, ...shape, createdBy: personIdOf(1), createdAt: 0 };
    return { room, memberIds };
  });
  const directory = createDirectory({ people: [], rooms: made });
  const hub = createHub({ directory });
  const outgoing = createOutgoing({ clock, counters });
  const presence = createPresence({ clock, directory, hub, outgoing, counters, lastSeen, limits });
  const arrive = (person: PersonId): Client => {
    const connection = createRecordingConnection();
    const session = createSession(connection);
    session.state = { type: 'active', owner: { personId: person, device: deviceKeyOf(1), outboxId: outboxIdOf(1) } };
    session.sync = 'live';
    hub.subscribeAll(session, person);
    presence.set(session, person, 'here');
    presence.introduce(session, person);
    return { person, session, connection };
  };
  const leave = ({ session, person }: Client) => {
    hub.unsubscribeAll(session, person);
    presence.leave(session, person);
  };
  const wait = async (ms: number) => {
    clock.advance(ms);
    await endOfTurn();
  };
  return { clock, counters, presence, arrive, leave, wait };
}

/** What a client was told since the last look, as `person number: state`. */
function heard({ connection }: Client): string[] {
  return connection.takeFrames().flatMap(({ params }) => {
    const { people } = params as { people: [PersonId, string, number | null][] };
    return people.map(([id, state, at]) => `${numberOf(id)}:${state}${at === null ? '' : `@${at}`}`);
  });
}

function numberOf(id: PersonId): number {
  for (let number = 1; number < 100; number += 1) if (personIdOf(number) === id) return number;
  return -1;
}

function crowd(size: number): PersonId[] {
  return Array.from({ length: size }, (_, index) => personIdOf(index + 1));
}

describe('presence', () => {
  it('[P20] tells whoever goes live, in one signal, who around them is not offline', async () => {
    const { arrive, presence, wait } = setupPresence({ [roomIdOf(1)]: crowd(3), [roomIdOf(2)]: [personIdOf(4)] });
    arrive(personIdOf(2));
    const three = arrive(personIdOf(3));
    presence.set(three.session, three.person, 'away');
    arrive(personIdOf(4));
    const one = arrive(personIdOf(1));
    await wait(0);
    expect(one.connection.writes).toHaveLength(1);
    expect(heard(one)).toEqual(['2:here', '3:away']);
  });

  it('[P20] reaches the members of a small room within a second, several changes in one signal', async () => {
    const { arrive, wait } = setupPresence({ [roomIdOf(1)]: crowd(3) });
    const one = arrive(personIdOf(1));
    await wait(1_000);
    heard(one);
    arrive(personIdOf(2));
    arrive(personIdOf(3));
    await wait(999);
    expect(heard(one)).toEqual([]);
    await wait(1);
    expect(heard(one)).toEqual(['2:here', '3:here']);
    expect(one.connection.writes).toHaveLength(1);
  });

  it('[P20] reaches the members of a large room within five seconds', async () => {
    const { arrive, wait } = setupPresence({ [roomIdOf(1)]: crowd(51) });
    const one = arrive(personIdOf(1));
    await wait(5_000);
    heard(one);
    arrive(personIdOf(2));
    await wait(4_999);
    expect(heard(one)).toEqual([]);
    await wait(1);
    expect(heard(one)).toEqual(['2:here']);
  });

  it('[P20] reaches those who look at the person or the room at once', async () => {
    const { arrive, presence, wait } = setupPresence({ [roomIdOf(1)]: crowd(51) });
    const [one, two, three] = [arrive(personIdOf(1)), arrive(personIdOf(2)), arrive(personIdOf(3))];
    presence.watch(one.session, one.person, { ...nothing, personIds: [personIdOf(9)] });
    presence.watch(two.session, two.person, { ...nothing, roomIds: [roomIdOf(1)] });
    await wait(10_000);
    for (const client of [one, two, three]) heard(client);
    arrive(personIdOf(9));
    await wait(0);
    expect([heard(one), heard(two), heard(three)]).toEqual([['9:here'], ['9:here'], []]);
  });

  it('[P20] tells nobody who is not in the room, whatever they say they look at', async () => {
    const { arrive, presence, wait } = setupPresence({
      [roomIdOf(1)]: [personIdOf(1)],
      [roomIdOf(2)]: [personIdOf(2)],
    });
    const two = arrive(personIdOf(2));
    presence.watch(two.session, two.person, { ...nothing, roomIds: [roomIdOf(1)] });
    arrive(personIdOf(1));
    await wait(60_000);
    expect(heard(two)).toEqual([]);
  });

  it('[P20] tells a list of everybody within a second, also of those one shares no room with', async () => {
    const { arrive, presence, wait } = setupPresence({
      [roomIdOf(1)]: [personIdOf(1)],
      [roomIdOf(2)]: [personIdOf(2)],
    });
    const two = arrive(personIdOf(2));
    presence.watch(two.session, two.person, { ...nothing, everybody: true });
    await wait(1_000);
    heard(two);
    arrive(personIdOf(1));
    await wait(1_000);
    expect(heard(two)).toEqual(['1:here']);
  });

  it('[P20] says at the watch how those are that one did not see before, the last sight of the offline included', async () => {
    const seen: [PersonId, number] = [personIdOf(2), 1_234];
    const { arrive, presence, wait } = setupPresence({ [roomIdOf(1)]: crowd(3) }, [seen]);
    const one = arrive(personIdOf(1));
    presence.watch(one.session, one.person, { ...nothing, roomIds: [roomIdOf(1)] });
    await wait(1_000);
    expect(heard(one)).toEqual(['2:offline@1234', '3:offline']);
    presence.watch(one.session, one.person, { ...nothing, roomIds: [roomIdOf(1)] });
    await wait(1_000);
    expect(heard(one)).toEqual([]);
  });

  it('[P20] tells when somebody has been gone for 30 seconds, and since when', async () => {
    const { arrive, leave, clock, wait } = setupPresence({ [roomIdOf(1)]: crowd(2) });
    const [one, two] = [arrive(personIdOf(1)), arrive(personIdOf(2))];
    await wait(5_000);
    heard(one);
    const leftAt = clock.now();
    leave(two);
    await wait(29_000);
    expect(heard(one)).toEqual([]);
    await wait(2_000);
    expect(heard(one)).toEqual([`2:offline@${leftAt}`]);
  });

  it('does not tell a person about themselves in a small room', async () => {
    const { arrive, presence, wait } = setupPresence({ [roomIdOf(1)]: crowd(2) });
    const [laptop, phone] = [arrive(personIdOf(1)), arrive(personIdOf(1))];
    presence.watch(laptop.session, laptop.person, { ...nothing, personIds: [personIdOf(1)], roomIds: [roomIdOf(1)] });
    presence.set(phone.session, phone.person, 'away');
    presence.set(laptop.session, laptop.person, 'away');
    await wait(10_000);
    expect(heard(phone)).toEqual([]);
    expect(heard(laptop)).toEqual(['2:offline']);
  });

  it('[P20] tells somebody who looks at a busy room no more than once a second', async () => {
    const { arrive, presence, wait } = setupPresence({ [roomIdOf(1)]: crowd(90) });
    const one = arrive(personIdOf(1));
    presence.watch(one.session, one.person, { ...nothing, roomIds: [roomIdOf(1)] });
    await wait(2_000);
    heard(one);
    const before = one.connection.writes.length;
    for (let number = 2; number <= 90; number += 1) {
      arrive(personIdOf(number));
      await wait(50);
    }
    await wait(1_000);
    expect(one.connection.writes.length - before).toBeLessThanOrEqual(6);
    expect(new Set(heard(one)).size).toBeGreaterThanOrEqual(89);
  });

  it('[P20] costs a number of frames that grows with the people, not with their square, when all of them arrive in a minute', async () => {
    const frames = async (size: number) => {
      const { arrive, counters, presence, wait } = setupPresence({ [roomIdOf(1)]: crowd(size) });
      for (let number = 1; number <= size; number += 1) {
        const client = arrive(personIdOf(number));
        if (number % 10 === 0) presence.watch(client.session, client.person, { ...nothing, roomIds: [roomIdOf(1)] });
        await wait(60_000 / size);
      }
      await wait(10_000);
      return counters.presenceFrames;
    };
    const [few, many] = [await frames(250), await frames(1_000)];
    expect(many).toBeLessThan(20 * 1_000);
    expect(many / few).toBeLessThan(5);
  });

  it('[P20] builds what a crowd is told once for all of them', async () => {
    const { arrive, wait } = setupPresence({ [roomIdOf(1)]: crowd(99) });
    const clients = crowd(60).map(arrive);
    await wait(5_000);
    clients.forEach(heard);
    crowd(99).slice(60).forEach(arrive);
    await wait(5_000);
    const batches = clients.map(({ connection }) => connection.writes.at(-1));
    expect(new Set(batches).size).toBe(1);
    expect(clients.map((client) => heard(client).length)).toEqual(clients.map(() => 39));
  });

  it('[P20] works out once at once and once a batch who hears of a person, however often they change', async () => {
    const { arrive, counters, presence, wait } = setupPresence({ [roomIdOf(1)]: crowd(2) });
    const [one, two] = [arrive(personIdOf(1)), arrive(personIdOf(2))];
    await wait(5_000);
    const before = counters.presenceAudiences;
    for (let count = 0; count < 10_001; count += 1) {
      presence.set(one.session, one.person, count % 2 === 0 ? 'away' : 'here');
    }
    expect(counters.presenceAudiences - before).toBe(1);
    heard(two);
    await wait(1_000);
    expect(counters.presenceAudiences - before).toBe(2);
    expect(heard(two)).toEqual(['1:away']);
  });

  it('[P20] tells nobody of a change that was taken back before the batch, but those it was told at once', async () => {
    const { arrive, presence, wait } = setupPresence({ [roomIdOf(1)]: crowd(4), [roomIdOf(2)]: crowd(51) });
    const [one, two, three] = [arrive(personIdOf(1)), arrive(personIdOf(2)), arrive(personIdOf(3))];
    const [four, far] = [arrive(personIdOf(4)), arrive(personIdOf(40))];
    presence.watch(two.session, two.person, { ...nothing, personIds: [one.person] });
    presence.watch(four.session, four.person, { ...nothing, everybody: true });
    await wait(10_000);
    for (const client of [two, three, four, far]) heard(client);
    presence.set(one.session, one.person, 'away');
    await wait(0);
    presence.set(one.session, one.person, 'here');
    await wait(0);
    expect(heard(two)).toEqual(['1:away']);
    await wait(10_000);
    expect([two, three, four, far].map(heard)).toEqual([['1:here'], [], [], []]);
  });

  it('[P20] tells how it ended where somebody changed several times before the batch', async () => {
    const { arrive, presence, wait } = setupPresence({ [roomIdOf(1)]: crowd(3) });
    const [one, two, three] = [arrive(personIdOf(1)), arrive(personIdOf(2)), arrive(personIdOf(3))];
    presence.watch(two.session, two.person, { ...nothing, personIds: [one.person] });
    await wait(5_000);
    for (const client of [two, three]) heard(client);
    for (const state of ['away', 'here', 'away'] as const) presence.set(one.session, one.person, state);
    await wait(1_000);
    expect([heard(two), heard(three)]).toEqual([['1:away'], ['1:away']]);
    presence.set(one.session, one.person, 'here');
    await wait(0);
    expect([heard(two), heard(three)]).toEqual([['1:here'], []]);
    await wait(1_000);
    expect([heard(two), heard(three)]).toEqual([[], ['1:here']]);
  });

  it('splits what would not fit a frame', async () => {
    const people = crowd(3_100);
    const { arrive, wait } = setupPresence({ [roomIdOf(1)]: people });
    people.slice(1).forEach(arrive);
    await wait(5_000);
    const one = arrive(personIdOf(1));
    await wait(0);
    const sizes = one.connection.writes.flatMap(({ texts }) => texts.map((text) => Buffer.byteLength(text)));
    expect(sizes).toHaveLength(3);
    expect(Math.max(...sizes)).toBeLessThan(limits.maxFrameBytes);
  });
});
