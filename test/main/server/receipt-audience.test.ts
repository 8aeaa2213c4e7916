import { describe, expect, it } from 'vitest';
import { createReceiptAudience } from '#main/server/receipt-audience.ts';
import type { RoomId } from '#shared/domain/ids.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

/** Four people in one room and two of them in another; the log stood at 100 when the server started. */
function setupAudience() {
  const people = [1, 2, 3, 4].map((number) => personIdOf(number)) as [PersonId, PersonId, PersonId, PersonId];
  const [ada, ben, cleo, dan] = people;
  const [room, chat] = [roomIdOf(1), roomIdOf(2)];
  const members = new Map([
    [room, new Set(people)],
    [chat, new Set([ada, ben])],
  ]);
  const audience = createReceiptAudience({
    directory: {
      membersOf: (roomId) => members.get(roomId) ?? new Set(),
      roomsOf: (personId) => new Set([...members].flatMap(([roomId, all]) => (all.has(personId) ? [roomId] : []))),
    },
    startSeq: 100,
    limits: { maxReceiptMembers: 4 },
  });
  const wrote = (personId: PersonId, [seq, itemNumber]: readonly [number, number], roomId: RoomId = room) => {
    audience.wrote(personId, roomId, { seq, itemNumber });
  };
  const delivered = (personId: PersonId, from: number, seq: number) => [
    ...audience.ofDelivered({ personId, from, seq }),
  ];
  const read = (personId: PersonId, itemNumber: number) => [...audience.ofRead(personId, room, itemNumber)];
  return { members, room, chat, ada, ben, cleo, dan, wrote, delivered, read };
}

type PersonId = ReturnType<typeof personIdOf>;

describe('who hears of a receipt', () => {
  it('[P19] is who wrote something that was not delivered so far', () => {
    const { ada, ben, cleo, wrote, delivered } = setupAudience();
    wrote(ada, [101, 8]);
    wrote(ben, [102, 9]);
    expect(delivered(cleo, 100, 101)).toEqual([ada, ben]);
    expect(delivered(cleo, 101, 102)).toEqual([ben]);
    expect(delivered(cleo, 102, 103)).toEqual([]);
  });

  it('[P19] is everybody there for what was written before the server started', () => {
    const { ada, ben, dan, cleo, wrote, delivered } = setupAudience();
    wrote(ada, [101, 8]);
    expect(delivered(cleo, 90, 99)).toEqual([ada, ben, dan]);
  });

  it('[P19] is who wrote something that was not read so far', () => {
    const { ada, ben, cleo, wrote, read } = setupAudience();
    wrote(ada, [101, 1]);
    wrote(ben, [102, 2]);
    expect([read(cleo, 1), read(cleo, 2), read(cleo, 2)]).toEqual([[ada, ben], [ben], []]);
  });

  it('[P19] is everybody while nothing was written since the server started', () => {
    const { ada, ben, dan, cleo, read, wrote } = setupAudience();
    expect(read(cleo, 7)).toEqual([ada, ben, dan]);
    wrote(ada, [101, 8]);
    expect(read(cleo, 8)).toEqual([ada]);
    // What Dan reads now may be of anybody, since he was not heard of before.
    expect(read(dan, 8)).toEqual([ada, ben, cleo]);
  });

  it('[P19] is nobody where a marker is set where it was, in a silent room too', () => {
    const { ada, ben, dan, cleo, read } = setupAudience();
    expect([read(cleo, 0), read(cleo, 7), read(cleo, 7), read(cleo, 6)]).toEqual([[], [ada, ben, dan], [], []]);
    expect(read(cleo, 8)).toEqual([ada, ben, dan]);
  });

  it('[P19] is nobody in a room that has become too large, but in another one', () => {
    const { members, room, chat, ada, ben, wrote, delivered, read } = setupAudience();
    wrote(ada, [101, 8]);
    wrote(ada, [102, 1], chat);
    members.get(room)?.add(personIdOf(5));
    expect([read(ben, 8), delivered(personIdOf(3), 0, 102), delivered(ben, 0, 102)]).toEqual([[], [], [ada]]);
  });
});
