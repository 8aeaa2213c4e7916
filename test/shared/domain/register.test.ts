import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandKind } from '#shared/domain/command.ts';
import { compareOrigins, originOf, registersOf } from '#shared/domain/register.ts';
import { roomStream, serverStream, type Stream } from '#shared/domain/stream.ts';
import { commandOf } from '#test/support/sample-commands.ts';
import { personIdOf, roomIdOf } from '#test/support/sample-ids.ts';

const [ann, ben, cem] = [personIdOf(1), personIdOf(2), personIdOf(3)];
const [roomId, other] = [roomIdOf(1), roomIdOf(2)];
const stream = roomStream(roomId);

/** What the command of this kind sets, by Ann unless told otherwise. */
function registers<Kind extends CommandKind>(
  kind: Kind,
  body: object = {},
  { person = ann, at = stream }: { person?: typeof ann; at?: Stream } = {},
) {
  return registersOf(
    { stream: at, person },
    {
      ...commandOf(kind),
      body: { ...commandOf(kind).body, ...body },
    },
  );
}

describe('what an event sets', () => {
  it('[H5] is the same for whatever sets it: who comes in, and who is renamed', () => {
    const admitted = registers('person.admit', {}, { at: serverStream });
    expect(admitted).toHaveLength(1);
    expect(registers('person.rename', {}, { at: serverStream })).toEqual(admitted);
    expect(registers('person.rename', {}, { at: serverStream, person: ben })).not.toEqual(admitted);
  });

  it('[H5] is whether somebody is in a room, whoever brought them in or out', () => {
    const joined = registers('room.join', {}, { person: ben });
    expect(registers('room.leave', {}, { person: ben })).toEqual(joined);
    expect(registers('room.invite', { personId: ben })).toEqual(joined);
    expect(registers('room.removeMember', { personId: ben })).toEqual(joined);
    expect(registers('room.invite', { personId: cem })).not.toEqual(joined);
    expect(registers('room.join', {}, { person: ben, at: roomStream(other) })).not.toEqual(joined);
  });

  it('[H5] is the name of a room and its topic, each by itself, and all of it where it is made', () => {
    const [name, topic] = [registers('room.rename'), registers('room.setTopic')];
    expect(name).not.toEqual(topic);
    expect(registers('room.create').toSorted()).toEqual([...name, ...topic, ...registers('room.join')].toSorted());
    expect(registers('room.rename', {}, { person: ben })).toEqual(name);
  });

  it('[H5] is in a direct room everybody who is in it, and in a message nothing', () => {
    const both = [ann, ben].flatMap((person) => registers('room.join', {}, { person }));
    expect(registers('direct.open', { personIds: [ben] }).toSorted()).toEqual(both.toSorted());
    expect(registers('message.send')).toEqual([]);
  });
});

describe('where an event stands', () => {
  it('[D5] is where it stood first, and its own place where it was never lost', () => {
    expect(originOf({ epoch: 2, seq: 9 })).toEqual({ epoch: 2, seq: 9 });
    expect(originOf({ epoch: 2, seq: 9, origin: { epoch: 1, seq: 12 } })).toEqual({ epoch: 1, seq: 12 });
  });

  it('[H5] is in the order of epochs, and of seq within one', () => {
    const origins = fc.record({ epoch: fc.integer({ min: 1, max: 3 }), seq: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(origins, origins, (one, two) => {
        const order = Math.sign(compareOrigins(one, two));
        expect(order + Math.sign(compareOrigins(two, one))).toBe(0);
        const isBefore = one.epoch < two.epoch || (one.epoch === two.epoch && one.seq < two.seq);
        expect(order < 0).toBe(isBefore);
      }),
    );
  });
});
