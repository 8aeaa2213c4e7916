import { describe, expect, it } from 'vitest';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import { silentLogger } from '#shared/logger.ts';
import { err } from '#shared/result.ts';
import { addressesToTry, addressTexts } from '#main/client/address-order.ts';
import { dialProblem } from '#main/client/dial-problem.ts';
import { mostTelling, reachServer, type Dial } from '#main/client/reach-server.ts';
import type { Connection } from '#main/transport/connection.ts';
import type { DialFailure } from '#main/transport/dial-failure.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';
import { createMemoryNetwork } from '#test/support/memory-network.ts';
import { createScriptedServer } from '#test/support/scripted-server.ts';
import { createSeededRandom } from '#test/support/seeded-random.ts';

const address = (host: string) => ({ host, port: 7420 });
const told = (host: string, source = '') => ({ ...address(host), source });

function setupReach() {
  const clock = createFakeClock();
  const network = createMemoryNetwork(clock);
  const random = createSeededRandom('reach');
  const server = createScriptedServer({ random: createSeededRandom('meant') });
  const other = createScriptedServer({ random: createSeededRandom('other') });
  const dialled: { host: string; at: number; signal: AbortSignal }[] = [];
  const dialNetwork = network.dialFrom('10.0.0.9');
  const dial: Dial = (to, signal) => {
    dialled.push({ host: to.host, at: clock.monotonic(), signal });
    // 10.0.0.100 and up swallow everything; a dial of 10.0.0.66 throws.
    if (to.host === '10.0.0.66') return Promise.reject(new SyntaxError('Invalid URL'));
    const isBlackHole = to.host.startsWith('10.0.0.1') && to.host.length > 8;
    return isBlackHole ? new Promise(() => undefined) : dialNetwork(to, signal);
  };
  const run = async (durationMs: number) => {
    for (let passed = 0; passed < durationMs; passed += 1) {
      clock.advance(1);
      do await new Promise(setImmediate);
      while (network.deliver() > 0);
    }
  };
  const { serverId } = server.identity;
  /** What stands in the list later is announced while it is tried. */
  const reachAll = (hosts: readonly string[]) =>
    reachServer({ clock, random, log: silentLogger, dial }, () => hosts.map((host) => told(host)), serverId);
  const reach = (...hosts: readonly string[]) => reachAll(hosts);
  return { reachAll, clock, network, server, other, dialled, reach, run, serverId };
}

describe('reaching a server', () => {
  it('takes the first address where it proves itself', async () => {
    const { network, server, other, reach, run, dialled } = setupReach();
    network.listen('10.0.0.1:7420', other.accept);
    network.listen('10.0.0.2:7420', server.accept);
    network.listen('10.0.0.3:7420', server.accept);
    const attempt = reach('10.0.0.1', '10.0.0.2', '10.0.0.3');
    await run(50);
    expect(await attempt.result).toMatchObject({ ok: true, value: { address: address('10.0.0.2'), version: 1 } });
    expect(dialled.map(({ host }) => host)).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(dialled.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('gives an address 400 ms before it tries the next beside it', async () => {
    const { network, server, reach, run, dialled } = setupReach();
    network.listen('10.0.0.2:7420', server.accept);
    const attempt = reach('10.0.0.100', '10.0.0.101', '10.0.0.2');
    await run(900);
    expect((await attempt.result).ok).toBe(true);
    expect(dialled.map(({ at }) => at)).toEqual([0, 400, 800]);
  });

  it('takes a dial that throws for a problem of that address, and goes on with the others', async () => {
    const { network, server, reach, run } = setupReach();
    expect(await reach('10.0.0.66').result).toEqual(err({ type: 'unreachable', code: 'threw' }));
    network.listen('10.0.0.2:7420', server.accept);
    const attempt = reach('10.0.0.66', '10.0.0.2');
    await run(20);
    expect(await attempt.result).toMatchObject({ ok: true, value: { address: address('10.0.0.2') } });
  });

  it('[T2] tells whoever is somebody else nothing but the hello', async () => {
    const { network, other, reach, run } = setupReach();
    network.listen('10.0.0.1:7420', other.accept);
    const attempt = reach('10.0.0.1');
    await run(20);
    expect(await attempt.result).toEqual(
      err({ type: 'other_server', serverId: other.identity.serverId, address: '10.0.0.1:7420' }),
    );
    expect(other.session.received.map(({ type }) => type)).toEqual(['hello']);
  });

  it('goes on with what is announced while it tries, after a head start at most', async () => {
    const { network, server, reachAll, run, dialled } = setupReach();
    network.listen('10.0.0.2:7420', server.accept);
    const hosts = ['10.0.0.100'];
    const attempt = reachAll(hosts);
    await run(100);
    hosts.push('10.0.0.101');
    await run(1_000);
    hosts.push('10.0.0.2');
    attempt.lookAgain();
    await run(50);
    expect(await attempt.result).toMatchObject({ ok: true, value: { address: address('10.0.0.2') } });
    expect(dialled.map(({ host, at }) => [host, at])).toEqual([
      ['10.0.0.100', 0],
      ['10.0.0.101', 400],
      ['10.0.0.2', 1_100],
    ]);
  });

  it('tries once more, when something was announced, who refused or is silent', async () => {
    const { network, server, reach, run, dialled } = setupReach();
    const attempt = reach('10.0.0.2', '10.0.0.100');
    await run(600);
    network.listen('10.0.0.2:7420', server.accept);
    attempt.lookAgain();
    await run(50);
    expect(await attempt.result).toMatchObject({ ok: true, value: { address: address('10.0.0.2') } });
    expect(dialled.map(({ host }) => host)).toEqual(['10.0.0.2', '10.0.0.100', '10.0.0.2']);
    attempt.lookAgain();
    await run(1_000);
    expect(dialled).toHaveLength(3);
  });

  it('fails at once where there is no address', async () => {
    const { reach } = setupReach();
    expect(await reach().result).toEqual(err({ type: 'address_unknown' }));
  });

  it('fails with what a person can do most about', async () => {
    const { network, other, reach, run } = setupReach();
    network.listen('10.0.0.1:7420', other.accept);
    const attempt = reach('10.0.0.3', '10.0.0.1', '10.0.0.4');
    await run(50);
    expect(await attempt.result).toMatchObject(err({ type: 'other_server' }));
  });

  it('[T2] leaves nobody waiting who lost, nor anybody when it is given up, and no timer', async () => {
    const { network, server, reach, run, clock } = setupReach();
    const ends: string[] = [];
    const accept = (host: string) => (connection: Connection) => {
      connection.onClose(() => ends.push(host));
      connection.onText(() => undefined);
    };
    network.listen('10.0.0.1:7420', accept('silent'));
    network.listen('10.0.0.2:7420', server.accept);
    const attempt = reach('10.0.0.1', '10.0.0.2');
    await run(420);
    expect(await attempt.result).toMatchObject({ ok: true, value: { address: address('10.0.0.2') } });
    expect(ends).toEqual(['silent']);
    const given = reach('10.0.0.1');
    await run(50);
    given.cancel();
    await run(1);
    expect(ends).toEqual(['silent', 'silent']);
    expect((await given.result).ok).toBe(false);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('closes what a dial still brings after it was given up', async () => {
    const { clock, network, server, run, serverId } = setupReach();
    network.listen('10.0.0.2:7420', server.accept);
    const dialLate: Dial = async (to) => {
      const dialled = await network.dialFrom('10.0.0.9')(to, new AbortController().signal);
      return dialled;
    };
    const random = createSeededRandom('late');
    const attempt = reachServer(
      { clock, random, log: silentLogger, dial: dialLate },
      () => [told('10.0.0.2')],
      serverId,
    );
    attempt.cancel();
    await run(5);
    expect(network.links('10.0.0.9').at(-1)?.client.bufferedBytes()).toBe(0);
    expect(server.session.received).toEqual([]);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('the most telling of several problems', () => {
  const refused: ConnectionProblem = { type: 'unreachable', code: 'refused' };
  it.each<[readonly ConnectionProblem[], ConnectionProblem]>([
    [[], { type: 'address_unknown' }],
    [[refused, { type: 'timed_out' }], { type: 'timed_out' }],
    [[refused, { type: 'proof_wrong' }, { type: 'timed_out' }], { type: 'proof_wrong' }],
    [[{ type: 'not_hallway' }, { type: 'local_network_denied' }], { type: 'local_network_denied' }],
    [[refused, { type: 'unreachable', code: 'EHOSTUNREACH' }], refused],
  ])('of %j is %j', (problems, expected) => {
    expect(mostTelling(problems)).toEqual(expected);
  });
});

describe('a failed dial', () => {
  it.each<[DialFailure, ConnectionProblem]>([
    [{ type: 'refused' }, { type: 'unreachable', code: 'refused' }],
    [
      { type: 'unreachable', code: 'EHOSTUNREACH' },
      { type: 'unreachable', code: 'EHOSTUNREACH' },
    ],
    [{ type: 'timeout', timeoutMs: 5_000 }, { type: 'timed_out' }],
    [{ type: 'unknown_name' }, { type: 'unreachable', code: 'unknown_name' }],
    [{ type: 'tls_failed', code: 'EPROTO' }, { type: 'not_hallway' }],
    [{ type: 'not_hallway' }, { type: 'not_hallway' }],
    [
      { type: 'busy', retryAfterMs: 3 },
      { type: 'server_full', retryAfterMs: 3 },
    ],
    [{ type: 'turned_away', status: 403 }, { type: 'not_hallway' }],
    [{ type: 'cut_off' }, { type: 'unreachable', code: 'cut_off' }],
    [{ type: 'aborted' }, { type: 'unreachable', code: 'aborted' }],
  ])('%j means %j', (failure, problem) => {
    expect(dialProblem(failure)).toEqual(problem);
  });
});

describe('the order of addresses', () => {
  const [one, two] = [address('10.0.0.1'), address('10.0.0.2')];

  it('begins with what worked last, if it is announced now', () => {
    expect(addressTexts([one, two], ['10.0.0.2:7420', '10.0.0.3:7420'])).toEqual([
      '10.0.0.2:7420',
      '10.0.0.1:7420',
      '10.0.0.3:7420',
    ]);
  });

  it('begins with what is announced, where the server has moved', () => {
    expect(addressTexts([one], ['10.0.0.9:7420'])).toEqual(['10.0.0.1:7420', '10.0.0.9:7420']);
  });

  it('is what is remembered, where nothing is announced', () => {
    expect(addressTexts([], ['office.local:7420', '[fe80::1]:7420'])).toEqual(['office.local:7420', '[fe80::1]:7420']);
  });

  it('holds each address once, at most sixteen, and nothing that is none', () => {
    const many = Array.from({ length: 30 }, (_, index) => `10.0.1.${index}:7420`);
    expect(addressTexts([one, one], ['not an address', '10.0.0.1:7420', ...many])).toHaveLength(16);
    expect(addressTexts([], ['not an address', ':'])).toEqual([]);
  });

  it('is by who tells them where they are tried, what worked last before all others', () => {
    const announced = [told('10.0.0.2', '10.0.0.66'), told('10.0.0.1', '10.0.0.1')];
    expect(addressesToTry(announced, ['10.0.0.9:7420', ':'])).toEqual([told('10.0.0.9'), ...announced]);
  });
});
