import { describe, expect, it } from 'vitest';
import { createListenerSet } from '#shared/listener-set.ts';
import { protocolVersions } from '#shared/protocol/version.ts';
import type { Advertisement, Discovery } from '#main/discovery/discovery.ts';
import { advertiseServed, reachableAddresses } from '#main/served-hosts.ts';
import { nameOf, serverIdOf } from '#test/support/sample-ids.ts';

const record = { serverId: serverIdOf(1), name: nameOf('Lunch'), versions: protocolVersions, port: 7420 };

function setup(hosts: readonly string[], first: readonly string[]) {
  const told: string[] = [];
  const changes = createListenerSet<void>();
  let served = first;
  const nameOf = (advertised: Advertisement) => advertised.hosts?.join(' ') ?? 'all';
  const discovery: Pick<Discovery, 'advertise'> = {
    advertise: (advertised) => {
      told.push(`on ${nameOf(advertised)}`);
      return async () => void told.push(`off ${nameOf(advertised)}`);
    },
  };
  const networks = { isServed: (address: string) => served.includes(address), onChange: changes.add };
  const stop = advertiseServed({ discovery, record, hosts, networks });
  return {
    told,
    stop,
    choose: (next: readonly string[]) => {
      served = next;
      changes.call();
    },
    listeners: () => changes.size,
  };
}

describe('[T11] a server is announced', () => {
  it('on the networks that it is there for, anew before it is taken back when these are others', async () => {
    const { told, stop, choose, listeners } = setup(['10.0.0.1', '10.1.0.1'], ['10.0.0.1']);
    choose(['10.0.0.1', '10.9.9.9']);
    choose(['10.0.0.1', '10.1.0.1']);
    choose(['10.1.0.1']);
    await stop();
    expect(told).toEqual([
      'on 10.0.0.1',
      'on 10.0.0.1 10.1.0.1',
      'off 10.0.0.1',
      'on 10.1.0.1',
      'off 10.0.0.1 10.1.0.1',
      'off 10.1.0.1',
    ]);
    expect(listeners()).toBe(0);
  });

  it('on this computer where it is there for no network', () => {
    expect(setup(['0.0.0.0', '::'], ['127.0.0.1']).told).toEqual(['on 127.0.0.1']);
  });
});

it('[T11] addresses are told of the networks that a server is there for', () => {
  const bound = { port: 7420, missingHosts: ['10.2.0.1'] };
  const isServed = (address: string) => address === '127.0.0.1';
  expect(reachableAddresses(['0.0.0.0', '::'], bound, { isServed })).toEqual([{ host: '127.0.0.1', port: 7420 }]);
  expect(reachableAddresses(['10.1.0.1', '10.2.0.1'], bound, { isServed })).toEqual([{ host: '10.1.0.1', port: 7420 }]);
});
