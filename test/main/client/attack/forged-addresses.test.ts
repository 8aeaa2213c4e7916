import { describe, expect, it } from 'vitest';
import { heardServers } from '#shared/discovery/heard-server.ts';
import { addSighting, emptyServerTable } from '#shared/discovery/server-table.ts';
import { silentLogger } from '#shared/logger.ts';
import { addressesToTry } from '#main/client/address-order.ts';
import { createConnector } from '#main/client/connector.ts';
import { reachServer } from '#main/client/reach-server.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { nameOf, serverIdOf } from '#test/support/sample-ids.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';

const serverId = serverIdOf(1);
const server = '10.0.0.50';
const advertIntervalMs = 250;
const headStartMs = 400;

/** A client that knows the server by an address where it no longer is, on a network where nobody answers. */
function setupForgery() {
  const clock = createFakeClock();
  const random = createSeededRandom('forged addresses');
  const dialled: { readonly host: string; readonly at: number }[] = [];
  let table = emptyServerTable;
  let adverts = 0;
  const connector = createConnector({
    clock,
    random,
    log: silentLogger,
    reach: () =>
      reachServer(
        {
          clock,
          random,
          log: silentLogger,
          dial: ({ host }) => {
            dialled.push({ host, at: clock.monotonic() });
            return new Promise(() => undefined);
          },
        },
        () => addressesToTry(heardServers(table)[0]?.told ?? [], ['10.0.0.20:7420']),
        serverId,
      ),
    openSession: () => ({ probe: () => undefined, close: () => undefined }),
    onState: () => undefined,
  });

  function announce(source: string, hosts: readonly string[]): void {
    const record = { serverId, name: nameOf('Office'), versions: [1] };
    const addresses = hosts.map((host) => ({ host, port: 7420 }));
    const context = { now: clock.monotonic(), network: 'eth0', isKnown: () => true };
    table = addSighting(table, { record, addresses, source, instance: source }, context).table;
    connector.nudge();
  }

  /** Each liar says four addresses every time that nobody has. */
  function lie(liars: number): void {
    adverts += 1;
    for (let liar = 1; liar <= liars; liar += 1)
      announce(
        `10.0.1.${liar}`,
        [1, 2, 3, 4].map((number) => `10.${liar}.${adverts}.${number}`),
      );
  }

  function lieFor(durationMs: number, liars: number): void {
    for (let passedMs = 0; passedMs < durationMs; passedMs += advertIntervalMs) {
      lie(liars);
      clock.advance(advertIntervalMs);
    }
  }
  const firstDialAt = () => dialled.find(({ host }) => host === server)?.at;
  return { clock, connector, dialled, announce, lie, lieFor, firstDialAt };
}

describe('forged adverts of a server that has moved', () => {
  it.each([1, 2, 4])('[T4] of %i liars cost one turn each before it is dialled where it is', (liars) => {
    const { connector, announce, lie, lieFor, firstDialAt, clock, dialled } = setupForgery();
    announce(server, [server]);
    lie(liars);
    const startedAt = clock.monotonic();
    connector.start();
    lieFor(12_000, liars);
    expect((firstDialAt() ?? Infinity) - startedAt).toBeLessThanOrEqual((liars + 1) * headStartMs);
    expect(dialled[0]?.host).toBe('10.0.0.20');
  });

  it.each([1, 4])('[T4] of %i liars cost one turn each where it announces itself in the middle of a try', (liars) => {
    const { connector, announce, lieFor, firstDialAt, clock } = setupForgery();
    connector.start();
    lieFor(2_000, liars);
    const announcedAt = clock.monotonic();
    announce(server, [server]);
    lieFor(6_000, liars);
    expect((firstDialAt() ?? Infinity) - announcedAt).toBeLessThanOrEqual((liars + 2) * headStartMs);
  });
});
