import * as v from 'valibot';
import { expect, it } from 'vitest';
import { formatJoinLine, parseJoinLine } from '#shared/discovery/join-line.ts';
import { serverIdSchema } from '#shared/domain/ids.ts';
import { parseJoinTarget } from '#main/client/join-target.ts';
import { joinLineIn } from '#main/electron/deep-links.ts';
import { hostileJoinLines } from '#test/support/hostile/hostile-join-lines.ts';

const seed = process.env['HALLWAY_SEED'] ?? '7420';
const links = hostileJoinLines(seed, 6_000);

it(`[T6] a hostile link is a server and up to eight plain addresses, or a typed error (HALLWAY_SEED=${seed})`, () => {
  const kinds = new Map<string, number>();
  for (const link of links) {
    const read = parseJoinLine(link);
    const kind = read.ok ? 'readable' : read.error.type;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (!read.ok) continue;
    const { serverId, addresses } = read.value;
    expect(link.length).toBeLessThanOrEqual(2_048);
    expect(link.trim()).toMatch(/^hallway:\/\/join\/?\?/iu);
    expect(v.is(serverIdSchema, serverId)).toBe(true);
    expect(addresses.length).toBeLessThanOrEqual(8);
    for (const { host, port } of addresses) {
      expect(host).toMatch(/^[a-z0-9_.:-]{1,253}$/u);
      expect(port >= 1 && port <= 65_535).toBe(true);
    }
    // What is shown and asked about is what is joined.
    expect(parseJoinLine(formatJoinLine(read.value))).toEqual(read);
  }
  expect([...kinds.keys()].toSorted()).toEqual([
    'join_line_address_invalid',
    'join_line_invite_invalid',
    'join_line_malformed',
    'join_line_server_id_invalid',
    'join_line_too_long',
    'join_line_unknown',
    'readable',
  ]);
  expect(kinds.get('readable')).toBeGreaterThan(links.length / 20);
});

it(`what the system starts the program with is a link of ours in plain text, or nothing (HALLWAY_SEED=${seed})`, () => {
  const taken = links.flatMap((link) => {
    const line = joinLineIn(['/opt/hallway', '--data', '/home/mara', link]);
    return line === null ? [] : [line];
  });
  expect(taken.filter((line) => !links.includes(line))).toEqual([]);
  for (const line of taken) expect(line).toMatch(/^hallway:\/\/join\/?\?[\x21-\x7e]{0,2034}$/iu);
  // Whatever can be joined by it is let through, where it is plain text.
  const readable = links.filter((link) => parseJoinLine(link).ok && /^[\x21-\x7e]+$/u.test(link));
  expect(readable.filter((link) => !taken.includes(link))).toEqual([]);
});

it(`no link is taken for an address: a server that is joined by it has to prove the key in it (HALLWAY_SEED=${seed})`, () => {
  const ours = links.filter((link) => /^\s*hallway:/iu.test(link));
  expect(ours.length).toBeGreaterThan(2_000);
  for (const link of ours) {
    const target = parseJoinTarget(link);
    expect(target.ok ? target.value.type : target.error.type).toMatch(/^(?:server|target_invalid)$/u);
  }
});
