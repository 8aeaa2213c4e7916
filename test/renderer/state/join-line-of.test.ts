import { expect, it } from 'vitest';
import { parseJoinLine } from '#shared/discovery/join-line.ts';
import { joinLineOf } from '#renderer/state/join-line-of.ts';
import { buildServer, nordlicht } from '#test/main/terminal/builders.ts';

it('the line of a server one is in holds its key and where it was reached, and there is none without an address', () => {
  const line = joinLineOf(buildServer({ addresses: ['192.168.4.20:7420', 'no address at all/'] }));
  expect(line === null ? null : parseJoinLine(line)).toEqual({
    ok: true,
    value: { serverId: nordlicht, addresses: [{ host: '192.168.4.20', port: 7420 }], invite: null, linksTo: null },
  });
  expect(joinLineOf(buildServer({ addresses: [] }))).toBeNull();
});
