import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as ids from '#shared/domain/ids.ts';
import { personStream, roomOfStream, roomStream, serverStream, streamSchema } from '#shared/domain/stream.ts';
import { toBase32, toBase64url } from '#shared/encoding.ts';
import { personIdOf, roomIdOf, serverIdOf } from '#test/support/sample-ids.ts';

const seed = 7_420;
const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
const thirtyTwo = fc.uint8Array({ minLength: 32, maxLength: 32 });

const shortIds = {
  person: ids.personIdSchema,
  room: ids.roomIdSchema,
  message: ids.messageIdSchema,
  epoch: ids.epochIdSchema,
};

describe.each(Object.entries(shortIds))('the id of a %s', (_, schema) => {
  it(`[P17, P18] is base32 of any 16 bytes (seed ${seed})`, () => {
    fc.assert(
      fc.property(sixteen, (bytes) => {
        expect(v.is(schema, toBase32(bytes))).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
  });

  it.each([
    ['one byte short', 'a'.repeat(24)],
    ['one character short', 'a'.repeat(25)],
    ['one character long', 'a'.repeat(27)],
    ['with a low bit left over', `${'a'.repeat(25)}b`],
    ['in upper case', 'A'.repeat(26)],
    ['with a digit outside of the alphabet', `${'1'.repeat(25)}a`],
    ['with a line break after it', `${'a'.repeat(26)}\n`],
    ['with white space before it', ` ${'a'.repeat(26)}`],
    ['a number', 7],
    ['nothing', null],
  ])('[P13] is not one %s', (_what, text) => {
    expect(v.is(schema, text)).toBe(false);
  });
});

it('[P13] of a short id’s last characters the eight without low bits are taken', () => {
  const taken = Array.from('abcdefghijklmnopqrstuvwxyz234567').filter((last) =>
    v.is(ids.roomIdSchema, `${'a'.repeat(25)}${last}`),
  );
  expect(taken.join('')).toBe('aeimquy4');
});

describe('the id of a server', () => {
  it(`[T1] is base32 of any 32 bytes (seed ${seed})`, () => {
    fc.assert(
      fc.property(thirtyTwo, (bytes) => {
        expect(v.is(ids.serverIdSchema, toBase32(bytes))).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
  });

  it.each(['a'.repeat(26), 'a'.repeat(51), 'a'.repeat(53), `${'a'.repeat(51)}b`, 'A'.repeat(52)])(
    '[P13] is not %s',
    (text) => {
      expect(v.is(ids.serverIdSchema, text)).toBe(false);
    },
  );
});

describe('the key of a device', () => {
  it(`[T3] is base64url of any 32 bytes (seed ${seed})`, () => {
    fc.assert(
      fc.property(thirtyTwo, (bytes) => {
        expect(v.is(ids.deviceKeySchema, toBase64url(bytes))).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
  });

  it.each(['A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}B`, `${'A'.repeat(42)}=`, `${'+'.repeat(42)}A`])(
    '[P13] is not %s',
    (text) => {
      expect(v.is(ids.deviceKeySchema, text)).toBe(false);
    },
  );
});

describe.each([
  ['a command', ids.commandIdSchema],
  ['an outbox', ids.outboxIdSchema],
] as const)('the id of %s', (_, schema) => {
  it.each(['01900000-0000-7000-8000-0123456789ab', '00000000-0000-0000-0000-000000000000'])(
    'is a UUID of any version, such as %s',
    (uuid) => {
      expect(v.is(schema, uuid)).toBe(true);
    },
  );

  it.each([
    '01900000-0000-7000-8000-0123456789AB',
    '01900000000070008000-0123456789ab',
    '{01900000-0000-7000-8000-0123456789ab}',
    '01900000-0000-7000-8000-0123456789ab\n',
    '01900000-0000-7000-8000-0123456789a',
    'g1900000-0000-7000-8000-0123456789ab',
  ])('[P13] has one text: %j is none', (text) => {
    expect(v.is(schema, text)).toBe(false);
  });
});

describe('a stream', () => {
  it('[P5] is the server’s, a room’s or a person’s', () => {
    const streams = [serverStream, roomStream(roomIdOf(7)), personStream(personIdOf(8))];
    expect(streams).toEqual(['server', `room:${roomIdOf(7)}`, `person:${personIdOf(8)}`]);
    for (const stream of streams) expect(v.is(streamSchema, stream)).toBe(true);
  });

  it('[P5] of a room leads back to the room, another one to none', () => {
    expect(roomOfStream(roomStream(roomIdOf(7)))).toBe(roomIdOf(7));
    expect(roomOfStream(serverStream)).toBeNull();
    expect(roomOfStream(personStream(personIdOf(7)))).toBeNull();
  });

  it.each([
    '',
    'servers',
    'Server',
    'room:',
    'room:server',
    `room:${'a'.repeat(25)}`,
    `room:${'a'.repeat(25)}b`,
    `rooms:${'a'.repeat(26)}`,
    `room:${serverIdOf(1)}`,
    `room:${'a'.repeat(26)} `,
    `server:${'a'.repeat(26)}`,
  ])('[P5] is not %j', (text) => {
    expect(v.is(streamSchema, text)).toBe(false);
  });
});
