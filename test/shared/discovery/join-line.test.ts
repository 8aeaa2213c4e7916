import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { serverIdSchema } from '#shared/domain/ids.ts';
import { formatJoinLine, parseJoinLine, type JoinLine } from '#shared/discovery/join-line.ts';
import { toBase64url } from '#shared/encoding.ts';
import { nameOf } from '#test/support/sample-ids.ts';
import { addresses, hostileTexts, serverIds } from '#test/support/arbitrary-discovery.ts';

const seed = 7_420;
const serverId = `${'abcdefghijklmnopqrstuvwxyz234567'.repeat(2).slice(0, 51)}a`;
const token = 'AAECAwQFBgcICQoLDA0ODw';

const joinLines: fc.Arbitrary<JoinLine> = fc.record({
  serverId: serverIds,
  addresses: fc.uniqueArray(addresses, { maxLength: 8, selector: ({ host, port }) => `${host} ${port}` }),
  invite: fc.option(
    fc.record({
      token: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => toBase64url(bytes)),
      expiresAtSeconds: fc.integer({ min: 1, max: 999_999_999_999 }),
    }),
  ),
  linksTo: fc.constant(null),
});

describe('a join line', () => {
  it('[T6] carries the id, every address and the invite', () => {
    const line = `hallway://join?s=${serverId}&h=192.168.1.5:7420,[2001:db8::1]:7421,office.local:80&t=${token}&x=1800000000`;
    const value = {
      serverId,
      addresses: [
        { host: '192.168.1.5', port: 7420 },
        { host: '2001:db8::1', port: 7421 },
        { host: 'office.local', port: 80 },
      ],
      invite: { token, expiresAtSeconds: 1_800_000_000 },
      linksTo: null,
    };
    expect(parseJoinLine(line)).toEqual({ ok: true, value });
  });

  it.each(['Mara', 'Grüße 你好', 'a&b=c?#'])(
    '[P18] that adds a device says whose, and only with a token: %s',
    (typed) => {
      const linksTo = nameOf(typed);
      const invite = { token, expiresAtSeconds: 1_800_000_000 };
      const line = { serverId: v.parse(serverIdSchema, serverId), addresses: [], invite, linksTo };
      expect(formatJoinLine(line)).toMatch(/^hallway:\/\/link\?/u);
      expect(parseJoinLine(formatJoinLine(line))).toEqual({ ok: true, value: line });
      const without = parseJoinLine(formatJoinLine({ ...line, invite: null }));
      expect(without).toEqual({ ok: false, error: { type: 'join_line_invite_invalid' } });
    },
  );

  it(`[T6] reads back as it was written (seed ${seed})`, () => {
    fc.assert(
      fc.property(joinLines, (line) => {
        expect(parseJoinLine(formatJoinLine(line))).toEqual({ ok: true, value: line });
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it('[T6] needs no addresses, because discovery finds the id', () => {
    expect(parseJoinLine(`hallway://join?s=${serverId}`)).toEqual({
      ok: true,
      value: { serverId, addresses: [], invite: null, linksTo: null },
    });
  });

  it.each([
    ['white space around it', `  hallway://join?s=${serverId}&h=a:1\n`],
    ['another case of its beginning', `HALLWAY://Join?s=${serverId}&h=a:1`],
    ['a slash that the system put in', `hallway://join/?s=${serverId}&h=a:1`],
    ['percent signs', `hallway://join?s=${serverId}&h=a%3A1`],
    ['fields of later versions', `hallway://join?v=2&s=${serverId}&h=a:1&`],
    ['the same address twice', `hallway://join?s=${serverId}&h=a:1,A:1`],
  ])('survives %s', (_what, line) => {
    expect(parseJoinLine(line)).toEqual({
      ok: true,
      value: { serverId, addresses: [{ host: 'a', port: 1 }], invite: null, linksTo: null },
    });
  });

  it('counts addresses up to the eighth', () => {
    const hosts = Array.from({ length: 20 }, (_, index) => `10.0.0.${index + 1}:7420`);
    const line = parseJoinLine(`hallway://join?s=${serverId}&h=${hosts.join(',')}`);
    expect(line.ok && line.value.addresses.map(({ host }) => host).at(-1)).toBe('10.0.0.8');
  });

  it.each([
    ['', 'join_line_unknown'],
    ['192.168.1.5', 'join_line_unknown'],
    ['https://join?s=x', 'join_line_unknown'],
    ['hallway://leave?s=x', 'join_line_unknown'],
    ['hallway://join', 'join_line_unknown'],
    ['hallway://join?', 'join_line_server_id_invalid'],
    ['hallway://join?h=a:1', 'join_line_server_id_invalid'],
    [`hallway://join?s=${serverId.toUpperCase()}`, 'join_line_server_id_invalid'],
    [`hallway://join?s=${serverId.slice(1)}`, 'join_line_server_id_invalid'],
    [`hallway://join?s=${serverId.slice(0, 51)}b`, 'join_line_server_id_invalid'],
    [`hallway://join?s=${serverId}&s=${serverId}`, 'join_line_malformed'],
    [`hallway://join?s=${serverId}&h=%zz`, 'join_line_malformed'],
    [`hallway://join?s=${serverId}&h=%ff`, 'join_line_malformed'],
    [`hallway://join?s=${serverId}&t=${token}`, 'join_line_invite_invalid'],
    [`hallway://join?s=${serverId}&x=1`, 'join_line_invite_invalid'],
    [`hallway://join?s=${serverId}&t=short&x=1`, 'join_line_invite_invalid'],
    [`hallway://join?s=${serverId}&t=${token}&x=-1`, 'join_line_invite_invalid'],
    [`hallway://join?s=${serverId}&t=${token}&x=1e9`, 'join_line_invite_invalid'],
  ])('%j is refused as %s', (line, type) => {
    expect(parseJoinLine(line)).toEqual({ ok: false, error: { type } });
  });

  it('is refused with the reason of the address that is wrong', () => {
    expect(parseJoinLine(`hallway://join?s=${serverId}&h=10.0.0.1:1,10.0.0.1:99999`)).toEqual({
      ok: false,
      error: { type: 'join_line_address_invalid', reason: { type: 'address_port_invalid' } },
    });
  });

  it('is refused before it is looked at when it is too long', () => {
    const line = `hallway://join?s=${serverId}&h=${'a:1,'.repeat(1_000)}`;
    expect(parseJoinLine(line)).toEqual({ ok: false, error: { type: 'join_line_too_long', maxLength: 2_048 } });
  });

  it(`is a value or a typed error, never an exception (seed ${seed})`, () => {
    const tail = fc.oneof(
      hostileTexts(300),
      fc.string({ unit: fc.constantFrom(...'sht x=&%,:[]09af'.split('')), maxLength: 80 }),
    );
    const start = fc.constantFrom('', 'hallway://join?', `hallway://join?s=${serverId}&`);
    fc.assert(
      fc.property(start, tail, (beginning, rest) => {
        const read = parseJoinLine(beginning + rest);
        expect(read.ok ? parseJoinLine(formatJoinLine(read.value)) : read).toEqual(read);
      }),
      { seed, numRuns: 1_500 },
    );
  });
});
